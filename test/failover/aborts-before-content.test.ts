/** A "stop" before the first word looks to the SDK as with the bare model: an abort, and no error. */
import { streamText, wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { createFailover, failoverMiddleware, gatewayErrorMiddleware, type FailoverEvent } from '../../src/index.ts';
import { createManualClock, settle, type ManualClock } from '../support/manual-clock.ts';
import { createPartSource, metadata, readAll, start } from '../support/part-source.ts';
import { notableIn } from '../support/notable.ts';

const reason = new Error('the caller pressed stop');

/** How far a model has come when its caller aborts. */
type State = 'held' | 'open' | 'opening';

function modelIn(state: State, modelId = 'm') {
  const source = createPartSource({ 'content-type': 'text/event-stream' });
  if (state === 'held') source.push(start, metadata);
  const signals: AbortSignal[] = [];
  const model = new MockLanguageModelV4({
    modelId,
    doStream: ({ abortSignal }) => {
      if (abortSignal) signals.push(abortSignal);
      if (state !== 'opening') {
        abortSignal?.addEventListener('abort', () => source.fail(abortSignal.reason));
        return Promise.resolve(source.result);
      }
      return new Promise((_, reject) => {
        abortSignal?.addEventListener('abort', () => reject(abortSignal.reason as Error));
      });
    },
  }) as LanguageModel;
  return { model, source, signals };
}

/** What `streamText` and a telemetry integration tell of a call that is aborted after `ms`. */
async function told(model: LanguageModel, clock: ManualClock, ms: number) {
  const said: string[] = [];
  const hears = (name: string) => (event: unknown) => {
    const { error, reason: why } = event as { error?: unknown; reason?: unknown };
    const cause = error ?? why;
    said.push(cause === undefined ? name : `${name} ${cause === reason ? 'reason' : String(cause)}`);
  };
  const caller = new AbortController();
  const result = streamText({
    model,
    prompt: 'Hi',
    abortSignal: caller.signal,
    onError: hears('onError'),
    onAbort: hears('onAbort'),
    telemetry: {
      integrations: [
        {
          onStepStart: hears('telemetry step start'),
          onStepError: hears('telemetry step error'),
          onError: hears('telemetry error'),
          onAbort: hears('telemetry abort'),
          onEnd: hears('telemetry end'),
        },
      ],
    },
  });
  const parts: string[] = [];
  const reading = (async () => {
    for await (const part of result.fullStream) parts.push(part.type === 'abort' ? `abort ${part.reason}` : part.type);
  })().catch((error: unknown) => void parts.push(`throws ${error === reason ? 'reason' : String(error)}`));
  for (let turns = 0; turns < 10; turns += 1) await settle();
  await clock.advance(ms);
  caller.abort(reason);
  await reading;
  for (let turns = 0; turns < 10; turns += 1) await settle();
  return { said, parts, clock: clock.pending };
}

const HEDGE = { hedge: { afterMs: 1_000 } };

describe.each<State>(['held', 'open', 'opening'])('a primary whose stream is %s', state => {
  const wrappings: [string, (clock: ManualClock, model: LanguageModel) => LanguageModel][] = [
    [
      'gatewayErrorMiddleware',
      (clock, model) => wrapLanguageModel({ model, middleware: gatewayErrorMiddleware({ clock }) }),
    ],
    [
      'gatewayErrorMiddleware with limits',
      (clock, model) =>
        wrapLanguageModel({
          model,
          middleware: gatewayErrorMiddleware({ clock, timeouts: { firstContentMs: 60_000, totalMs: 90_000 } }),
        }),
    ],
    ['createFailover with one leg', (clock, model) => createFailover({ models: [model], clock })],
    [
      'failoverMiddleware',
      (clock, model) =>
        wrapLanguageModel({ model, middleware: failoverMiddleware({ to: modelIn('held', 'b').model, clock }) }),
    ],
    [
      'failoverMiddleware that always plans',
      (clock, model) =>
        wrapLanguageModel({
          model,
          middleware: failoverMiddleware({ to: modelIn('held', 'b').model, clock, metadata: 'always' }),
        }),
    ],
  ];

  it.each(wrappings)('%s: onAbort, telemetry and onError hear what they hear from the bare model', async (_, wrap) => {
    const bare = await told(modelIn(state).model, createManualClock(), 2_000);
    const clock = createManualClock();
    const { model, source } = modelIn(state);
    const ours = await told(wrap(clock, model), clock, 2_000);
    expect(ours.said).toEqual(bare.said);
    // The SDK stops reading when its signal aborts, so that a step that had shown nothing is never shown to begin.
    expect(ours.parts).toEqual(bare.parts.filter(type => type !== 'start-step'));
    expect(ours.clock).toBe(0);
    expect(source.cancelled.length).toBeLessThanOrEqual(1);
  });
});

describe('while two legs are asked', () => {
  it.each<[primary: State, second: State, isError: boolean]>([
    ['held', 'held', false],
    ['held', 'opening', false],
    ['opening', 'held', false],
    ['opening', 'open', false],
    ['opening', 'opening', true],
  ])('a primary that is %s and a fallback that is %s', async (primary, second, isError) => {
    const clock = createManualClock();
    const events: FailoverEvent[] = [];
    const legs = [modelIn(primary), modelIn(second, 'b')];
    const model = createFailover({
      models: legs.map(leg => leg.model),
      clock,
      onEvent: notableIn(events),
      ...HEDGE,
    });
    const { said, parts, clock: timers } = await told(model, clock, 2_000);
    expect(said.filter(line => line !== 'telemetry error reason')).toEqual([
      'telemetry step start',
      'onAbort reason',
      'telemetry abort reason',
    ]);
    expect(said.includes('telemetry error reason')).toBe(isError);
    expect(parts).toEqual(['start', `abort ${reason}`]);
    expect(events.map(({ type }) => type)).toEqual(['hedge-start']);
    expect(legs.map(({ signals }) => signals.map(signal => signal.reason))).toEqual([[reason], [reason]]);
    expect(timers).toBe(0);
    expect(Object.values(model.health?.snapshot() ?? {})).toEqual([]);
  });
});

it('doStream resolves with the held parts and then the reason; a stream that is not open rejects with it', async () => {
  for (const state of ['held', 'open', 'opening'] as const) {
    const caller = new AbortController();
    const clock = createManualClock();
    const model = createFailover({ models: [modelIn(state).model, modelIn('held', 'b').model], clock });
    const opening = model.doStream({ prompt: [], abortSignal: caller.signal });
    for (let turns = 0; turns < 5; turns += 1) await settle();
    caller.abort(reason);
    const outcome = await opening.then(
      ({ stream }) => readAll(stream),
      error => [{ rejected: error }],
    );
    expect(outcome).toEqual([...(state === 'held' ? [start, metadata] : []), { rejected: reason }]);
    expect(clock.pending).toBe(0);
  }
});
