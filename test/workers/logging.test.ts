/** The log of a call in the runtime of Cloudflare Workers, as Workers Logs indexes it: one flat object a line. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { afterEach, expect, it, vi } from 'vitest';
import { ok, rewritten, scenario, status, type Scenario, type Step } from '../../mocks/index.ts';
import { createFailover, logEvents } from '../../src/index.ts';
import { AT_ONCE } from '../support/at-once.ts';
import { CALLS } from '../support/calls.ts';
import { GATEWAY_URL } from '../support/cloudflare-routes.ts';

// That a fallback served is expected here.
globalThis.AI_SDK_LOG_WARNINGS = false;

const throughGateway = ({ fetch }: Scenario) =>
  createOpenAI({ apiKey: 'unused', baseURL: GATEWAY_URL, fetch })('gpt-5');
const direct = ({ fetch }: Scenario) => createAnthropic({ apiKey: 'unused', fetch })('claude-sonnet-4-5');

const METHODS = ['debug', 'info', 'warn', 'error', 'log'] as const;

/** What the console of a worker is given. */
function hear(): [method: string, ...data: unknown[]][] {
  const heard: [string, ...unknown[]][] = [];
  for (const method of METHODS)
    vi.spyOn(console, method).mockImplementation((...data) => void heard.push([method, ...data]));
  return heard;
}

afterEach(() => void vi.restoreAllMocks());

const two = (primary: Step[], fallback: Step[], format: 'object' | 'json') =>
  createFailover({
    models: [
      { model: throughGateway(scenario(primary)), name: 'gateway' },
      { model: direct(scenario(fallback)), name: 'direct' },
    ],
    random: () => 0,
    onEvent: logEvents(console, { format }),
  });

it.each(CALLS)('a call that recovers is one flat object: %s', async (_, call) => {
  const heard = hear();
  const model = two([rewritten(2005, { headers: AT_ONCE })], [ok('hello')], 'object');
  expect(await call(model)).toMatchObject({ text: 'hello' });
  expect(heard).toEqual([
    [
      'warn',
      expect.objectContaining({
        level: 'warn',
        type: 'call-end',
        leg: 'gateway',
        category: 'upstream-failure',
        rule: 'cloudflare:2005',
        statusCode: 502,
        servedBy: 'direct',
        message: expect.stringMatching(/^failover [\da-f]{8}: direct .*; gateway failed twice: upstream-failure/),
      }),
    ],
  ]);
  expect(Object.values(heard[0]![1] as object).filter(value => typeof value === 'object')).toEqual([]);
});

it.each(CALLS)('what failed is at the level error, as one JSON string a line: %s', async (_, call) => {
  const heard = hear();
  const model = two([status(401)], [status(400)], 'json');
  expect((await call(model)).error).toBeDefined();
  const lines = heard.map(([method, line, ...more]) => [method, JSON.parse(line as string).type, more.length]);
  expect(lines).toEqual([
    ['error', 'config', 0],
    ['warn', 'breaker', 0],
    ['error', 'call-end', 0],
  ]);
});
