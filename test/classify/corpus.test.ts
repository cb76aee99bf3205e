import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readCases } from '../../corpus/case.ts';
import { runRaw, runThroughPackages } from '../../corpus/forms.ts';
import { below } from '../../corpus/score.ts';

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
