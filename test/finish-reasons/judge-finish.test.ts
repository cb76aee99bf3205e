/** What a raw finish reason says, by its word alone. */
import { describe, expect, it, test } from 'vitest';
import { FINISH_VERDICTS } from '../../src/classify/finish/finish-verdicts.ts';
import { finishFailure, judgeFinish } from '../../src/classify/finish/judge-finish.ts';
import { makeFailure } from '../../src/failure.ts';
import { DOCUMENTED } from './documented.ts';

/** The category without content and beside it; `answer` for none. */
const categories = (raw: unknown) => {
  const judged = judgeFinish(raw);
  return [false, true].map(hasContent =>
    judged === undefined ? 'answer' : (finishFailure(judged, raw, hasContent)?.verdict.category ?? 'answer'),
  );
};

describe('the table', () => {
  it('gives a word one verdict, whoever uses it', () => {
    const byWord = Map.groupBy(DOCUMENTED, ({ reason }) => reason.toLowerCase());
    const divided = [...byWord].filter(([, rows]) => new Set(rows.map(({ verdict }) => verdict)).size > 1);
    expect(divided).toEqual([]);
  });

  it.each(DOCUMENTED)('judges $vendor: $reason as it says, in any case of letters', ({ reason, verdict }) => {
    for (const spelled of [reason, reason.toLowerCase(), reason.toUpperCase(), ` ${reason}\n`]) {
      // Camel case in capitals is one word that nobody writes.
      if (/[a-z][A-Z]/.test(reason) && spelled.trim() !== reason) continue;
      expect(judgeFinish(spelled)).toMatchObject(FINISH_VERDICTS[verdict]);
    }
  });

  it('names the page of every row', () => {
    expect(DOCUMENTED.filter(({ source }) => !/^https:\/\/[\w.-]+\/\S+$/.test(source))).toEqual([]);
  });
});

test.each(['tool_error_recovered', 'errors handled', 'no_error', 'timeout-ignored'])(
  '%s takes its failure back: content decides, as with a reason that nobody knows',
  raw => {
    expect(judgeFinish(raw)).toMatchObject({ rule: 'finish:unknown', isKnown: false });
    expect(categories(raw)).toEqual(['upstream-failure', 'answer']);
  },
);

test.each([
  ['network_error', 'upstream-failure', { retryable: true, fallback: true, scope: 'provider' }],
  ['insufficient_system_resource', 'overloaded', { retryable: true, fallback: true, scope: 'model' }],
  ['TIMEOUT', 'timeout', { retryable: true, fallback: true, scope: 'provider' }],
  ['ERROR', 'upstream-failure', { retryable: true, fallback: true, scope: 'provider' }],
  ['error', 'upstream-failure', { retryable: true, fallback: true, scope: 'provider' }],
  ['abort', 'stream-interrupted', { retryable: true, fallback: true, scope: 'provider' }],
  ['cancelled', 'stream-interrupted', { retryable: true, fallback: true, scope: 'provider' }],
  ['USER_CANCEL', 'stream-interrupted', { retryable: true, fallback: true, scope: 'provider' }],
  ['MALFORMED_FUNCTION_CALL', 'server-error', { retryable: true, fallback: true, scope: 'model' }],
  ['function_call_filter: MALFORMED_FUNCTION_CALL', 'server-error', { retryable: true, fallback: true }],
  ['FinishReason.UNEXPECTED_TOOL_CALL', 'server-error', { retryable: true, fallback: true, scope: 'model' }],
  ['TOO_MANY_TOOL_CALLS', 'server-error', { retryable: true, fallback: true, scope: 'model' }],
  ['malformed_model_output', 'server-error', { retryable: true, fallback: true, scope: 'model' }],
  ['malformed_tool_use', 'server-error', { retryable: true, fallback: true, scope: 'model' }],
  ['MISSING_THOUGHT_SIGNATURE', 'invalid-request', { retryable: false, fallback: true, scope: 'request' }],
  ['modelUnloaded', 'upstream-failure', { retryable: true, fallback: true }],
  // Of nobody's documentation, but plain.
  ['upstream_error', 'upstream-failure', { retryable: true, fallback: true }],
  ['gateway timeout', 'timeout', { retryable: true, fallback: true }],
  ['engine-overloaded', 'overloaded', { retryable: true, fallback: true }],
  ['request_canceled', 'stream-interrupted', { retryable: true, fallback: true }],
  ['session_expired', 'stream-interrupted', { retryable: true, fallback: true }],
  ['no_capacity', 'overloaded', { retryable: true, fallback: true }],
  ['error_not_recovered', 'upstream-failure', { retryable: true, fallback: true }],
  ['unhandled_exception', 'upstream-failure', { retryable: true, fallback: true }],
  ['quota', 'upstream-failure', { retryable: true, fallback: true }],
] as const)('%s is a failure, with content and without', (raw, category, verdict) => {
  expect(categories(raw)).toEqual([category, category]);
  const found = finishFailure(judgeFinish(raw)!, raw, true)!;
  expect(makeFailure(found.rule, found.verdict)).toMatchObject({ category, ...verdict });
});

