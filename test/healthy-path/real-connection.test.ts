/** Cancelling closes a real connection, and a reader that stops reading holds a real server back. */
import { once } from 'node:events';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { streamText, wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { gatewayErrorMiddleware } from '../../src/index.ts';
import { events, startServer } from '../support/loopback-server.ts';

const frame = (content: string) =>
  `data: ${JSON.stringify({ id: 'c', model: 'm', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}`;

const params = { prompt: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }] };

const bare = (url: string): LanguageModel => createOpenAICompatible({ name: 'local', baseURL: `${url}/v1` })('m');
const wrapped = (url: string): LanguageModel =>
  wrapLanguageModel({ model: bare(url), middleware: gatewayErrorMiddleware() });
const limited = (url: string): LanguageModel =>
  wrapLanguageModel({ model: bare(url), middleware: gatewayErrorMiddleware({ timeouts: { firstContentMs: 60_000 } }) });

const MODELS = [
  ['bare', bare],
  ['wrapped', wrapped],
  ['wrapped, with a limit on the first content', limited],
] as const;

describe.each(MODELS)('%s', (_, connect) => {
  it('a cancelled stream closes its connection', async () => {
    await using server = await startServer(events([frame('hello')], 'hang'));
    const { stream } = await connect(server.url).doStream(params);
    const reader = stream.getReader();
    for (let read = await reader.read(); read.value?.type !== 'text-delta';) read = await reader.read();
    await reader.cancel('enough');
    await expect(server.requests[0]!.closed).resolves.toBeUndefined();
  });

  it('a call that is aborted in the middle closes its connection', async () => {
    await using server = await startServer(events([frame('hello')], 'hang'));
    const abort = new AbortController();
    const result = streamText({ model: connect(server.url), prompt: 'Hi', abortSignal: abort.signal });
    for await (const delta of result.textStream) {
      expect(delta).toBe('hello');
      abort.abort();
    }
    await expect(server.requests[0]!.closed).resolves.toBeUndefined();
  });

  it('a reader that stops reading stops the server', async () => {
    const total = 512;
    let written = 0;
    const block = `${frame('x'.repeat(256 * 1024))}\n\n`;
    let stuck = () => {};
    const isStuck = new Promise<void>(resolve => (stuck = resolve));
    const over = new AbortController();
    await using server = await startServer(async (response, { closed }) => {
      void closed.then(() => over.abort());
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (; written < total && !response.destroyed; written += 1) {
        if (response.write(block)) continue;
        // Nothing drained for a while: the buffers between here and the reader are full.
        const timer = setTimeout(stuck, 40);
        await once(response, 'drain', { signal: over.signal }).catch(() => {});
        clearTimeout(timer);
      }
      stuck();
    });
    const { stream } = await connect(server.url).doStream(params);
    const reader = stream.getReader();
    await reader.read();
    await isStuck;
    // 128 MB would have been sent; sockets and parsers hold a few.
    expect(written).toBeLessThan(total / 4);
    await reader.cancel();
    await server.requests[0]!.closed;
  });
});
