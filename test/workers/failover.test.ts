/** The router in the runtime of Cloudflare Workers. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createAiGateway } from 'ai-gateway-provider';
import { streamText } from 'ai';
import { expect, it } from 'vitest';
import {
  cut,
  fixtures,
  ok,
  rewritten,
  scenario,
  stall,
  status,
  type Scenario,
  type ScenarioRequest,
  type Step,
} from '../../mocks/index.ts';
import { createFailover, type CreateFailoverOptions } from '../../src/index.ts';
import { AT_ONCE } from '../support/at-once.ts';
import { callGenerate, callStream, CALLS } from '../support/calls.ts';
import { GATEWAY_URL } from '../support/cloudflare-routes.ts';

const anthropic = ({ fetch }: Scenario) => createAnthropic({ apiKey: 'unused', fetch })('claude-sonnet-4-5');
const throughGateway = ({ fetch }: Scenario) =>
  createOpenAI({ apiKey: 'unused', baseURL: GATEWAY_URL, fetch })('gpt-5');

function two(primary: Step[], fallback: Step[], options: Partial<CreateFailoverOptions> = {}) {
  const [first, second] = [scenario(primary), scenario(fallback)];
  const models = [throughGateway(first), { model: anthropic(second), assistantPrefill: true }];
  return { model: createFailover({ models, random: () => 0, ...options }), first, second };
}

it.each(CALLS)('routes around code 2005 and the gateway itself: %s', async (_, call) => {
  for (const [step, tries] of [
    [rewritten(2005, { headers: AT_ONCE }), 2],
    [rewritten(2001), 1],
  ] as const) {
    const { model, first, second } = two([step], [ok('fallback')]);
    expect(await call(model)).toMatchObject({ text: 'fallback', finishReason: 'stop', reported: 0 });
    expect([first.count, second.count]).toEqual([tries, 1]);
  }
});

it('shows no failure before the first content', async () => {
  for (const step of [
    fixtures['openai-200-response-failed'],
    cut({ afterParts: 0 }),
    cut({ afterParts: 0, ending: 'end' }),
  ]) {
    const { model } = two([step], [ok(['one ', 'two'])]);
    const result = streamText({ model, prompt: 'Hi', maxRetries: 0 });
    const types: string[] = [];
    for await (const part of result.fullStream) types.push(part.type);
    expect(await result.text).toBe('one two');
    expect([types.filter(type => type === 'text-start').length, types.includes('error')]).toEqual([1, false]);
    expect((await result.providerMetadata)?.['failover']).toMatchObject({ degraded: true });
  }
});

it('goes on from a text that broke off', async () => {
  const broken = cut({ afterParts: 2, text: ['The quick ', 'brown ', 'fox'], ending: 'end' });
  const { model, first, second } = two([broken], [ok(' fox jumps')], { afterContent: 'continue' });
  expect(await callStream(model)).toEqual({ text: 'The quick brown fox jumps', finishReason: 'stop', reported: 0 });
  expect([first.count, second.count]).toEqual([1, 1]);
});

it('ends everything when the caller aborts in the middle', async () => {
  const { model, first, second } = two([status(401)], [stall({ afterParts: 2 })]);
  const controller = new AbortController();
  const { stream } = await model.doStream({
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    abortSignal: controller.signal,
  });
  const reason = new Error('gone');
  const reading = stream.pipeTo(new WritableStream()).catch((error: unknown) => error);
  await new Promise(resolve => setTimeout(resolve, 5));
  controller.abort(reason);
  expect(await reading).toBe(reason);
  expect([first.count, second.count, second.requests[0]?.isCancelled]).toEqual([1, 1, true]);
});

it('keeps 100 calls of one tick apart, half of them streams', async () => {
  const byKey = (request: ScenarioRequest) => request.headers['x-caller'] ?? '';
  const primary = scenario(
    key => (Number(key) % 2 === 0 ? [status(503, { headers: AT_ONCE })] : [ok(`primary for ${key}`)]),
    { byKey },
  );
  const fallback = scenario(key => [ok(`fallback for ${key}`)], { byKey });
  const model = createFailover({
    models: [throughGateway(primary), anthropic(fallback)],
    random: () => 0,
    forwardHeaders: ['x-caller'],
  });
  const callers = Array.from({ length: 100 }, (_, index) => String(index));
  const outcomes = await Promise.all(
    callers.map((caller, index) =>
      (index % 4 < 2 ? callStream : callGenerate)(model, { headers: { 'x-caller': caller } }),
    ),
  );
  expect(outcomes.map(({ text }) => text)).toEqual(
    callers.map((caller, index) => `${index % 2 === 0 ? 'fallback' : 'primary'} for ${caller}`),
  );
  expect([primary.count, fallback.count]).toEqual([150, 50]);
});

it('keeps 50 calls of one tick apart on shared models of ai-gateway-provider', async () => {
  const byKey = ({ body }: ScenarioRequest) => /caller-\d+/.exec(JSON.stringify(body))?.[0] ?? '';
  const primary = scenario(() => [status(503, { headers: AT_ONCE })], { byKey });
  const fallback = scenario(key => [ok(`answer for ${key}`)], { byKey });
  const connect = (upstream: Scenario, name: string) =>
    createAiGateway({ binding: upstream.binding().gateway(name) })(createOpenAI({ apiKey: 'unused' })('gpt-5'));
  const model = createFailover({ models: [connect(primary, 'one'), connect(fallback, 'two')], random: () => 0 });
  const callers = Array.from({ length: 50 }, (_, index) => `caller-${index}`);
  const outcomes = await Promise.all(
    callers.map((prompt, index) => (index % 2 === 0 ? callStream : callGenerate)(model, { prompt })),
  );
  expect(outcomes.map(({ text }) => text)).toEqual(callers.map(caller => `answer for ${caller}`));
  expect([primary.count, fallback.count]).toEqual([100, 50]);
});
