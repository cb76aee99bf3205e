/** Where a finding is seen, in as few words as it takes. */
import { expect, it } from 'vitest';
import { seenIn } from '../../../src/cli/drill-report/seen-in.ts';
import type { DrillFaultName, DrillFinding, DrillOperation, DrillPlay } from '../../../src/drill/report.ts';

const play = (fault: DrillFaultName | 'none', operation: DrillOperation, leg?: string): DrillPlay => ({
  fault,
  title: fault,
  operation,
  ...(leg !== undefined && { leg }),
  hits: [],
  verdict: 'failed',
  answered: false,
  attempts: [],
  timeline: [],
});
const finding = (plays: string[]): DrillFinding => ({
  code: 'unanswered',
  level: 'error',
  message: '',
  remedy: '',
  legs: [],
  plays,
});

const plays = [
  play('none', 'generate'),
  play('hang', 'generate', 'a'),
  play('http-502', 'generate', 'a'),
  play('cut-off', 'generate', 'a'),
  play('hang', 'generate', 'b'),
  play('hang', 'stream', 'a'),
  play('http-502', 'stream', 'a'),
  play('cut-off', 'stream', 'a'),
];

it('names faults of one leg together, and both kinds of calls as both', () => {
  const seen = ['hang of a (generate)', 'http-502 of a (generate)', 'cut-off of a (generate)', 'hang of b (generate)'];
  expect(seenIn(finding([...seen, 'hang of a (stream)', 'http-502 of a (stream)']), plays)).toBe(
    'hang, http-502 of a (both); cut-off of a (generate); hang of b (generate)',
  );
});

it('names a call in which nothing is down, and nothing where no call shows it', () => {
  expect(seenIn(finding(['none (generate)']), plays)).toBe('none (generate)');
  expect(seenIn(finding([]), plays)).toBeUndefined();
});
