/** A leg within a play: shows a fault, or answers as it did when it was asked, as fast as it did. */
import { collectStream } from '../../stream/collect-stream.ts';
import { createProgress, note } from '../../stream/progress.ts';
import type { CallOptions, LanguageModel, StreamPart, StreamResult } from '../../sdk-types.ts';
import type { Behaviour, ChainLeg } from '../family.ts';
import { standIn } from './stand-in.ts';
import { FAULT_AFTER_MS } from '../faults.ts';
import { assumed, type Recording } from '../recording.ts';
import type { VirtualClock } from '../virtual-clock.ts';

/** What is played: parts with their times, then an end, an error, or silence. */
interface Script {
  parts: Recording['parts'];
  endMs: number;
  /** Made for each play anew: what meets an error writes to none that others hold. */
  error?: () => unknown;
  hangs?: boolean;
  response?: StreamResult['response'];
}

const isContent = (part: StreamPart): boolean => {
  try {
    return note(createProgress(), part);
  } catch {
    return false;
  }
};

const ERROR_FINISH = { unified: 'error', raw: undefined } as const;

/** The answer as it was recorded; a leg that did not answer is taken to have been able to. */
const answerOf = (recording: Recording) =>
  recording.parts.some(({ part }) => isContent(part)) ? recording : assumed();

/** Half of the contents, or one, and what came before them. */
function brokenOff(recording: Recording): Recording['parts'] {
  const { parts } = answerOf(recording);
  const contents = parts.flatMap(({ part }, index) => (isContent(part) ? index : []));
  return parts.slice(0, contents[Math.max(0, Math.ceil(contents.length / 2) - 1)]! + 1);
}

function unreadable(recording: Recording, error: unknown): Recording['parts'] {
  const { parts } = answerOf(recording);
  const first = parts.findIndex(({ part }) => isContent(part));
  const atMs = parts[first]!.atMs;
  const finish = parts.findLast(({ part }) => part.type === 'finish')?.part;
  return [
    ...parts.slice(0, first).filter(({ part }) => !part.type.endsWith('-start') || part.type === 'stream-start'),
    { atMs, part: { type: 'error', error } },
    ...(finish ? [{ atMs, part: { ...finish, finishReason: ERROR_FINISH } as StreamPart }] : []),
  ];
}

function scriptOf(recording: Recording, behaviour: Behaviour | undefined): Script {
  if (!behaviour) {
    const { error } = recording;
    return { ...recording, error: error === undefined ? undefined : () => error } as Script;
  }
  switch (behaviour.kind) {
    case 'silent':
      return { parts: [], endMs: 0, hangs: true };
    case 'refuses':
      return { parts: [], endMs: FAULT_AFTER_MS, error: behaviour.error };
    case 'breaks': {
      const parts = brokenOff(recording);
      return { parts, endMs: parts.at(-1)!.atMs + FAULT_AFTER_MS, error: behaviour.error };
    }
    case 'unreadable': {
      const parts = unreadable(recording, behaviour.part());
      return { parts, endMs: parts.at(-1)!.atMs };
    }
  }
}

/** Parts at their times. */
function played(script: Script, begin: number, clock: VirtualClock, params: CallOptions): ReadableStream<StreamPart> {
  const { parts, endMs, error, hangs } = script;
  const until = (ms: number) => clock.wait(begin + ms - clock.elapsed(), params.abortSignal);
  let next = 0;
  return new ReadableStream<StreamPart>({
    async pull(controller) {
      try {
        const item = parts[next++];
        await until(item ? item.atMs : hangs ? Infinity : endMs);
        if (item) return controller.enqueue(item.part);
        if (!error) return controller.close();
        controller.error(error());
      } catch (reason) {
        controller.error(reason);
      }
    },
  });
}

/** What ends a whole answer that breaks: its body could not be read. */
const wholeError = (behaviour: Behaviour | undefined): (() => unknown) | undefined =>
  behaviour?.kind === 'breaks' || behaviour?.kind === 'unreadable' ? behaviour.error : undefined;

/** @param behaviour of a broken leg */
export function playedModel(
  leg: ChainLeg,
  recording: Recording,
  behaviour: Behaviour | undefined,
  clock: VirtualClock,
): LanguageModel {
  const doStream: LanguageModel['doStream'] = async params => {
    const script = scriptOf(recording, behaviour);
    const begin = clock.elapsed();
    const [first] = script.parts;
    const { abortSignal } = params;
    if (first) await clock.wait(first.atMs, abortSignal);
    else await clock.wait(script.hangs ? Infinity : script.endMs, abortSignal);
    if (!first && script.error) throw script.error();
    const response = script.response && { response: script.response };
    return { stream: played(script, begin, clock, params), ...response };
  };
  const doGenerate: LanguageModel['doGenerate'] = async params => {
    const error = wholeError(behaviour);
    if (!behaviour && recording.result) {
      await clock.wait(recording.endMs, params.abortSignal);
      return recording.result;
    }
    if (error) {
      await clock.wait(answerOf(recording).endMs, params.abortSignal);
      throw error();
    }
    return await collectStream(await doStream(params), params);
  };
  return standIn(leg, { doGenerate, doStream });
}
