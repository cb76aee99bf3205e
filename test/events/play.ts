/** Calls of a chain of real provider packages over scripted upstreams, with all of their events. */
import type { Step } from '../../mocks/index.ts';
import type { FailoverEvent } from '../../src/index.ts';
import type { LanguageModel, StreamPart } from '../../src/sdk-types.ts';
import { settle } from '../support/manual-clock.ts';
import { setUp, type Setting } from '../time/set-up.ts';

export type Way = 'generate' | 'stream';

const PROMPT = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }];

/** What the caller does in the midst: after so long, or with the first part of a stream. */
export interface Caller {
  abortAfterMs?: number;
  leaveAtContent?: boolean;
}

async function read(stream: ReadableStream<StreamPart>, { leaveAtContent }: Caller): Promise<void> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    if (leaveAtContent && value.type === 'text-delta') return reader.cancel('left');
  }
}

/** One call, whatever becomes of it. */
export async function call(model: LanguageModel, way: Way, caller: Caller, signal?: AbortSignal): Promise<void> {
  const options = { prompt: PROMPT, ...(signal && { abortSignal: signal }) };
  try {
    if (way === 'generate') await model.doGenerate(options);
    else await read((await model.doStream(options)).stream, caller);
  } catch {
    // The events say how it ended.
  }
}

export interface Play extends Setting, Caller {
  /** How many calls, one after the other. */
  calls?: number;
  /** The time between them. */
  pauseMs?: number;
}

/** The longest that any of these takes. */
const HOUR = 3_600_000;

/** Plays calls to their ends, and gives their events in order. */
export async function play(
  scripts: readonly (Step | readonly Step[])[],
  way: Way,
  { calls = 1, pauseMs = 0, abortAfterMs, leaveAtContent, ...setting }: Play = {},
): Promise<{ events: FailoverEvent[]; pending: number }> {
  const events: FailoverEvent[] = [];
  const { model, clock } = setUp(scripts as Step[][], { onEvent: event => void events.push(event), ...setting });
  for (let number = 0; number < calls; number += 1) {
    const controller = abortAfterMs === undefined ? undefined : new AbortController();
    const state = { isOver: false };
    const ended = call(model, way, { ...(leaveAtContent && { leaveAtContent }) }, controller?.signal).then(() => {
      state.isOver = true;
    });
    if (abortAfterMs !== undefined) {
      await clock.advance(abortAfterMs);
      controller!.abort(new Error('the caller'));
    }
    for (let ms = 0; ms < HOUR && !state.isOver; ms += 500) await clock.advance(500);
    await ended;
    await settle();
    await clock.advance(pauseMs);
  }
  return { events, pending: clock.pending };
}
