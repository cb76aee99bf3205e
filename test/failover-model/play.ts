/** Plays a scenario with the real router, on a clock that only moves when told to. */
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import type { CallOptions, LanguageModel } from '../../src/sdk-types.ts';
import type { Failure } from '../../src/failure.ts';
import { createFailover } from '../../src/index.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { createPartSource, finish, start, text, textEnd, textStart, usage } from '../support/part-source.ts';
import { answered, failedWith, readToEnd } from './observe.ts';
import {
  BASE_DELAY_MS,
  JITTER,
  MAX_DELAY_MS,
  type Dispatch,
  type Leg,
  type Observation,
  type Scenario,
  type Trouble,
  type Try,
} from './scenario.ts';

const EPOCH = 1_000_000;

/** An error that says itself what it means; the router's `classify` option hands it on. */
class TroubleError extends Error {
  readonly trouble: Trouble;
  readonly wireStatus: number | undefined;
  constructor(trouble: Trouble, wireStatus?: number) {
    super(trouble.category);
    this.trouble = trouble;
    this.wireStatus = wireStatus;
  }
}

const classify = (error: unknown, failure: Failure): Failure | undefined => {
  if (!(error instanceof TroubleError)) return undefined;
  const { trouble, wireStatus } = error;
  return { ...trouble, rule: 'scripted', cause: failure.cause, ...(wireStatus !== undefined && { wireStatus }) };
};

interface Running {
  scripts: Try[][];
  tries: number[];
  dispatches: Dispatch[];
}

function wait(clock: ManualClock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = clock.setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clock.clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** Sends the parts of a try at their times. */
async function feed(source: ReturnType<typeof createPartSource>, script: Try, clock: ManualClock, params: CallOptions) {
  const pause = (ms: number) => wait(clock, ms, params.abortSignal);
  try {
    source.push(start);
    await pause(script.delayMs);
    if (script.type === 'failure') {
      const error = new TroubleError(script.trouble, 200);
      return script.as === 'death' ? source.fail(error) : source.push({ type: 'error', error }, finish('error'));
    }
    if (script.type === 'empty') return source.end();
    source.push(textStart, text('partial'));
    if (script.type === 'broken') {
      await pause(script.laterMs);
      const error = new TroubleError(script.trouble, 200);
      if (script.as === 'death') return source.fail(error);
      if (script.as === 'error-part') source.push({ type: 'error', error });
      return source.end();
    }
    source.push(textEnd, finish());
    source.end();
  } catch (error) {
    source.fail(error);
  }
}

function modelOf(index: number, { name }: Leg, clock: ManualClock, running: Map<string, Running>): LanguageModel {
  /** The script of this try, of the call that makes it. */
  function dispatch({ headers }: CallOptions): Try {
    const { tries, scripts, dispatches } = running.get(headers!['x-call']!)!;
    dispatches.push({ leg: name, atMs: clock.now() - EPOCH });
    return scripts[index]![tries[index]!++] ?? { type: 'answer', delayMs: 0 };
  }
  return {
    specificationVersion: SPECIFICATION,
    provider: `p${index}`,
    modelId: `m${index}`,
    supportedUrls: {},
    async doGenerate(params) {
      const script = dispatch(params);
      await wait(clock, script.delayMs, params.abortSignal);
      if (script.type === 'failure')
        throw new TroubleError(script.trouble, script.as === 'rejection' ? undefined : 200);
      return {
        content: [{ type: 'text', text: 'hi' }],
        finishReason: { unified: 'stop', raw: 'stop' },
        usage,
        warnings: [],
      };
    },
    async doStream(params) {
      const script = dispatch(params);
      if (script.type === 'failure' && script.as === 'rejection') {
        await wait(clock, script.delayMs, params.abortSignal);
        throw new TroubleError(script.trouble);
      }
      const source = createPartSource();
      void feed(source, script, clock, params);
      return source.result;
    },
  };
}

/** Makes the calls of a scenario on one router. */
export async function play(scenario: Scenario): Promise<Observation[]> {
  const clock = createManualClock(EPOCH);
  const running = new Map<string, Running>();
  const { legs, perLeg, maxAttempts, maxWaitMs, exhausted, contentPolicy } = scenario;
  const router = createFailover({
    models: legs.map((leg, index) => ({ ...leg, model: modelOf(index, leg, clock, running) })),
    retries: { perLeg, baseDelayMs: BASE_DELAY_MS, maxDelayMs: MAX_DELAY_MS },
    maxAttempts,
    maxWaitMs,
    exhausted,
    failoverOn: { contentPolicy },
    timeouts: { idleMs: false },
    // The model knows nothing of time and load.
    forwardHeaders: ['x-call'],
    hedge: false,
    health: false,
    budget: false,
    classify,
    clock,
    random: () => JITTER,
  });

  async function make({ operation, startMs, abortMs, scripts }: Scenario['calls'][number], index: number) {
    const id = String(index);
    const dispatches: Dispatch[] = [];
    running.set(id, { scripts, tries: legs.map(() => 0), dispatches });
    const controller = new AbortController();
    const reason = new Error('The caller has gone');
    await wait(clock, startMs, undefined);
    const abort = abortMs === undefined ? undefined : clock.setTimeout(() => controller.abort(reason), abortMs);
    const params: CallOptions = {
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      headers: { 'x-call': id },
      abortSignal: controller.signal,
    };
    let end: Observation['end'];
    try {
      if (operation === 'generate') {
        const { providerMetadata, warnings } = await router.doGenerate(params);
        end = answered(providerMetadata?.['failover'], warnings.length, dispatches);
      } else {
        end = await readToEnd((await router.doStream(params)).stream, dispatches);
      }
    } catch (error) {
      end = failedWith(error, reason);
    }
    clock.clearTimeout(abort);
    return { dispatches, endedMs: clock.now() - EPOCH, end };
  }

  const state = { isOver: false };
  const calls = Promise.all(scenario.calls.map(make)).finally(() => void (state.isOver = true));
  calls.catch(() => {});
  for (let minutes = 0; !state.isOver && minutes < 100; minutes++) await clock.advance(60_000);
  if (!state.isOver) throw new Error('A call never ended');
  if (clock.pending > 0) throw new Error(`${clock.pending} timers were left behind`);
  return calls;
}
