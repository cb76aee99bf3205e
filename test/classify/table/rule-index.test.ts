/** The index of the rules decides nothing: it only spares rules that cannot match. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readCases, rebuildError, streamText } from '../../../corpus/case.ts';
import { TABLE } from '../../../src/classify/all-rules.ts';
import type { Evidence } from '../../../src/classify/evidence.ts';
import { readError } from '../../../src/classify/read-error.ts';
import { wordsOfPattern } from '../../../src/classify/table/pattern-words.ts';
import { indexRules } from '../../../src/classify/table/rule-index.ts';
import { vocabulary } from './vocabulary.ts';

const find = indexRules(TABLE);

/** Rules that match and were not asked. */
function missed(evidence: Evidence): string[] {
  const asked = new Set<string>();
  find(evidence, rule => {
    asked.add(rule.id);
    return false;
  });
  return TABLE.filter(rule => rule.match(evidence) && !asked.has(rule.id)).map(({ id }) => id);
}

describe('the index asks every rule that matches', () => {
  const folder = new URL('../../../corpus/', import.meta.url);
  const files = readdirSync(folder).filter(name => name.endsWith('.jsonl'));

  test.each(files)('in the cases of %s', name => {
    const found = readCases(new URL(name, folder)).map(({ wire }) => {
      if (wire.kind === 'thrown') return readError(rebuildError(wire.error), {}).evidence;
      const body = wire.kind === 'sse' ? streamText(wire.events) : wire.body;
      return readError(undefined, { response: { ...wire, body } }).evidence;
    });
    expect(found.flatMap(missed)).toEqual([]);
  });

  test('in every text of the vocabulary', () => {
    const messages = vocabulary().flatMap(text => [text.toUpperCase(), `Oh: "${text}", and more`]);
    expect(messages.flatMap(message => missed(readError(new Error(message), {}).evidence))).toEqual([]);
  });
});

describe('the words of a pattern', () => {
  test.each<[RegExp, string[] | undefined]>([
    [/\bcredit balance is too low\b/i, ['balance']],
    [/\b(?:server|system) (?:is )?busy\b/i, ['server', 'system']],
    [/\b(?:rate|time)-limited\b|^Slow down$/i, ['limited', 'slow']],
    [/\b(?:engine|deployment)\b/i, ['engine', 'deployment']],
    [/\brate[- ]?limits?\b/i, ['rate', 'ratelimit', 'ratelimits']],
    [/\bpolic(?:y|ies)\b/, ['policy', 'policies']],
    [/\btunnel\w{0,5}\b/, undefined],
    [/\b(?:doesn.?t|does not) answer\b/, ['answer']],
    [/deprecat|retired/i, undefined],
    [/\bat \w+ capacity\b/, ['capacity']],
    [/^a(?!b) certain\b/, ['certain']],
    [/\bcolou?r\b/, ['color', 'colour']],
    [/\bcolo{2}r\b/, undefined],
    [/\b(?:x )?(?:y )?\b/, undefined],
    [/余额不足/, ['中']],
    [/密钥\s?无效|\bno balance\b/, ['中', 'balance']],
    [/(?:额度|quota)不足/, ['中']],
    [/额度?|[余额]/, undefined],
  ])('%s', (pattern, words) => {
    expect(wordsOfPattern(pattern)).toEqual(words);
  });
});
