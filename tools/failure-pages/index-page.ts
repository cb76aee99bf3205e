/** The index: every category with what it means and what becomes of it, and every page. */
import { CATEGORIES, type FailureCategory, makeFailure } from '../../src/failure.ts';
import { CATEGORY_TEXTS } from './categories.ts';
import { consequences, onBreaker } from './consequences.ts';
import { nameOf } from './origins.ts';
import { type Documented, fileOf, MADE } from './page.ts';

/** Folders of rules, in the order in which people look for them. */
const GROUPS: readonly (readonly [folder: string, title: string])[] = [
  ['vendors', 'Vendors'],
  ['clouds', 'Clouds'],
  ['hosts', 'Hosts of models'],
  ['gateways', 'Gateways'],
  ['relays', 'Relays and proxies'],
  ['local', "Servers on one's own machine"],
  ['request', 'The request and the SDKs'],
  ['network', 'Network and runtimes'],
  ['shared', 'Shared words and statuses'],
];

const INTRO = `# Failures, rule by rule

\`failure.rule\` says which rule decided. The part before the colon names its page; the anchor of its section is the rule without
colons and dots: \`groq:terms\` is [\`groq.md#groqterms\`](groq.md#groqterms). Besides the pages below there are

- \`shared:…\`: a word of one vendor, sent by another. Search for the part after the colon.
- \`finish:…\`: the answer ended with this reason, see [finish reasons](../finish-reasons.md).
- \`timeout:…\`, \`stream:…\`, \`embedding:…\`, \`hedge:…\`, \`result:…\` and some of \`response:…\`: [what this package finds
  itself](own.md).
- \`cloudflare:2005:never-succeeded\`: [\`cloudflare:2005\`](cloudflare.md#cloudflare2005) on a route that never worked.
- \`unknown\`: [no rule matches](#unknown).

In code, use \`category\` and its columns, never \`rule\`: rules are split and renamed.

## How to read a section

- **Seen** is what the rule matches: codes, types, reasons and error names of the error body in any case, a status, words
  of a message. Only examples of messages are shown; \`…\` is a gap. A message counts only in the place of an error, never in
  a model's answer.
- **Then** is what the package does.
  - *Retried*: the error is an \`APICallError\` with \`isRetryable: true\`, so that the SDK's \`maxRetries\` works, and the router
    may ask the same leg again. A failure whose response asks for a wait of more than 90 seconds is not retried, and the SDK
    does not retry after a wait of 60 seconds or more.
  - *Asked*: the router asks another [leg](../routing.md#which-leg-follows). \`shouldFailOver\` can change this.
  - *Counts*, *opens*: the effect on the leg's circuit [breaker](../health.md). A failure that may be caused by a call's own key is
    not counted for a call that has one.
- **Do** is for you: \`failure.remedy\`, or what helps with failures of this category.
- **Source** is the page that documents it.

An error with a type of its own may quote anything, so only parts of it are read:
[in which order](../classification.md#in-which-order).

## Scopes

| scope      | what is broken               | which legs are skipped                           |
| ---------- | ---------------------------- | ------------------------------------------------ |
| \`request\`  | this one request             | none                                             |
| \`model\`    | this model                   | none                                             |
| \`account\`  | the account that pays        | those with the same declared account             |
| \`provider\` | the provider as a whole      | none; with \`auth\`, those with the same account   |
| \`gateway\`  | the gateway in front         | those through the same gateway                   |
| \`network\`  | the connection               | none                                             |

\`billing\` skips the legs with the same account in every scope but \`gateway\`.
`;

const yes = (value: boolean): string => (value ? 'yes' : 'no');

function categories(): string {
  const names = Object.keys(CATEGORIES) as FailureCategory[];
  const rows = names.map(category => {
    const failure = makeFailure('category', { category });
    const { title } = CATEGORY_TEXTS[category];
    return `| [\`${category}\`](#${category}) | ${title} | ${yes(failure.retryable)} | ${yes(failure.fallback)} | \`${failure.scope}\` | ${onBreaker(failure)} |`;
  });
  const sections = names.map(category => {
    const failure = makeFailure('category', { category });
    const { means, outcome, advice } = CATEGORY_TEXTS[category];
    return [
      `### \`${category}\``,
      '',
      means,
      '',
      `- Unless a rule says otherwise: scope \`${failure.scope}\`; ${consequences(failure)}.`,
      `- What happens: ${outcome.replaceAll(/\s+/g, ' ')}`,
      `- Do: ${advice}`,
      '',
    ].join('\n');
  });
  return [
    '## Categories',
    '',
    '| category | what it is | retried | other legs | scope | breaker |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    ...sections,
  ].join('\n');
}

const folderOf = (entries: readonly Documented[]): string => entries[0]!.source.file.split('/')[0]!;

/** The pages, by group. */
function pages(origins: ReadonlyMap<string, readonly Documented[]>): string {
  const known = new Set(GROUPS.map(([folder]) => folder));
  const lost = [...origins].find(([, entries]) => !known.has(folderOf(entries)));
  if (lost) throw new Error(`No group of pages has the folder of ${lost[0]}`);
  const lists = GROUPS.flatMap(([folder, title]) => {
    const mine = [...origins].filter(([, entries]) => folderOf(entries) === folder);
    const links = mine
      .toSorted(([one], [other]) => nameOf(one).localeCompare(nameOf(other), 'en'))
      .map(([origin, { length }]) => `- [${nameOf(origin)}](${fileOf(origin)}): \`${origin}:…\`, ${length}`);
    return links.length === 0 ? [] : [`### ${title}`, '', ...links, ''];
  });
  return [
    '## Pages',
    '',
    '[What this package finds itself](own.md), and by origin, with the number of rules:',
    '',
    ...lists,
  ].join('\n');
}

export const indexPage = (origins: ReadonlyMap<string, readonly Documented[]>): string =>
  [MADE, '', INTRO, categories(), pages(origins)].join('\n');
