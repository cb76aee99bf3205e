/** What is written over the bars of a picture. */
import { expect, it } from 'vitest';
import { picture } from '../../../src/cli/drill-report/picture.ts';
import type { DrillPlay } from '../../../src/drill/report.ts';

const LONG = 'bedrock/arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.large-v3:0';

const play = (leg: string): DrillPlay => ({
  fault: 'hang',
  title: 'It hangs',
  operation: 'stream',
  leg,
  hits: [leg],
  verdict: 'failed',
  answered: false,
  ms: 100,
  attempts: [{ leg, purpose: 'retry', startMs: 0, endMs: 100, outcome: 'failed' }],
  timeline: [],
});

it('shortens a long name in its middle, and always says how the attempt ended', () => {
  const [, label = ''] = /<text x="0" y="14">([^<]*)<\/text>/.exec(picture(play(LONG), 'id'))!;
  expect(label).toBe('bedrock/arn:aws:be…ofile/eu.large-v3:0, retry: fails');
  expect(label.length).toBeLessThanOrEqual(52);
  // Whole to who cannot see it.
  expect(picture(play(LONG), 'id')).toContain(`${LONG} (retry)`);
  expect(picture(play('openai/gpt-5'), 'id')).toContain('>openai/gpt-5, retry: fails<');
});
