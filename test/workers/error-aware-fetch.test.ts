/** The error that a 2xx hides from a stream request, in workerd: its streams, responses and aborts are its own. */
import { createOpenAI } from '@ai-sdk/openai';
import { wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { ok, scenario, status, type Step } from '../../mocks/index.ts';
import { createErrorAwareFetch, gatewayErrorMiddleware, type Failure } from '../../src/index.ts';
import { callGenerate, callStream } from '../support/calls.ts';

const json = { 'content-type': 'application/json' };
const url = 'https://api.example.com/v1/chat/completions';
const request: RequestInit = { method: 'POST', body: '{"stream":true}' };
const billing = '{"error":{"message":"You exceeded your current quota.","code":"insufficient_quota"}}';

const wrap = (step: Step) =>
  wrapLanguageModel({
    model: createOpenAI({
      apiKey: 'unused',
      fetch: createErrorAwareFetch({ fetch: scenario([step]).fetch }),
    }).chat('gpt-5'),
    middleware: gatewayErrorMiddleware(),
  });

describe('through a provider package', () => {
  it('has its label', async () => {
    const { error } = await callStream(wrap(status(200, { body: billing, headers: json })));
    const { failure } = (error as { data: { failure: Failure } }).data;
    expect(failure).toMatchObject({ category: 'billing', wireStatus: 200 });
  });

  it('good answers pass', async () => {
    expect(await callStream(wrap(ok(['one ', 'two'])))).toMatchObject({ text: 'one two' });
    expect(await callGenerate(wrap(ok('whole')))).toMatchObject({ text: 'whole' });
  });
});

describe('on its own', () => {
  /** A body of many pieces that goes on for as long as it is read. */
  function endless(first: string) {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const ended = (async () => {
      await writer.write(new TextEncoder().encode(first));
      for (;;) await writer.write(new Uint8Array(8_192).fill(120));
    })().catch(() => 'cancelled');
    return { readable, ended };
  }

  it('cuts a long error, and cancels the rest', async () => {
    const { readable, ended } = endless('{"error":{"code":401,"message":"Invalid API key","detail":"');
    const fetch = createErrorAwareFetch({ fetch: async () => new Response(readable, { headers: json }) });
    const answer = await fetch(url, request);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('x-failover-wire-status')).toBe('200');
    const body = await answer.text();
    expect(body.length).toBeLessThan(65_560);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 401 } });
    expect(await ended).toBe('cancelled');
  });

  it('passes a whole answer, the same object with all of its body', async () => {
    const text = JSON.stringify({
      choices: [{ message: { content: 'whole '.repeat(30_000) }, finish_reason: 'stop' }],
    });
    const response = new Response(new Blob([text]).stream(), { headers: json });
    const answer = await createErrorAwareFetch({ fetch: async () => response })(url, request);
    expect(answer).toBe(response);
    expect(await answer.text()).toBe(text);
  });

  it('passes lines of JSON with the first one', async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const lines = ['{"message":{"content":"one"},"done":false}\n', '{"message":{"content":"two"},"done":true}\n'];
    const first = writer.write(new TextEncoder().encode(lines[0]));
    const fetch = createErrorAwareFetch({ fetch: async () => new Response(readable, { headers: json }) });
    const reader = (await fetch(url, request)).body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe(lines[0]);
    await first;
    const second = writer.write(new TextEncoder().encode(lines[1])).then(() => writer.close());
    expect(new TextDecoder().decode((await reader.read()).value)).toBe(lines[1]);
    expect((await reader.read()).done).toBe(true);
    await second;
  });

  it('ends with the caller’s abort', async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const written = writable.getWriter().write(new TextEncoder().encode('{"error":'));
    written.catch(() => {});
    const controller = new AbortController();
    const fetch = createErrorAwareFetch({ fetch: async () => new Response(readable, { headers: json }) });
    const asked = fetch(url, { ...request, signal: controller.signal });
    const reason = new Error('the user left');
    setTimeout(() => controller.abort(reason), 10);
    await expect(asked).rejects.toBe(reason);
  });
});
