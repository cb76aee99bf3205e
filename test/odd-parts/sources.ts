/** Models that say whatever they are given: one in this process, and one of the real gateway package over its wire format. */
import { createGateway } from '@ai-sdk/gateway';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import type { CallOptions, GenerateResult, LanguageModel, StreamPart } from '../../src/sdk-types.ts';

/** Stands between the parts of a stream that is silent for so many milliseconds. */
export class Pause {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

/** What a model answers: a stream's parts and pauses, a result, or an error that it throws. */
export type Reply = { parts: readonly unknown[] } | { result: unknown } | { error: unknown };

/** One stream that was opened, and what became of it. */
export interface Opened {
  state: 'open' | 'ended' | 'cancelled';
}

/** What stands behind a model. */
export interface Upstream {
  /** Where the streams are noted that it opens. */
  opened: Opened[];
  wait(ms: number): Promise<void>;
  reply(prompt: CallOptions['prompt'], isStream: boolean): Reply;
}

/** A stream of these items that is read one by one. */
function streamOf<Item>(
  { opened, wait }: Upstream,
  items: readonly (Item | Pause)[],
  signal?: AbortSignal | null,
): ReadableStream<Item> {
  const left = [...items];
  const stream: Opened = { state: 'open' };
  opened.push(stream);
  return new ReadableStream<Item>(
    {
      start(controller) {
        // As a real `fetch` does it; past the watched methods of the caller's signal, which count what we add.
        EventTarget.prototype.addEventListener.call(signal ?? new EventTarget(), 'abort', () => {
          if (stream.state !== 'open') return;
          stream.state = 'cancelled';
          controller.error(signal?.reason);
        });
      },
      async pull(controller) {
        for (;;) {
          if (left.length === 0) {
            stream.state = 'ended';
            return controller.close();
          }
          const item = left.shift() as Item | Pause;
          if (!isPause(item)) return controller.enqueue(item);
          await wait(item.ms);
          if (stream.state !== 'open') return;
        }
      },
      cancel() {
        stream.state = 'cancelled';
      },
    },
    { highWaterMark: 0 },
  );
}

/** `instanceof` asks a proxy for its prototype, which may throw. */
function isPause(item: unknown): item is Pause {
  try {
    return item instanceof Pause;
  } catch {
    return false;
  }
}

export function modelObject(modelId: string, upstream: Upstream): LanguageModel {
  return {
    specificationVersion: SPECIFICATION,
    provider: 'in-memory',
    modelId,
    supportedUrls: {},
    async doStream({ prompt }) {
      const reply = upstream.reply(prompt, true);
      if ('error' in reply) throw reply.error;
      const parts = 'parts' in reply ? reply.parts : [];
      return { stream: streamOf(upstream, parts as (StreamPart | Pause)[]) };
    },
    async doGenerate({ prompt }) {
      const reply = upstream.reply(prompt, false);
      if ('error' in reply) throw reply.error;
      return ('result' in reply ? reply.result : {}) as GenerateResult;
    },
  };
}

const encoder = new TextEncoder();
const eventOf = (part: unknown): Uint8Array => encoder.encode(`data: ${JSON.stringify(part)}\n\n`);

export function gatewayModel(modelId: string, upstream: Upstream): LanguageModel {
  const fetch: typeof globalThis.fetch = async (_, init) => {
    const { prompt } = JSON.parse(String(init?.body)) as CallOptions;
    const isStream = new Headers(init?.headers).get('ai-language-model-streaming') === 'true';
    const reply = upstream.reply(prompt, isStream);
    if ('error' in reply) throw reply.error;
    if ('result' in reply)
      return new Response(JSON.stringify(reply.result), { headers: { 'content-type': 'application/json' } });
    const events = reply.parts.map(part => (isPause(part) ? part : eventOf(part)));
    const body = streamOf<Uint8Array>(upstream, events, init?.signal);
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  return createGateway({ apiKey: 'placeholder', baseURL: 'http://gateway.test/v4/ai', fetch })(modelId);
}
