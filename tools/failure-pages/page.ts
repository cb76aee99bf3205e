/**
 * One page for each origin, one section for each rule. A page for each rule would be seven hundred files of five lines;
 * so the rules of one party stand in their order, where the first that matches decides, and a rule's address is the
 * page with the rule as its anchor.
 */
import { makeFailure } from '../../src/failure.ts';
import { CATEGORY_TEXTS } from './categories.ts';
import { consequences } from './consequences.ts';
import { describe } from './describe.ts';
import { nameOf } from './origins.ts';
import type { DescribedRule } from './read-table.ts';
import type { RuleSource } from './sources.ts';

/** A rule with all that its section says. */
export interface Documented {
  rule: DescribedRule;
  source: RuleSource;
}

/** Says that a page is written by a tool. */
export const MADE = '<!-- Written by `npm run pages`. Change the rules or tools/failure-pages instead. -->';

/** The file of an origin's page. */
export const fileOf = (origin: string): string => `${origin}.md`;

/** What a failure is, and what becomes of it: the part of a section that is the same for rules and own findings. */
export function verdictLines(id: string, failure: DescribedRule['failure'], seen: string): string[] {
  const found = makeFailure(id, failure);
  const { title, advice, lasting } = CATEGORY_TEXTS[failure.category];
  const status = failure.statusCode === undefined ? '' : `, reported as ${failure.statusCode}`;
  return [
    `## \`${id}\``,
    '',
    `**${title}** (\`${found.category}\`, scope \`${found.scope}\`${status}).`,
    '',
    `- Seen: ${seen}.`,
    `- Then: ${consequences(found)}.`,
    `- Do: ${(failure.remedy ?? (found.retryable ? advice : (lasting ?? advice))).replace(/[.]?$/, '.').replaceAll(/https:\/\/[^\s.,]+(?:[.,][^\s.,]+)*/g, '<$&>')}`,
  ];
}

function section({ rule, source }: Documented, number: number): string[] {
  const { note } = source;
  return [
    ...verdictLines(rule.id, rule.failure, describe(rule.said)),
    ...(note === undefined ? [] : [`- Note: ${note.replaceAll(/[<*]/g, String.raw`\$&`)}`]),
    `- [Source][${number}]`,
    '',
  ];
}

/** The page of one origin. */
export function pageOf(origin: string, entries: readonly Documented[]): string {
  const pages = [...new Set(entries.map(({ source }) => source.page))];
  const files = [...new Set(entries.map(({ source }) => `\`src/classify/rules/${source.file}\``))];
  return [
    MADE,
    '',
    `# ${nameOf(origin)}`,
    '',
    `Rules \`${origin}:…\`, in their order; the first that matches decides. [What the lines mean](README.md#how-to-read-a-section). They stand in ${files.join(', ')}.`,
    '',
    ...entries.flatMap(entry => section(entry, pages.indexOf(entry.source.page) + 1)),
    ...pages.map((page, index) => `[${index + 1}]: ${page}`),
    '',
  ].join('\n');
}
