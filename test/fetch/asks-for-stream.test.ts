/** Which requests ask for a stream: what real packages send, and what only looks like it. */
import { createBedrockAnthropic } from '@ai-sdk/amazon-bedrock/anthropic';
import { describe, expect, it } from 'vitest';
import { asksForStream } from '../../src/fetch/asks-for-stream.ts';
import type { CallOptions, LanguageModel } from '../../src/sdk-types.ts';
import { packageRows, type Host } from '../support/provider-packages.ts';

const apiKey = 'placeholder';
const call: CallOptions = {
  // Words about streams are no request for one.
  prompt: [{ role: 'user', content: [{ type: 'text', text: 'Send me {"stream": true}, alt=sse, :streamX' }] }],
  tools: [
    {
      type: 'function',
      name: 'player',
      inputSchema: { type: 'object', properties: { stream: { type: 'boolean', default: true } } },
    },
  ],
};

const FURTHER: readonly [string, (host: Host) => LanguageModel][] = [
  [
    'bedrock anthropic',
    ({ baseURL, fetch }) => createBedrockAnthropic({ apiKey, region: 'us-east-1', baseURL, fetch: fetch! })('claude'),
  ],
];

/** What a package asks first. */
async function requestOf(connect: (host: Host) => LanguageModel, via: 'doStream' | 'doGenerate') {
  const requests: Parameters<typeof asksForStream>[] = [];
  const model = connect({
    baseURL: 'https://api.example.com/v1',
    fetch: async (input, init) => {
      requests.push([input, init]);
      throw new Error('not sent');
    },
  });
  await Promise.resolve(model[via](call)).catch(() => {});
  expect(requests.length).toBeGreaterThan(0);
  return requests[0]!;
}

describe.each([...packageRows().map(([name, { connect }]) => [name, connect] as const), ...FURTHER])(
  '%s',
  (_, connect) => {
    it('asks for a stream in doStream, and not in doGenerate', async () => {
      expect(asksForStream(...(await requestOf(connect, 'doStream')))).toBe(true);
      expect(asksForStream(...(await requestOf(connect, 'doGenerate')))).toBe(false);
    });
  },
);

const url = 'https://api.example.com/v1';
const post = (init: RequestInit): RequestInit => ({ method: 'POST', ...init });
const body = (value: unknown) => post({ body: JSON.stringify(value) });

describe('by hand', () => {
  it.each<[string, Parameters<typeof asksForStream>]>([
    ['a body with white space', [url, post({ body: '{ "stream" : true }' })]],
    ['a body in bytes', [url, post({ body: new TextEncoder().encode('{"stream":true}') })]],
    ['a body in a buffer', [url, post({ body: new TextEncoder().encode('{"stream":true}').buffer as ArrayBuffer })]],
    ["a list of Cloudflare's universal endpoint", [url, body([{ provider: 'openai', query: { stream: true } }])]],
    ['accept', [url, post({ headers: { Accept: 'text/event-stream' } })]],
    ['accept, of AWS', [url, post({ headers: [['accept', 'application/vnd.amazon.eventstream']] })]],
    ['a method of the URL', [new URL(`${url}/models/m:streamGenerateContent`), post({})]],
    ['a method of Vertex', [`${url}/publishers/anthropic/models/claude:streamRawPredict`, post({})]],
    ['a method of TGI', [`${url}/generate_stream`, post({})]],
    ['a parameter', [`${url}/models/m:call?alt=sse`, post({})]],
    ['a GET of a stored answer', [`${url}/interactions/i1?stream=true`, undefined]],
    ['a Request by its URL', [new Request(`${url}/model/m/converse-stream`, post({}))]],
    ['a Request by its header', [new Request(url, post({ headers: { accept: 'text/event-stream' } }))]],
    ['a relative URL', ['/v1/chat', body({ stream: true })]],
  ])('asks: %s', (_, request) => {
    expect(asksForStream(...request)).toBe(true);
  });

  it.each<[string, Parameters<typeof asksForStream>]>([
    ['stream: false', [url, body({ stream: false })]],
    ['a stream deeper down', [url, body({ tools: [{ stream: true }], query: { stream: true } })]],
    ['words in a prompt', [url, body({ prompt: '{"stream": true}' })]],
    ['no JSON', [url, post({ body: 'say "stream": true' })]],
    ['a form', [url, post({ body: new URLSearchParams({ stream: 'true' }) })]],
    [
      'a client that takes both, as MCP has it',
      [url, post({ headers: { accept: 'application/json, text/event-stream' } })],
    ],
    ['a client that takes anything', [url, post({ headers: { accept: 'text/event-stream, */*' } })]],
    ['a model with stream in its name', [`${url}/models/streamer:generateContent`, post({})]],
    ['a GET', [`${url}/models/m:streamGenerateContent`, undefined]],
    ['a HEAD', [`${url}?stream=true`, { method: 'HEAD' }]],
    ['no URL', ['http://[', body({ stream: true })]],
  ])('does not: %s', (_, request) => {
    expect(asksForStream(...request)).toBe(false);
  });

  it('reads a body of a megabyte in no time', () => {
    const long = body({ prompt: '"stream" '.repeat(120_000) });
    // Of the least of some turns: a busy machine may be slow in one of them, and not in all.
    let least = Infinity;
    for (let count = 0; count < 20; count += 1) {
      const start = process.cpuUsage();
      expect(asksForStream(url, long)).toBe(false);
      const { user, system } = process.cpuUsage(start);
      least = Math.min(least, (user + system) / 1_000);
    }
    expect(least).toBeLessThan(50);
  });
});
