/** The faults are what provider packages make of the same bytes: real packages, scripted wires. */
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError } from 'ai';
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/index.ts';
import { FAULTS } from '../../src/drill/faults.ts';
import { chainOf } from '../../src/drill/chain.ts';
import type { DrillFaultName } from '../../src/drill/report.ts';
import { createVirtualClock } from '../../src/drill/virtual-clock.ts';
import { playedModel } from '../../src/drill/language/played-model.ts';
import { assumed } from '../../src/drill/recording.ts';
import type { CallOptions, LanguageModel, StreamPart } from '../../src/sdk-types.ts';

const PARAMS: CallOptions = { prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] };
const json = { 'content-type': 'application/json' };

const delta = (content: string) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;

/** A body of these texts that then breaks like a socket that undici has lost. */
function breaking(texts: readonly string[]): ReadableStream<Uint8Array> {
  const rest = [...texts];
  return new ReadableStream({
    pull(controller) {
      const text = rest.shift();
      if (text !== undefined) return controller.enqueue(new TextEncoder().encode(text));
      const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
      controller.error(new TypeError('terminated', { cause }));
    },
  });
}

const WIRES: Partial<Record<DrillFaultName, (streams: boolean) => Response>> = {
  'cloudflare-2005': () =>
    new Response(
      '{"success":false,"result":[],"messages":[],"error":[{"code":2005,"message":"Failed to get response from provider"}]}',
      { status: 400, headers: json },
    ),
  'http-502': () =>
    new Response('<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>', {
      status: 502,
      headers: { 'content-type': 'text/html' },
    }),
  'http-429': () =>
    new Response('{"error":{"message":"Rate limit reached","type":"requests","code":"rate_limit_exceeded"}}', {
      status: 429,
      headers: { ...json, 'retry-after': '30' },
    }),
  'gateway-gone': () =>
    new Response('{"success":false,"error":[{"code":2001,"message":"no such gateway"}]}', {
      status: 400,
      headers: json,
    }),
  'wrong-key': () =>
    new Response(
      '{"error":{"message":"Incorrect API key provided.","type":"invalid_request_error","code":"invalid_api_key"}}',
      { status: 401, headers: json },
    ),
  'cut-off': streams =>
    new Response(breaking(streams ? [delta('The drill '), delta('is ')] : ['{"id":"drill","choi']), {
      headers: { 'content-type': streams ? 'text/event-stream' : 'application/json' },
    }),
  malformed: streams =>
    streams
      ? new Response('data: {"id":"drill","choi\n\ndata: [DONE]\n\n', {
          headers: { 'content-type': 'text/event-stream' },
        })
      : new Response('{"id":"drill","choi', { headers: json }),
};

interface Shown {
  thrown?: unknown;
  parts: StreamPart[];
}

async function show(model: LanguageModel, streams: boolean): Promise<Shown> {
  const parts: StreamPart[] = [];
  try {
    if (streams) for await (const part of (await model.doStream(PARAMS)).stream) parts.push(part);
    else await model.doGenerate(PARAMS);
    return { parts };
  } catch (thrown) {
    return { thrown, parts };
  }
}

/** What decides, and what is said. */
function outline(thrown: unknown) {
  const { name, message } = thrown as Error;
  const { category, rule, retryable } = classify(thrown);
  const facts = APICallError.isInstance(thrown)
    ? { statusCode: thrown.statusCode, isRetryable: thrown.isRetryable, body: thrown.responseBody || undefined }
    : {};
  return { name, message, category, rule, retryable, ...facts };
}

async function fake(name: DrillFaultName, streams: boolean): Promise<Shown> {
  const leg = chainOf(createOpenAI({ apiKey: 'unused' }).chat('gpt-5')).legs[0]!;
  const clock = createVirtualClock();
  const asked = { leg, recording: assumed(), told: { leg: leg.name, provider: '', modelId: '', ok: true, ms: 0 } };
  let shown: Shown = { parts: [] };
  const playing = show(playedModel(leg, asked.recording, FAULTS[name].behaviour(leg), clock), streams).then(
    found => void (shown = found),
  );
  expect(await clock.run(playing, 60_000)).toBe(true);
  return shown;
}

describe.each(Object.keys(WIRES) as DrillFaultName[])('%s', name => {
  it.each([
    ['doGenerate', false],
    ['doStream', true],
  ])('is what the package makes of it: %s', async (_, streams) => {
    const fetch = async () => WIRES[name]!(streams);
    const real = await show(createOpenAI({ apiKey: 'unused', fetch }).chat('gpt-5'), streams);
    const played = await fake(name, streams);
    const errorIn = ({ thrown, parts }: Shown) => thrown ?? parts.find(part => part.type === 'error')?.error;
    expect(outline(errorIn(played))).toEqual(outline(errorIn(real)));
    expect(played.thrown === undefined).toBe(real.thrown === undefined);
    const deltas = ({ parts }: Shown) => parts.filter(({ type }) => type === 'text-delta').length > 0;
    expect(deltas(played)).toBe(deltas(real));
    const finish = ({ parts }: Shown) => parts.find(part => part.type === 'finish')?.finishReason.unified;
    expect(finish(played)).toBe(finish(real));
  });
});
