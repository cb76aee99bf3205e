/** The page is valid, and can be used without a mouse, without colours and without eyes. */
import { expect, it } from 'vitest';
import { drillPage } from '../../../src/cli/drill-report/page.ts';
import { nameOfPlay } from '../../../src/drill/findings.ts';
import { drill } from '../../../src/drill/index.ts';
import { createFailover } from '../../../src/index.ts';
import { createStage } from '../../drill/legs.ts';

const VOID = new Set(['meta', 'wbr', 'br', 'hr', 'img', 'link', 'input', 'col']);

/** Faults of the nesting of tags. */
function nesting(html: string): string[] {
  const open: string[] = [];
  const faults: string[] = [];
  const text = html.replace(/<style>[\s\S]*?<\/style>/, '');
  for (const [, slash, name = '', self] of text.matchAll(
    /<(\/?)([a-z][\w-]*)(?:\s+[\w-]+(?:="[^"<>]*")?)*\s*(\/?)>/gi,
  )) {
    if (slash === '') {
      if (!VOID.has(name) && self === '') open.push(name);
    } else if (open.at(-1) === name) open.pop();
    else faults.push(`</${name}> in <${open.at(-1)}>`);
  }
  return [...faults, ...open.map(name => `<${name}> is not closed`)];
}

const all = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map(match => match[1]!);

async function pageOf() {
  const stage = createStage();
  const odd = '<script>alert("1")</script> & \'co\'';
  const two = createFailover({
    models: [
      { model: stage.openai({ throughGateway: true }), name: odd },
      { model: stage.anthropic({ throughGateway: true }), name: 'second' },
    ],
  });
  const reports = [
    { chain: odd, ...(await drill(two)) },
    { chain: 'alone', ...(await drill(stage.openai(), { ask: 'assume' })) },
  ];
  return { html: drillPage(reports), reports };
}

const { html, reports } = await pageOf();

it('is nested well, and nothing that was told becomes a tag', () => {
  expect(nesting(html)).toEqual([]);
  expect(nesting('<div><p></div>')).not.toEqual([]);
  expect(html).not.toContain('<script');
  expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;co&#39;');
  // Each < begins a tag.
  const text = html.replace(/<style>[\s\S]*<\/style>/, '');
  expect(text.replaceAll(/<\/?[a-z][^<>]*>|<!doctype html>/gi, '')).not.toMatch(/[<>]/);
});

it('needs no script and nothing from elsewhere', () => {
  expect(html).not.toMatch(/\b(?:src|href)="(?!#)/);
  expect(html).not.toMatch(/url\(|@import|\bon\w+="/);
  expect(html).toContain("default-src 'none'");
});

it('has ids that are unique, and every reference leads somewhere', () => {
  const ids = all(html, /\sid="([^"]*)"/g);
  expect(new Set(ids).size).toBe(ids.length);
  const referred = [
    ...all(html, /href="#([^"]*)"/g),
    ...all(html, /aria-labelledby="([^"]*)"/g).flatMap(list => list.split(' ')),
  ];
  expect(referred.length).toBeGreaterThan(50);
  expect(referred.filter(id => !ids.includes(id))).toEqual([]);
});

it('has one title of the page, and no level of headings is left out', () => {
  const levels = all(html, /<h([1-6])\b/g).map(Number);
  expect(levels.filter(level => level === 1)).toHaveLength(1);
  levels.reduce((before, level) => (expect(level).toBeLessThanOrEqual(before + 1), level), 0);
  expect(html).toMatch(/<html lang="en">[\s\S]*<title>Failover drill: does not hold<\/title>[\s\S]*<main>/);
});

it('has tables with captions and heads of rows and columns, in regions that the keyboard reaches', () => {
  const tables = all(html, /<table>([\s\S]*?)<\/table>/g);
  expect(tables).toHaveLength(4);
  for (const table of tables) {
    expect(table).toMatch(/^<caption>[^<]+<\/caption><thead>/);
    const columns = all(table, /<th (scope="col")/g).length;
    const rows = all(table, /<tbody>([\s\S]*)<\/tbody>/g)[0]!
      .split('<tr>')
      .slice(1);
    for (const row of rows) {
      expect(row).toMatch(/^<th scope="row(?:"|group" colspan="\d+")>/);
      const spanned = Number(/colspan="(\d+)"/.exec(row)?.[1] ?? 1);
      expect(all(row, /<(t[hd])\b/g).length - 1 + spanned).toBe(columns);
    }
  }
  // Landmarks of one page are told apart by their names.
  const regions = all(html, /<div class="scroll" role="region" aria-label="([^"]+)" tabindex="0">/g);
  expect(new Set(regions).size).toBe(4);
});

it('has a picture for each call, with words for it', () => {
  const pictures = all(html, /<svg role="img"([\s\S]*?)<\/svg>/g);
  expect(pictures).toHaveLength(reports.reduce((sum, { plays }) => sum + plays.length, 0));
  for (const picture of pictures) {
    expect(picture).toMatch(/<title id="[^"]+">[^<]+<\/title><desc id="[^"]+">[^<]+<\/desc>/);
    expect(picture).not.toMatch(/NaN|Infinity|undefined|="-/);
  }
  expect(html).toContain('never ends');
  // What each error is first seen in is open; the rest opens by keyboard.
  expect(all(html, /<details id="[^"]+"( open)?>/g)).toHaveLength(pictures.length);
  const open = reports.flatMap(({ plays, findings }) => {
    const firsts = new Set(findings.filter(({ level }) => level === 'error').map(finding => finding.plays[0]));
    return plays.filter(play => firsts.has(nameOfPlay(play)));
  });
  expect(open.length).toBeGreaterThan(1);
  expect(html.match(/<details id="[^"]+" open>/g)).toHaveLength(open.length);
});

it('says once for all calls of a leg what a finding is seen in', () => {
  expect(html).toContain(
    '<p class="soft">Seen in: gateway-gone of &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;co&#39; (both); gateway-gone of second (both)</p>',
  );
});

it('is made for light and dark, for phones and for paper', () => {
  expect(html).toContain('prefers-color-scheme: dark');
  expect(html).toContain('width=device-width');
  expect(html).toMatch(/@media \(max-width/);
  expect(html).toContain('@media print');
});

it('says of legs that nobody asked that nobody asked them', async () => {
  const stage = createStage();
  const page = drillPage([{ chain: 'chat', ...(await drill(stage.openai(), { ask: 'assume' })) }]);
  expect(page).toContain('(not asked)');
  expect(page).not.toContain('✓ answers');
});

it('names chains at the top only where there are more than one', () => {
  expect(html).toMatch(/<nav aria-label="Chains"><ul><li><a href="#chain-0">[^<]+<\/a>: .*<a href="#chain-1">alone/);
  expect(drillPage([reports[1]!])).not.toContain('<nav');
});
