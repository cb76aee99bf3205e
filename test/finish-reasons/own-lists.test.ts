/** What a provider package itself knows as an answer's reason is never a failure, with content or without. */
import { describe, expect, it, test } from 'vitest';
import { disguisedFinish } from '../../src/parts/disguised-end.ts';
import type { FinishPart } from '../../src/sdk-types.ts';
import { judgeFinish } from '../../src/classify/finish/judge-finish.ts';
import { OWN_REASONS } from './own-lists.ts';

type Reason = FinishPart['finishReason'];

it('is read from every package that has a list', () => {
  expect(Object.fromEntries(OWN_REASONS.map(([name, reasons]) => [name, reasons.length > 1]))).toEqual(
    Object.fromEntries(OWN_REASONS.map(([name]) => [name, true])),
  );
  // As a sample: the cases stand with what the package returns for them.
  expect(new Map(OWN_REASONS).get('@ai-sdk/anthropic mapAnthropicStopReason')).toEqual([
    { raw: 'pause_turn', unified: 'stop' },
    { raw: 'end_turn', unified: 'stop' },
    { raw: 'stop_sequence', unified: 'stop' },
    { raw: 'refusal', unified: 'content-filter' },
    { raw: 'tool_use', unified: 'stop' },
    { raw: 'max_tokens', unified: 'length' },
    { raw: 'model_context_window_exceeded', unified: 'length' },
    { raw: 'compaction', unified: 'other' },
  ]);
});

describe.each(OWN_REASONS)('%s', (_, reasons) => {
  test.each(reasons.filter(({ unified }) => ['stop', 'length', 'tool-calls', 'content-filter'].includes(unified)))(
    '$raw ($unified) passes, with content and without',
    ({ raw, unified }) => {
      const reason = { raw, unified } as Reason;
      expect([true, false].map(hasContent => disguisedFinish(reason, undefined, hasContent))).toEqual([
        undefined,
        undefined,
      ]);
    },
  );

  test.each(reasons)('$raw is in the table', ({ raw }) => {
    expect(judgeFinish(raw)?.isKnown).toBe(true);
  });
});
