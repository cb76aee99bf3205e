/** Two models of real provider packages behind scripted upstreams, a clock of the test's, and a recorder. */
import { ok, scenario, type Scenario, type Script } from '../../mocks/index.ts';
import { createFailover, type RouterOptions } from '../../src/index.ts';
import { createOtelListener, type OtelListenerOptions } from '../../src/otel/index.ts';
import type { EventListener } from '../../src/events.ts';
import type { CallOptions, LanguageModel, StreamPart } from '../../src/sdk-types.ts';
import type { LegDeclaration } from '../../src/legs/leg-input.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';
import { createManualClock, settle, type ManualClock } from '../support/manual-clock.ts';
import { createRecorder, type Recorder } from './recorder.ts';

export const CALL: CallOptions = { prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] };

export interface Cast {
  clock?: ManualClock;
  primary: Script;
  fallback?: Script;
  /** Which model the primary is. */
  as?: (upstream: Scenario) => LanguageModel;
  /** Of the primary leg. */
  leg?: LegDeclaration;
  /** Of the fallback's. */
  second?: LegDeclaration;
  options?: Omit<Partial<RouterOptions>, 'clock' | 'onEvent'>;
  otel?: OtelListenerOptions;
  /** Beside the recording one. */
  onEvent?: EventListener;
}

export interface Stage {
  readonly clock: ManualClock;
  readonly recorder: Recorder;
  readonly listener: EventListener;
  readonly model: LanguageModel;
  readonly upstreams: readonly [primary: Scenario, fallback: Scenario];
  /** Lets time pass until a promise has settled. */
  play<Value>(promise: PromiseLike<Value>): Promise<Value>;
  /** The spans and metrics of a whole answer. */
  generate(options?: Partial<CallOptions>): Promise<string>;
  /** Those of a stream that is read to its end. */
  stream(options?: Partial<CallOptions>): Promise<string>;
}

/** Delays on the clock of a test, for scripted upstreams. */
export const waitsOf =
  (clock: ManualClock) =>
  (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      clock.setTimeout(resolve, ms);
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });

/** Notes when a promise has settled. */
export function watch(promise: PromiseLike<unknown>): { isOver: boolean } {
  const seen = { isOver: false };
  void Promise.allSettled([promise]).then(() => (seen.isOver = true));
  return seen;
}

/** Throws if a span stays open after a test. */
export function expectClosed(stage: Stage | undefined): void {
  const open = stage?.recorder.open() ?? 0;
  if (open > 0) throw new Error(`${open} spans stay open`);
}

/** Reads a stream as far as it goes. */
export async function readOn(stream: ReadableStream<StreamPart>): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

export function setStage({
  clock = createManualClock(),
  primary,
  fallback = [ok('never')],
  as = anthropicLeg,
  leg,
  second,
  options,
  otel,
  onEvent,
}: Cast): Stage {
  const delay = waitsOf(clock);
  const upstreams = [scenario(primary, { delay }), scenario(fallback, { delay })] as const;
  const recorder = createRecorder();
  const listener = createOtelListener({ ...recorder.options, ...otel });
  const model = createFailover({
    models: [
      { name: 'primary', model: as(upstreams[0]), ...leg },
      { name: 'fallback', model: openaiLeg(upstreams[1]), ...second },
    ],
    clock,
    random: () => 0,
    onEvent: event => {
      onEvent?.(event);
      listener(event);
    },
    ...options,
  });

  async function play<Value>(promise: PromiseLike<Value>): Promise<Value> {
    const seen = watch(promise);
    for (let turn = 0; !seen.isOver && turn < 2_000; turn += 1) {
      for (let round = 0; round < 20 && !seen.isOver; round += 1) await settle();
      if (!seen.isOver) await clock.advance(500);
    }
    return promise;
  }

  return {
    clock,
    recorder,
    listener,
    model,
    upstreams,
    play,
    async generate(given = {}) {
      await play(model.doGenerate({ ...CALL, ...given })).catch(() => undefined);
      return recorder.shown();
    },
    async stream(given = {}) {
      const whole = async () => readOn((await model.doStream({ ...CALL, ...given })).stream);
      await play(whole()).catch(() => undefined);
      return recorder.shown();
    },
  };
}
