/** Plays one cell of the matrix, and writes down everything that could be noticed of it. */
import type { CallOptions, LanguageModel } from '../../src/sdk-types.ts';
import { createManualClock, settle, type ManualClock } from '../support/manual-clock.ts';
import { makeCall, type Call, type Outcome } from './calls.ts';
import { partsOf, type Cell, type Source } from './cells.ts';
import { around, castOf, PRIMARY, says } from './configurations.ts';
import { gatewayModel, modelObject, type Opened, type Reply, type Upstream } from './sources.ts';
import {
  watchClock,
  watchHealth,
  watchSignal,
  type LegCall,
  type WatchedClock,
  type WatchedProcess,
} from './watched.ts';

export interface Facts {
  outcome: Outcome | undefined;
  /** Whether the call ended without a limit of half a minute or more running out. */
  isByItself: boolean;
  uncaught: string[];
  unhandled: string[];
  /** Timers that were set when the call had ended. */
  openTimers: number;
  /** Timers that ran out, and events that were told, within the hour after its end. */
  lateTimers: number;
  lateEvents: number;
  /** Streams that were neither read to their end nor cancelled. */
  openStreams: number;
  /** Listeners on the caller's signal. */
  listeners: number;
  health: LegCall[];
  /** A good call to the same model afterwards. */
  next: Outcome | undefined;
}

const HOUR_MS = 3_600_000;
const TURNS = 400;
const STEP_MS = 5;

interface Time {
  clock: WatchedClock;
  /** That of the sources, so that their pauses are not taken for timers of ours. */
  sources: ManualClock;
}

async function advance({ clock, sources }: Time, ms: number): Promise<void> {
  await sources.advance(ms);
  await clock.advance(ms);
}

const MODELS: Record<Source, (modelId: string, upstream: Upstream) => LanguageModel> = {
  'a model object': modelObject,
  'the gateway package': gatewayModel,
};

/** Runs a call to its end; `undefined` if it has none. */
async function runCall(
  time: Time,
  call: Call,
  model: LanguageModel,
  signal: AbortSignal,
): Promise<{ outcome: Outcome | undefined; isByItself: boolean }> {
  const ended: Outcome[] = [];
  void makeCall(call, model, signal).then(outcome => ended.push(outcome));
  for (let turn = 1; turn <= TURNS && ended.length === 0; turn += 1) {
    await settle();
    if (turn % 4 === 0) await advance(time, STEP_MS);
  }
  const isByItself = ended.length > 0;
  if (!isByItself) await advance(time, HOUR_MS);
  return { outcome: ended[0], isByItself };
}

const isPrefilled = (prompt: CallOptions['prompt']) => prompt.at(-1)?.role === 'assistant';

/** @param isBare whether the SDK calls the odd model itself, with nothing around it */
export async function playCell(cell: Cell, watched: WatchedProcess, isBare = false): Promise<Facts> {
  const { configuration, call } = cell;
  const cast = castOf(configuration);
  const time: Time = { clock: watchClock(watched), sources: createManualClock() };
  const opened: Opened[] = [];
  let isGood = false;
  let events = 0;
  const upstream = (reply: Upstream['reply']): Upstream => ({
    opened,
    wait: ms => new Promise<void>(resolve => void time.sources.setTimeout(resolve, ms)),
    reply: (prompt, isStream) => (isGood ? says(isStream, PRIMARY) : reply(prompt, isStream)),
  });
  const { kind } = cell;
  const odd = (_: unknown, isStream: boolean): Reply => {
    if (kind.thrown) return { error: kind.thrown() };
    if (kind.result && !isStream) return { result: kind.result() };
    return { parts: partsOf(cell, cast.deltas, isBare ? undefined : cast.silentMs) };
  };
  const oddModel = MODELS[cell.source]('odd', upstream(odd));
  const other = modelObject(
    'other',
    upstream((prompt, isStream) => cast.other(isStream, isPrefilled(prompt))),
  );
  const health: LegCall[] = [];
  const model = isBare
    ? oddModel
    : around(configuration, cast.odd === 'a' ? { a: oddModel, b: other } : { a: other, b: oddModel }, {
        clock: time.clock,
        health: watchHealth(time.clock, health),
        onEvent: () => void (events += 1),
        generateVia: kind.result ? 'generate' : 'stream',
      });

  const { signal, listeners } = watchSignal();
  const { outcome, isByItself } = await runCall(time, call, model, signal);
  await settle();
  await settle();
  const atEnd = {
    openTimers: time.clock.pending,
    openStreams: opened.filter(({ state }) => state === 'open').length,
    listeners: listeners(),
    health: health.map(leg => ({ ...leg })),
  };
  const [firedAtEnd, eventsAtEnd] = [time.clock.fired, events];
  await advance(time, HOUR_MS);
  await settle();
  const late = { lateTimers: time.clock.fired - firedAtEnd, lateEvents: events - eventsAtEnd };
  const complained = watched.take();
  isGood = true;
  const next = isBare ? undefined : (await runCall(time, call, model, new AbortController().signal)).outcome;
  await settle();
  const after = watched.take();
  return {
    outcome,
    isByItself,
    ...atEnd,
    ...late,
    uncaught: [...complained.uncaught, ...after.uncaught],
    unhandled: [...complained.unhandled, ...after.unhandled],
    next,
  };
}
