/** Lets the next legs that can go on from a text that broke off, until one does. */
import type { Call } from '../engine/call.ts';
import { planOf, skipShared } from '../engine/plan.ts';
import { pushEvent } from '../engine/queue.ts';
import { runLegs, type LoopMode } from '../engine/run-legs.ts';
import { attemptAnswered, cancelEntry } from '../engine/entry.ts';
import { schedule } from '../engine/timer.ts';
import { joinParts } from '../parts/join-parts.ts';
import type { BrokenText, Continuation } from '../stream/forwarding.ts';
import type { CallOptions, StreamResult } from '../sdk-types.ts';
import type { ModelAttempt, ModelCall } from '../call/model-call.ts';
import { failureIn } from '../report/report.ts';

/**
 * Whether the answer may be continued by another leg. What continues is not continued; a prefill in the middle of JSON
 * is none; and where the call has tools, what would have followed may be a tool call, for which prose is no substitute.
 */
export const mayContinue = ({ call, purpose, to }: ModelAttempt): boolean => {
  const { all, engine, params } = call;
  if (!engine.options.continueAfterContent || purpose === 'continue') return false;
  if (params.responseFormat?.type === 'json' || params.tools?.length) return false;
  return all.some(leg => leg !== to && leg.declaration.assistantPrefill === true);
};

/** The call with the text so far as the beginning of the answer. */
function withPrefill(params: CallOptions, text: string): CallOptions {
  return { ...params, prompt: [...params.prompt, { role: 'assistant', content: [{ type: 'text', text }] }] };
}

const modeOf = ({ all }: ModelCall): LoopMode => ({
  purpose: 'continue',
  isPatient: false,
  mayTake: ({ index }) => all[index]?.declaration.assistantPrefill === true,
});

/** What goes on after a stream broke off; `undefined` if no leg can. */
export async function continueText(
  broken: ModelAttempt,
  { shown, openId }: BrokenText,
  error: unknown,
  gone: AbortSignal,
): Promise<Continuation | undefined> {
  // APIs that take a prefill refuse one that ends in white space.
  const text = shown.trimEnd();
  if (text === '') return undefined;
  const { call, leg, number } = broken;
  const failure = failureIn(broken, error);
  const { engine } = call;
  const failedAt = engine.clock.monotonic();
  const durationMs = failedAt - broken.startedAt;
  const startedAt = engine.clock.now() - durationMs;
  call.failed = [...call.failed, { attempt: broken, leg, failure, error, startedAt, durationMs, failedAt }];
  call.last = {
    leg,
    number,
    outcome: { type: 'failed', failure, error, isCallers: engine.isCallers(failure, broken) },
  };
  call.announced = leg;
  planOf(call, leg);
  skipShared(call, leg, failure);
  if (!engine.mayFailOver(call, leg, failure)) return undefined;
  call.prefilled = withPrefill(call.params, text);
  const stop = () => leave(call, gone.reason);
  gone.addEventListener('abort', stop);
  try {
    call.isLooping = true;
    const running = runLegs(call, modeOf(call));
    schedule(call, engine.clock.monotonic());
    const result = await running;
    if (result.type !== 'answered') {
      for (const entry of call.entries) cancelEntry(entry);
      return undefined;
    }
    const { attempt, value } = result;
    attemptAnswered(attempt.entry, attempt);
    if (!attempt.isOver) call.running = [...call.running, attempt];
    schedule(call, engine.clock.monotonic());
    return { reader: (value as StreamResult).stream.getReader(), join: joinParts(shown, openId) };
  } finally {
    call.isLooping = false;
    gone.removeEventListener('abort', stop);
  }
}

/** The consumer left while another leg was asked. */
function leave(call: Call, reason: unknown): void {
  for (const attempt of call.running) call.engine.stop(attempt, { type: 'left', reason });
  call.running = [];
  pushEvent(call, { type: 'aborted', reason });
}
