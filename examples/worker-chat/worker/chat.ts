/** `POST /api/chat`: the chain, and a stream of its answer with what happens on the way. */
import {
  convertToModelMessages,
  createUIMessageStream,
  createUIMessageStreamResponse,
  streamText,
  toUIMessageStream,
  validateUIMessages,
  type InferUIMessageChunk,
  type ToolSet,
} from 'ai';
import {
  createFailover,
  createRetryBudget,
  failoverDataParts,
  failoverErrorText,
  logEvents,
  type EventListener,
} from 'ai-gateway-failover';
import type { ChatMessage } from '../shared/chat-message.ts';
import { readFaults } from '../shared/faults.ts';
import type { Env } from './env.ts';
import { playedLegs, realLegs, type Leg } from './models.ts';
import { questionOf } from './played-answer.ts';
import { playUpstream } from './played-upstream.ts';
import { noteWaits, remember, roomOf, stateOf, type Room } from './rooms.ts';
import { timeline } from './timeline.ts';

/** A visitor should see it within seconds. For real models docs/timeouts.md says which number is right. */
const PLAYED_SILENCE_MS = 1_500;
const REAL_SILENCE_MS = 20_000;
const TOTAL_MS = 90_000;

const budget = createRetryBudget();
const log = logEvents(console);

const isRoom = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{8,64}$/.test(value);

interface Upstreams {
  legs: readonly Leg[];
  room: Room;
  isPlayed: boolean;
  silenceMs: number;
}

/** The legs of a call: real ones where there are keys, else played ones that fail as the visitor wants. */
function upstreamsOf(env: Env, id: unknown, faults: unknown, question: string): Upstreams | undefined {
  const real = realLegs(env);
  const silenceMs = Number(env.SILENCE_MS) || (real.length > 0 ? REAL_SILENCE_MS : PLAYED_SILENCE_MS);
  if (real.length > 0) return { legs: real, room: roomOf(env, undefined), isPlayed: false, silenceMs };
  if (!isRoom(id)) return undefined;
  const wanted = readFaults(faults);
  const room = roomOf(env, id);
  const legs = playedLegs(leg => {
    const upstream = playUpstream(leg, wanted[leg], question);
    remember(room, upstream.scenario);
    return upstream.fetch;
  });
  return { legs, room, isPlayed: true, silenceMs };
}

function chainOf({ legs, room: { health }, silenceMs }: Upstreams, listeners: readonly EventListener[]) {
  return createFailover({
    models: legs as [Leg, ...Leg[]],
    health,
    budget,
    timeouts: { firstContentMs: silenceMs, idleMs: silenceMs, totalMs: TOTAL_MS },
    afterContent: 'continue',
    onEvent: event => {
      for (const listener of listeners) listener(event);
    },
  });
}

const textOf = (message: ChatMessage | undefined): string =>
  (message?.parts ?? []).map(part => (part.type === 'text' ? part.text : '')).join(' ');

type Chunk = InferUIMessageChunk<ChatMessage>;

/** Tells the page how the upstreams are once the answer is over; before an error, since `useChat` stops reading there. */
function withState({ legs, room, isPlayed }: Upstreams): TransformStream<Chunk, Chunk> {
  const state = (): Chunk => ({ type: 'data-state', data: stateOf(room, legs, isPlayed), transient: true });
  return new TransformStream({
    transform(chunk, controller) {
      if (chunk.type === 'error') controller.enqueue(state());
      controller.enqueue(chunk);
    },
    flush: controller => controller.enqueue(state()),
  });
}

const refused = (text: string): Response => new Response(text, { status: 400 });

export async function chat(request: Request, env: Env): Promise<Response> {
  const body: unknown = await request.json().catch(() => undefined);
  const { messages: sent, room: id, faults } = (body ?? {}) as Record<string, unknown>;
  const messages = await validateUIMessages<ChatMessage>({ messages: sent }).catch(() => undefined);
  if (!messages) return refused('messages are missing');
  const upstreams = upstreamsOf(env, id, faults, questionOf(textOf(messages.at(-1))));
  if (!upstreams) return refused('room is missing');
  let answeredBy: string | undefined;
  const noteAnswer: EventListener = event => {
    if (event.type === 'committed') answeredBy = event.leg;
  };

  const stream = createUIMessageStream<ChatMessage>({
    onError: failoverErrorText,
    async execute({ writer }) {
      const tell = timeline(data => writer.write({ type: 'data-step', data }));
      const model = chainOf(upstreams, [log, noteWaits(upstreams.room), noteAnswer, tell, failoverDataParts(writer)]);
      const result = streamText({
        model,
        messages: await convertToModelMessages(messages),
        abortSignal: request.signal,
        // Further rounds would make a visitor wait who has broken everything. With real models leave it out.
        ...(upstreams.isPlayed && { maxRetries: 0 }),
        onError: () => {},
      });
      writer.merge(
        toUIMessageStream<ToolSet, ChatMessage>({
          stream: result.stream,
          onError: failoverErrorText,
          messageMetadata: ({ part }) => (part.type === 'finish' && answeredBy ? { answeredBy } : undefined),
        }).pipeThrough(withState(upstreams)),
      );
    },
  });
  return createUIMessageStreamResponse({ stream });
}

/** `GET /api/state`: how the upstreams are. */
export function state(url: URL, env: Env): Response {
  const upstreams = upstreamsOf(env, url.searchParams.get('room'), {}, '');
  if (!upstreams) return refused('room is missing');
  return Response.json(stateOf(upstreams.room, upstreams.legs, upstreams.isPlayed));
}
