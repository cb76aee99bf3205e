/** Whatever rule decides, something can be done about it, and a page has more. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TABLE } from '../../../src/classify/all-rules.ts';
import { FINISH_VERDICTS } from '../../../src/classify/finish/finish-verdicts.ts';
import { adviceOn } from '../../../src/cli/explain/advice.ts';
import { explain } from '../../../src/cli/explain/explain.ts';
import { CATEGORIES, type FailureCategory, makeFailure, type Verdict } from '../../../src/failure.ts';
import { LIMIT_RULES } from '../../../src/own-failures.ts';
import { runHere } from '../run.ts';
import { curl } from './texts.ts';

const nothingKnown = adviceOn(makeFailure('unknown', { category: 'unknown' })).toDo;
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');

/** Whether the page has the section to which its address leads. */
function exists(url: string): boolean {
  const [, path, anchor] = /\/blob\/main\/docs\/([^#]+)(?:#(.*))?$/.exec(url)!;
  const text = readFileSync(new URL(`../../../docs/${path}`, import.meta.url), 'utf8');
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));
  return anchor === undefined || headings.includes(anchor);
}

const verdicts: [rule: string, verdict: Verdict][] = [
  ...TABLE.map(({ id, failure }): [string, Verdict] => [id, failure]),
  // A vendor's word that another one says.
  ...TABLE.map(({ id, failure }): [string, Verdict] => [`shared:${id.slice(id.indexOf(':') + 1)}`, failure]),
  ...Object.entries(FINISH_VERDICTS).flatMap(([name, { failure }]): [string, Verdict][] =>
    failure ? [[`finish:${name}`, failure]] : [],
  ),
  ...LIMIT_RULES.map((rule): [string, Verdict] => [rule, { category: 'timeout' }]),
  ...Object.keys(CATEGORIES).map((category): [string, Verdict] => [
    `mine:${category}`,
    { category: category as FailureCategory },
  ]),
];

describe('what to do', () => {
  it('is said of each rule', () => {
    const wrong = verdicts.flatMap(([rule, verdict]) => {
      const { toDo, url } = adviceOn(makeFailure(rule, verdict));
      const isOwn = verdict.category === 'unknown' || toDo !== nothingKnown;
      return /^\S.{11,400}(?:\.|https:\S+)$/.test(toDo) && isOwn && exists(url) ? [] : [`${rule}: ${toDo} ${url}`];
    });
    expect(verdicts.length).toBeGreaterThan(500);
    expect(wrong).toEqual([]);
  });

  it.each([
    [
      'a refused key of nobody known',
      401,
      '{"error":{"message":"Incorrect API key provided"}}',
      'shared:incorrect-key',
    ],
    ['what nobody knows', undefined, '{"error":{"message":"It went otherwise"}}', 'unknown'],
  ])('is printed: %s', async (_, status, body, rule) => {
    const text = status === undefined ? `Error: ${body}` : curl(status, {}, body);
    expect(explain(text).rule).toBe(rule);
    const { code, out } = await runHere(['explain', text]);
    expect(code).toBe(0);
    expect(out).toMatch(/^what to do +\S.{10}/m);
  });
});
