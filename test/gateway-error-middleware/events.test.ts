/** What `onEvent` hears, and that it can do no harm. */
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { cut, fixtures, ok, rewritten, scenario, status, type Step } from '../../mocks/index.ts';
import { gatewayErrorMiddleware, type EventListener, type FailoverEvent } from '../../src/index.ts';
import { AT_ONCE, atOnce } from '../support/at-once.ts';
import { callGenerate, callStream, CALLS } from '../support/calls.ts';
import { notableIn } from '../support/notable.ts';

function set(steps: Step[], onEvent: EventListener) {
  const upstream = scenario(steps);
  const model = createOpenAI({ apiKey: 'unused', fetch: upstream.fetch })('gpt-5');
  return { upstream, model: wrapLanguageModel({ model, middleware: gatewayErrorMiddleware({ onEvent }) }) };
}

function collect() {
  const events: FailoverEvent[] = [];
  return { events, onEvent: notableIn(events) };
}

describe.each(CALLS)('%s', (_, call) => {
  it('tells each failed attempt once, with the model and the failure that the error carries', async () => {
    const { events, onEvent } = collect();
    const { model } = set([rewritten(2005, { headers: AT_ONCE })], onEvent);
    const { error } = await call(model, { maxRetries: 2 });
    const { errors } = error as { errors: { data: { failure: unknown } }[] };
    expect(events).toHaveLength(3);
    for (const [index, event] of events.entries()) {
      expect(event).toEqual({
        type: 'failure',
        failure: errors[index]?.data.failure,
        provider: 'openai.responses',
        modelId: 'gpt-5',
        phase: 'request',
      });
    }
  });

  it('tells nothing of a good answer, and nothing of the caller’s own abort', async () => {
    const { events, onEvent } = collect();
    await call(set([ok('hello')], onEvent).model);
    await call(set([ok('hello')], onEvent).model, { abortSignal: AbortSignal.abort(new Error('mine')) });
    expect(events).toEqual([]);
  });

  it.each<[string, EventListener]>([
    [
      'throws',
      () => {
        throw new Error('a bug of the listener');
      },
    ],
    ['rejects', (async () => Promise.reject(new Error('a bug of the listener'))) as EventListener],
    ['changes the event', event => void Object.assign(event, { failure: undefined, provider: 'x' })],
    ['returns something', (() => 5) as unknown as EventListener],
  ])('goes on as without a listener if it %s', async (_, onEvent) => {
    const { upstream, model } = set([rewritten(2005, { headers: AT_ONCE }), ok('hello')], onEvent);
    expect(await call(model, { maxRetries: 1 })).toMatchObject({ text: 'hello' });
    expect(upstream.count).toBe(2);

    const failing = set([rewritten(2005)], onEvent);
    expect((await call(failing.model)).error).toMatchObject({ data: { failure: { rule: 'cloudflare:2005' } } });
  });
});

it('tells where a failure was found', async () => {
  const { events, onEvent } = collect();
  await callGenerate(set([rewritten(2005)], onEvent).model);
  await callStream(set([cut({ afterParts: 1, ending: 'end' })], onEvent).model);
  const upstream = scenario([atOnce(fixtures['openrouter-502-after-one-delta'])]);
  const openrouter = createOpenRouter({ apiKey: 'unused', fetch: upstream.fetch })('z-ai/glm-5.1');
  await callStream(wrapLanguageModel({ model: openrouter, middleware: gatewayErrorMiddleware({ onEvent }) }));
  const google = scenario([
    status(200, { body: '{"error":{"code":503,"status":"UNAVAILABLE","message":"Overloaded"}}' }),
  ]);
  const { createGoogle } = await import('@ai-sdk/google');
  const gemini = createGoogle({ apiKey: 'unused', fetch: google.fetch })('gemini-3-pro');
  await callGenerate(wrapLanguageModel({ model: gemini, middleware: gatewayErrorMiddleware({ onEvent }) }));
  expect(events.map(event => event.type === 'failure' && [event.phase, event.failure.category])).toEqual([
    ['request', 'upstream-failure'],
    ['stream', 'stream-interrupted'],
    ['stream', 'upstream-failure'],
    ['body', 'overloaded'],
  ]);
});

it('tells before the caller knows', async () => {
  const order: string[] = [];
  const { model } = set([rewritten(2005)], ({ type }) => void order.push(type));
  await callGenerate(model).then(() => order.push('caller'));
  expect(order).toEqual(['call-start', 'attempt-start', 'failure', 'attempt-end', 'call-end', 'caller']);
});
