/** What a lost connection looks like in workerd: its own plain errors, which the SDK alone does not retry. */
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError } from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import { describe, expect, it } from 'vitest';
import { ok, scenario } from '../../mocks/index.ts';
import { withoutWait } from '../support/at-once.ts';
import { CALLS } from '../support/calls.ts';
import { wrap } from '../support/cloudflare-routes.ts';

/** As workerd throws it: no TypeError, no cause, no code. */
const connectionLost = () => Object.assign(new Error('Network connection lost.'), { retryable: true });

function losingFirst(error: () => Error) {
  const upstream = scenario([ok('hello')]);
  let requests = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    requests += 1;
    if (requests === 1) throw error();
    return upstream.fetch(input, init);
  };
  return { fetch, count: () => requests };
}

describe.each(CALLS)('%s', (_, call) => {
  it('asks again when workerd lost the connection', async () => {
    const { fetch, count } = losingFirst(connectionLost);
    const openai = createOpenAI({ apiKey: 'unused', fetch });
    expect(await call(wrap(openai('gpt-5'), { classify: withoutWait }), { maxRetries: 1 })).toMatchObject({
      text: 'hello',
    });
    expect(count()).toBe(2);
  });

  it('asks again when the binding lost the connection', async () => {
    const upstream = scenario([ok('hello')]);
    const gateway = upstream.binding().gateway('my-gateway');
    let runs = 0;
    const binding = {
      ...gateway,
      run: async (...args: Parameters<typeof gateway.run>) => {
        runs += 1;
        if (runs === 1) throw connectionLost();
        return gateway.run(...args);
      },
    };
    const model = createAiGateway({ binding })(createOpenAI({ apiKey: 'unused' })('gpt-5'));
    expect(await call(wrap(model, { classify: withoutWait }), { maxRetries: 1 })).toMatchObject({ text: 'hello' });
    expect(runs).toBe(2);
  });

  it('asks again when something else than the caller ended the request', async () => {
    const upstream = scenario([ok('hello')]);
    const own = [AbortSignal.abort(), AbortSignal.abort(new DOMException('too slow', 'TimeoutError'))];
    const seen: unknown[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const signal = own.shift();
      if (signal === undefined) return upstream.fetch(input, init);
      try {
        // workerd's own fetch, under a signal that the application has aborted.
        return await globalThis.fetch(input, { ...init, signal });
      } catch (error) {
        seen.push(error);
        throw error;
      }
    };
    const openai = createOpenAI({ apiKey: 'unused', fetch });
    const live = new AbortController();
    const outcome = await call(wrap(openai('gpt-5'), { classify: withoutWait }), {
      maxRetries: 2,
      abortSignal: live.signal,
    });
    expect(outcome).toMatchObject({ text: 'hello' });
    expect(seen.map(error => (error as Error).name)).toEqual(['AbortError', 'TimeoutError']);
  });

  it('names a real fetch that found nobody listening', async () => {
    // Port 9 of loopback: workerd's own fetch fails, nothing is mocked.
    const seen: unknown[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      try {
        return await globalThis.fetch(input, init);
      } catch (error) {
        seen.push(error);
        throw error;
      }
    };
    const openai = createOpenAI({ apiKey: 'unused', baseURL: 'http://127.0.0.1:9/v1', fetch });
    const { error } = await call(wrap(openai('gpt-5'), { classify: withoutWait }), { maxRetries: 0 });
    expect(seen).toHaveLength(1);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ isRetryable: true, data: { failure: { category: 'network' } } });
  });
});
