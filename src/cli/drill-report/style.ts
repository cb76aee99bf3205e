/** How the report looks: light and dark, on a phone, on a desktop and on paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --ink: #1c1e21; --soft: #575e66; --line: #c9ced4; --raised: #f4f5f7; --link: #0b57d0;
  --good: #1a7f37; --bad: #c5221f; --warn: #8a5a00; --idle: #6b7280;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #15181c; --ink: #e6e8eb; --soft: #a8b0b9; --line: #3b434c; --raised: #1e2329; --link: #8ab4f8;
    --good: #4ac26b; --bad: #ff8078; --warn: #e0b04a; --idle: #9aa3ad;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; }
h2 { font-size: 1.3rem; margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.1rem; margin-top: 1.75rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
code { font-family: ui-monospace, monospace; font-size: 0.92em; }
h4 { font-size: 1rem; margin: 1.25rem 0 0.5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.95rem; }
caption { text-align: left; color: var(--soft); padding-bottom: 0.25rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.6rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
thead th { overflow-wrap: normal; }
th[scope='row'] { font-weight: 400; min-width: 7rem; }
th[scope='rowgroup'] { background: var(--raised); padding-top: 0.6rem; }
td { min-width: 6.5rem; }
td.number, .verdict { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.number { min-width: 0; }
td.good, td.bad { white-space: nowrap; min-width: 0; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); } .soft { color: var(--soft); }
.findings { padding-left: 1.25rem; } .findings li { margin-bottom: 0.75rem; } .findings p { margin: 0.15rem 0; }
details { border: 1px solid var(--line); border-radius: 6px; margin: 0.5rem 0; background: var(--raised); }
summary { padding: 0.6rem 0.75rem; cursor: pointer; }
details > div { padding: 0 0.75rem 0.75rem; overflow-x: clip; } details p { margin: 0.4rem 0; }
details:target { border-color: var(--link); }
svg { display: block; width: 100%; overflow: visible; }
svg text { fill: var(--ink); font: 0.8rem system-ui, sans-serif; }
svg .axis { stroke: var(--line); stroke-width: 1; } svg .tick { fill: var(--soft); font-size: 0.75rem; }
svg .bar { stroke: var(--page); stroke-width: 1; }
svg .answered { fill: var(--good); } svg .failed { fill: var(--bad); }
svg .open { fill: var(--bad); fill-opacity: 0.45; } svg .lost, svg .aborted, svg .left { fill: var(--idle); }
svg .first { stroke: var(--ink); stroke-width: 2; } svg .end { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 3 3; }
.steps { font-size: 0.92rem; margin: 0.5rem 0 0; padding-left: 0; list-style: none; }
.steps li { display: grid; grid-template-columns: 4.5rem 1fr; gap: 0.5rem; }
.steps time { color: var(--soft); font-variant-numeric: tabular-nums; text-align: right; }
@media (max-width: 40rem) {
  body { padding: 0.75rem; } th, td { padding: 0.35rem 0.4rem; } svg text { font-size: 0.7rem; }
}
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 0.85rem; }
  .scroll { overflow: visible; } a { text-decoration: none; }
  h2, h3, h4, caption { break-after: avoid; } tr, li, details { break-inside: avoid; }
  svg { print-color-adjust: exact; }
}
`;