test.each([
  ['sensitive', 'content-policy', { retryable: false, fallback: true, scope: 'provider' }],
  ['content_filter', 'content-policy', { retryable: false, fallback: true, scope: 'provider' }],
  ['content_filter: PROHIBITED_CONTENT', 'content-policy', { retryable: false, fallback: true, scope: 'provider' }],
  ['refusal', 'content-policy', { retryable: false, fallback: true, scope: 'provider' }],
  ['ERROR_TOXIC', 'content-policy', { retryable: false, fallback: true, scope: 'provider' }],
  ['blacklist', 'content-policy', { retryable: false, fallback: true, scope: 'provider' }],
  ['IMAGE_RECITATION', 'content-policy', { retryable: false, fallback: true, scope: 'provider' }],
  ['guardrail_intervened', 'content-policy', { retryable: false, fallback: false, scope: 'request' }],
  ['MODEL_ARMOR', 'content-policy', { retryable: false, fallback: false, scope: 'request' }],
  ['model_context_window_exceeded', 'context-length', { retryable: false, fallback: true, scope: 'model' }],
  ['ERROR_LIMIT', 'context-length', { retryable: false, fallback: true, scope: 'model' }],
  ['LANGUAGE', 'invalid-request', { retryable: false, fallback: true, scope: 'model' }],
  ['OTHER', 'upstream-failure', { retryable: true, fallback: true, scope: 'provider' }],
  ['load', 'upstream-failure', { retryable: true, fallback: true, scope: 'provider' }],
  ['null', 'upstream-failure', { retryable: true, fallback: true, scope: 'provider' }],
  ['moderation_blocked', 'content-policy', { retryable: false, fallback: true }],
  ['RESPONSE_REJECTED', 'content-policy', { retryable: false, fallback: true }],
  ['GENERATED_CONTENT_BLOCKLIST', 'content-policy', { retryable: false, fallback: true }],
  ['CONTENT_FILTERED', 'content-policy', { retryable: false, fallback: true, scope: 'provider' }],
  ['time_limit', 'timeout', { retryable: true, fallback: true, scope: 'provider' }],
  ['flux_capacitor', 'upstream-failure', { retryable: true, fallback: true, scope: 'provider' }],
] as const)('%s is a failure without content only', (raw, category, verdict) => {
  expect(categories(raw)).toEqual([category, 'answer']);
  const found = finishFailure(judgeFinish(raw)!, raw, false)!;
  expect(makeFailure(found.rule, found.verdict)).toMatchObject({ category, ...verdict });
});

test.each([
  'stop',
  'STOP',
  'Stop',
  'FinishReason.STOP',
  'FINISH_REASON_STOP',
  'length',
  'max_tokens',
  'MAX_TOKENS',
  'maxTokens',
  'tool_calls',
  'tool-calls',
  'toolCalls',
  'TOOL_CALL',
  'function_call',
  'end_turn',
  'endTurn',
  'eos',
  'eos_token',
  'COMPLETE',
  'pause_turn',
  'compaction',
  'model_length',
  'normal',
  'repetition',
  'incomplete',
  'token_limit',
  'FINISHED',
  'STOP_CRITERIA_MET',
  'max_completion_tokens',
  '',
  '  ',
  undefined,
  null,
  0,
  1,
  true,
  {},
  ['error'],
  Symbol('error'),
])('%o is no failure', raw => {
  expect(categories(raw)).toEqual(['answer', 'answer']);
});

it('knows only whole words, so that a new reason is not judged by a part of one', () => {
  for (const raw of ['terrors', 'cancellation_free', 'abortive', 'timeouts_none', 'unsafety'])
    expect(judgeFinish(raw)).toMatchObject({ isKnown: false, rule: 'finish:unknown' });
});

it('never has the server write into the rule, and cuts what it writes into the message', () => {
  const raw = `made-up reason\n${'x'.repeat(100_000)}`;
  const found = finishFailure(judgeFinish(raw)!, raw, false)!;
  expect(found.rule).toBe('finish:unknown');
  expect(found.message).toBe(`The provider gave no answer (finish reason made-up reason ${'x'.repeat(45)})`);
});
