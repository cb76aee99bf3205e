/** Plays one step for one request: which bytes, when, and how it ends. */

import { bodyStream, connectionLost, type BodyPiece, type BodyPlan, type Delay } from './body-stream.ts';
import { keepOpen } from './open-steps.ts';
import type { OpenRequest } from './scenario-request.ts';
import type { AnswerStep, Step } from './step.ts';
import { WIRE_APIS } from './wire/upstream-call.ts';

/** What a step plays to. */
export interface Stage {
  readonly request: OpenRequest;
  readonly signal: AbortSignal;
  readonly delay: Delay;
  /** What the signal's aborts come through; it must not be collected before the step is over. */
  readonly source: unknown;
}

/** A stage on which a step is under way. */
interface OpenStage extends Stage {
  /** The step is over, or its caller gave up. */
  readonly close: () => void;
}

const JSON_TYPE = 'application/json';
const STREAM_TYPE = 'text/event-stream; charset=utf-8';

/** Errors that stand for a lost connection, so that a transport can tell them from a mistake in the script. */
const disconnects = new WeakSet<object>();

/** Whether an error stands for a lost connection. */
export function isDisconnect(error: unknown): boolean {
  return typeof error === 'object' && error !== null && disconnects.has(error);
}

function now(text: string): BodyPiece {
  return { text, afterMs: 0 };
}

/** A body that is sent at once. */
function whole(text: string): BodyPlan {
  return { pieces: text === '' ? [] : [now(text)], ending: 'close' };
}

function planOf(step: AnswerStep, { request }: Stage): BodyPlan {
  const { answer, ending, pace } = step;
  const api = WIRE_APIS[request.api];
  const rendering = { answer, modelId: answer.modelId ?? request.modelId, number: request.number };
  const reached = ending.type === 'finish' ? Infinity : ending.afterParts;
  const end = ending.type === 'finish' ? 'close' : ending.type;
  if (!request.isStream) {
    const text = JSON.stringify(api.json(rendering));
    const sent = reached === Infinity ? text : reached === 0 ? '' : text.slice(0, text.length / 2);
    return { pieces: sent === '' ? [] : [now(sent)], ending: end };
  }
  const { preamble, parts, finish } = api.stream(rendering);
  const content = parts
    .slice(0, reached)
    .map((text, index) => ({ text, afterMs: index === 0 ? pace.firstPartMs : pace.betweenPartsMs }));
  const hasPreamble = ending.type === 'finish' || ending.preamble;
  return {
    pieces: [
      ...(hasPreamble ? preamble.map(now) : []),
      ...content,
      ...(ending.type === 'finish' ? finish.map(now) : []),
    ],
    ending: end,
  };
}

/** What passes before the headers: without streaming all of the answer's time does. */
function headersMs({ answer, pace }: AnswerStep, isStream: boolean): number {
  if (isStream) return pace.headersMs;
  const gaps = Math.max(0, answer.parts.length - 1);
  return pace.headersMs + pace.firstPartMs + gaps * pace.betweenPartsMs;
}

function send(plan: BodyPlan, init: { status: number; headers: Record<string, string> }, stage: OpenStage): Response {
  const { request, signal, delay, close } = stage;
  const onEnd = (how: 'done' | 'cancelled') => {
    if (how === 'done') request.isDone = true;
    else request.isCancelled = true;
    close();
  };
  if (plan.ending === 'close' && plan.pieces.length === 0) {
    onEnd('done');
    // A text, even an empty one, brings a content type with it.
    return new Response('content-type' in init.headers && init.status !== 204 ? '' : null, init);
  }
  return new Response(bodyStream(plan, { signal, delay, onEnd }), init);
}

/** A promise that only an abort ends, with the caller's reason. */
function untilAborted({ request, signal }: Stage): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = () => {
      request.isCancelled = true;
      reject(signal.reason);
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}

/** The response of one step; rejects as `fetch` does. */
export async function playStep(step: Step, stage: Stage): Promise<Response> {
  const close = keepOpen(stage.source);
  try {
    return await play(step, { ...stage, close });
  } catch (error) {
    close();
    throw error;
  }
}

async function play(step: Step, stage: OpenStage): Promise<Response> {
  const { request, signal, delay } = stage;
  switch (step.kind) {
    case 'hang':
      return untilAborted(stage);
    case 'disconnect': {
      const error = connectionLost('fetch failed');
      disconnects.add(error);
      request.isDone = true;
      throw error;
    }
    case 'answer': {
      const waitMs = headersMs(step, request.isStream);
      if (waitMs > 0)
        await delay(waitMs, signal).catch(reason => {
          request.isCancelled = true;
          throw reason;
        });
      const plan = planOf(step, stage);
      const headers = {
        'content-type': request.isStream ? STREAM_TYPE : JSON_TYPE,
        // Without a length, only chunked framing lets the reader tell a lost connection from the end of the body.
        ...(plan.ending === 'close' ? {} : { 'transfer-encoding': 'chunked' }),
        ...step.headers,
      };
      return send(plan, { status: 200, headers }, stage);
    }
    case 'reply': {
      const body = step.body ?? JSON.stringify(WIRE_APIS[request.api].error(step.status));
      return send(whole(body), { status: step.status, headers: { 'content-type': JSON_TYPE, ...step.headers } }, stage);
    }
    case 'fixture': {
      const text = step.events === undefined ? step.body : undefined;
      const pieces = (step.events ?? []).map(event => now(`${event}\n\n`));
      const plan: BodyPlan = text === undefined ? { pieces, ending: 'close' } : whole(text);
      return send(plan, { status: step.status, headers: { ...step.headers } }, stage);
    }
  }
}
