/** What the gateway's log says after a 2005, and everything that it may do wrong. */
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';
import { describe, expect, it, vi } from 'vitest';
import { hang, ok, rewritten, scenario, status, type Step } from '../../mocks/index.ts';
import { cloudflareGateway, type ExplainOptions, type GatewayHooks } from '../../src/cloudflare-gateway/index.ts';
import { drill } from '../../src/drill/index.ts';
import { createFailover, type CreateFailoverOptions, FailoverError, type FailoverEvent } from '../../src/index.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';

const LOG_ID = '019a7c3e-0000-7000-8000-000000000001';
const SECRET = 'sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD';
const baseURL = 'https://gateway.ai.cloudflare.com/v1/account/main/openai';

const failed = (logId = LOG_ID) => rewritten(2005, { headers: { 'cf-aig-log-id': logId } });

/** An entry as the gateway has it, for a provider that rejected the key. */
const entry = (more: object = {}) => ({
  id: LOG_ID,
  provider: 'openai',
  model: 'gpt-5',
  status_code: 401,
  success: false,
  cached: false,
  request_head: '{"messages":[{"role":"user","content":"my secret prompt"}]}',
  response_head: JSON.stringify({
    error: { message: `Incorrect API key provided: ${SECRET}.`, code: 'invalid_api_key' },
  }),
  ...more,
});

type GetLog = (logId: string) => Promise<unknown>;

function rig(
  steps: Step[],
  getLog: GetLog,
  options: Partial<ExplainOptions> = {},
  router: Partial<CreateFailoverOptions> = {},
  spare: Step[] = [ok('fallback')],
) {
  const clock = createManualClock();
  const events: FailoverEvent[] = [];
  const gateway = { getLog: vi.fn<GetLog>(getLog) };
  const upstream = scenario(steps);
  const other = scenario(spare);
  const model = createOpenAI({ apiKey: 'placeholder', baseURL, fetch: upstream.fetch }).chat('gpt-5');
  const fallback = createOpenAI({ apiKey: 'placeholder', fetch: other.fetch }).chat('gpt-4o');
  return {
    clock,
    events,
    gateway,
    upstream,
    told: () => events.filter(event => event.type === 'upstream'),
    model: createFailover({
      models: [
        { name: 'main', model },
        { name: 'spare', model: fallback },
      ],
      gateway: cloudflareGateway({ explain: { gateway, ...options } }),
      clock,
      retries: { perLeg: 0 },
      onEvent: event => void events.push(event),
      ...router,
    }),
  };
}

/** Bodies take some turns of the event loop. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await settle();
}

const call = (model: ReturnType<typeof rig>['model'], abortSignal?: AbortSignal) =>
  generateText({ model, prompt: 'Hi', maxRetries: 0, ...(abortSignal && { abortSignal }) });

describe('after a 2005', () => {
  it('the log is asked once the call is over, and told in an event without secrets', async () => {
    const { model, clock, gateway, told } = rig([failed()], async () => entry());
    expect((await call(model)).text).toBe('fallback');
    await clock.advance(4_999);
    expect(gateway.getLog).not.toHaveBeenCalled();
    await clock.advance(1);
    await turns();
    expect(gateway.getLog.mock.calls).toEqual([[LOG_ID]]);
    const [event, ...others] = told();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      leg: 'main',
      attempt: 1,
      logId: LOG_ID,
      statusCode: 401,
      category: 'auth',
      rule: 'shared:incorrect-key',
      gatewayProvider: 'openai',
      gatewayModel: 'gpt-5',
      callId: expect.any(String),
    });
    expect(event?.message).toMatch(/^Incorrect API key provided: /);
    expect(JSON.stringify(event)).not.toMatch(/abcdefghij|secret prompt/);
    expect(clock.pending).toBe(0);
  });

  it('at once if that is wished, so that the call’s own result lists it', async () => {
    const { model } = rig([failed()], async () => entry(), { afterMs: 0 });
    const { providerMetadata } = await call(model);
    expect(providerMetadata?.['failover']).toMatchObject({
      attempts: [
        {
          leg: 'main',
          rule: 'cloudflare:2005',
          upstream: { statusCode: 401, category: 'auth', rule: 'shared:incorrect-key', gatewayProvider: 'openai' },
        },
      ],
    });
    expect(JSON.stringify(providerMetadata)).not.toContain('Incorrect');
  });

  it('and so does its error', async () => {
    const { model } = rig([failed()], async () => entry(), { afterMs: 0 }, { shouldFailOver: () => true }, [
      status(503),
    ]);
    const error = await call(model).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FailoverError);
    expect((error as FailoverError).attempts).toMatchObject([
      { leg: 'main', upstream: { statusCode: 401, category: 'auth' } },
      { leg: 'spare', statusCode: 503 },
    ]);
    expect((error as FailoverError).attempts[1]).not.toHaveProperty('upstream');
  });

  it('without what the call brought along, whatever the provider repeats of it', async () => {
    const prompt = 'The patient Erika Mustermann, born in 1964, takes bisoprolol.';
    const key = 'odd-key-of-tenant-90210';
    const body = JSON.stringify({ error: { message: `Bad request of ${key}: ${prompt}` } });
    const { model, clock, told } = rig([failed()], async () => entry({ response_head: body, status_code: 400 }));
    await generateText({ model, prompt, headers: { 'x-api-key': key } });
    await clock.advance(5_000);
    await turns();
    const [event] = told();
    expect(event?.message).toMatch(/^Bad request of /);
    expect(JSON.stringify(event)).not.toMatch(/90210|Mustermann|bisoprolol/);
  });

  it.each([
    ['before its first content', ''],
    ['after it', 'hello'],
  ])('in a stream whose error comes as an event, %s', async (_, content) => {
    const delta = { id: 'c', choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }] };
    const failure = { success: false, error: [{ code: 2005, message: 'Failed to get response from provider' }] };
    const body = [delta, failure].map(event => `data: ${JSON.stringify(event)}\n\n`).join('');
    const headers = { 'content-type': 'text/event-stream', 'cf-aig-log-id': LOG_ID };
    const main = createOpenAI({ apiKey: 'p', baseURL, fetch: async () => new Response(body, { headers }) }).chat('m');
    const { model, clock, gateway } = rig([failed()], async () => entry(), {}, { models: [main] });
    await streamText({ model, prompt: 'Hi', maxRetries: 0, onError: () => {} }).consumeStream();
    await clock.advance(5_000);
    await turns();
    expect(gateway.getLog.mock.calls).toEqual([[LOG_ID]]);
  });

  it('in a stream that fails before its first content', async () => {
    const { model, clock, told } = rig([failed()], async () => entry());
    expect(await streamText({ model, prompt: 'Hi', maxRetries: 0 }).text).toBe('fallback');
    await clock.advance(5_000);
    await turns();
    expect(told()).toHaveLength(1);
  });

  it('a route that has never answered says in its remedy what the provider said, and is judged by the same rule', async () => {
    const remedies: (string | undefined)[] = [];
    for (const getLog of [async () => entry(), async () => Promise.reject(new Error('Log not found'))]) {
      const { model, clock, events } = rig([failed()], getLog, {}, { health: false });
      for (let calls = 0; calls < 12; calls += 1) {
        await call(model);
        await clock.advance(60_000);
        await turns();
      }
      const configs = events.flatMap(event => (event.type === 'config' ? [event.failure] : []));
      expect(new Set(configs.map(({ rule }) => rule))).toEqual(new Set(['cloudflare:2005:never-succeeded']));
      expect(configs).toHaveLength(3);
      remedies.push(configs.at(-1)?.remedy);
    }
    expect(remedies[0]).toBe(`${remedies[1]} The gateway's log says that the provider answered 401 (auth).`);
  });
});

/** Logs that say nothing that could be used. */
const USELESS: readonly (readonly [string, GetLog])[] = [
  [
    'is not there yet',
    async () => Promise.reject(Object.assign(new Error('Log not found'), { name: 'AiGatewayLogNotFound' })),
  ],
  [
    'throws at once',
    () => {
      throw new TypeError('no such method');
    },
  ],
  ['rejects with nothing', () => Promise.reject()],
  ['never answers', () => new Promise(() => {})],
  ['is no promise', () => entry({ status_code: 'x' }) as never],
  ['is nothing', async () => undefined],
  ['is null', async () => null],
  ['is a text', async () => '401'],
  ['is of another request', async () => entry({ id: 'another' })],
  ['calls it a success', async () => entry({ success: true })],
  ['has a good status', async () => entry({ status_code: 200, success: false })],
  ['has no status', async () => entry({ status_code: 0 })],
  ['has a status that is a text', async () => entry({ status_code: '401' })],
  ['has no number', async () => entry({ status_code: Number.NaN })],
  ['has a status of no kind', async () => entry({ status_code: 9_999 })],
  [
    'throws when it is read',
    async () =>
      new Proxy(
        {},
        {
          getOwnPropertyDescriptor() {
            throw new Error('no look');
          },
        },
      ),
  ],
];

describe('a log that', () => {
  it.each(USELESS)('%s changes nothing', async (_, getLog) => {
    const seen: unknown[] = [];
    for (const explained of [true, false]) {
      const { model, clock, events, told } = rig(
        [failed()],
        getLog,
        { afterMs: 0 },
        explained ? {} : { gateway: undefined },
      );
      const { text, providerMetadata } = await call(model);
      await clock.advance(30_000);
      await turns();
      expect(told()).toEqual([]);
      expect(clock.pending).toBe(0);
      const { callId: _id, ...failover } = providerMetadata!['failover'] as Record<string, unknown>;
      seen.push({ text, failover, events: events.map(({ type }) => type) });
    }
    expect(seen[0]).toEqual(seen[1]);
  });

  it.each([
    ['not JSON', '<html>'],
    ['cut off', '{"error":{"mess'],
    ['another object', '{"ok":true}'],
    ['an object for a message', '{"error":{"message":{"a":1}}}'],
    ['absent', undefined],
    ['a number', 7],
  ])('has a body that is %s still tells the status', async (_, head) => {
    const { model, clock, told } = rig([failed()], async () => entry({ response_head: head, status_code: 503 }));
    await call(model);
    await clock.advance(5_000);
    await turns();
    const [event] = told();
    expect(event).toMatchObject({ statusCode: 503, category: 'overloaded' });
    expect(event).not.toHaveProperty('message');
  });

  it('names things with odd characters tells them not', async () => {
    const { model, clock, told } = rig([failed()], async () =>
      entry({
        provider: 'open\u0000ai <b>',
        model: 'x'.repeat(1_000),
        response_head: JSON.stringify({ error: { message: 'x'.repeat(9_000) } }),
      }),
    );
    await call(model);
    await clock.advance(5_000);
    await turns();
    const [event] = told();
    expect(event).not.toHaveProperty('gatewayProvider');
    expect(event).not.toHaveProperty('gatewayModel');
    expect(event?.message).toHaveLength(200);
  });

  it('answers later than it may is not heard', async () => {
    let answer: (log: unknown) => void = () => {};
    const { model, clock, told } = rig([failed()], () => new Promise(resolve => (answer = resolve)), {
      timeoutMs: 1_000,
    });
    await call(model);
    await clock.advance(6_001);
    answer(entry());
    await turns();
    expect(told()).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe('the questions', () => {
  it('are one for each call, however often it fails', async () => {
    const { model, clock, gateway, upstream } = rig(
      [failed('log-entry-a'), failed('log-entry-b'), failed('log-entry-c')],
      async () => entry(),
      { afterMs: 0 },
      {
        retries: { perLeg: 2, baseDelayMs: 1 },
      },
    );
    const asked = call(model);
    for (let step = 0; step < 10; step += 1) {
      await turns();
      await clock.advance(100);
    }
    await asked;
    expect(upstream.count).toBe(3);
    expect(gateway.getLog.mock.calls).toEqual([['log-entry-a']]);
  });

  it('are so many at a time, and a place that is never given back is free again by the clock', async () => {
    const { model, clock, gateway } = rig(
      [failed()],
      () => new Promise(() => {}),
      { maxOpen: 2, timeoutMs: 1_000, afterMs: 0 },
      { health: false },
    );
    for (let calls = 0; calls < 5; calls += 1) await call(model);
    await turns();
    expect(gateway.getLog).toHaveBeenCalledTimes(2);
    await clock.advance(1_000);
    await call(model);
    await turns();
    expect(gateway.getLog).toHaveBeenCalledTimes(3);
  });

  it.each([
    ['another failure', [rewritten(2001, { headers: { 'cf-aig-log-id': LOG_ID } })]],
    ['an answer', [ok('fine')]],
    ['a failure without a log', [rewritten(2005, { headers: { 'cf-aig-log-id': '' } })]],
    ['an id that is none', [failed('../../other')]],
    ['an id of any length', [failed('a'.repeat(200))]],
  ])('are none after %s', async (_, steps) => {
    const { model, clock, gateway } = rig(steps as Step[], async () => entry(), { afterMs: 0 });
    await call(model);
    await clock.advance(10_000);
    await turns();
    expect(gateway.getLog).not.toHaveBeenCalled();
  });

  it('go on when the caller aborts meanwhile, and change nothing of that', async () => {
    const caller = new AbortController();
    let answer: (log: unknown) => void = () => {};
    const { model, clock, gateway, told, events } = rig(
      [failed()],
      () => new Promise(resolve => (answer = resolve)),
      { afterMs: 0 },
      {},
      [hang()],
    );
    const asked = call(model, caller.signal).catch((thrown: unknown) => thrown);
    await turns();
    expect(gateway.getLog).toHaveBeenCalledTimes(1);
    const reason = new Error('gone');
    caller.abort(reason);
    expect(await asked).toBe(reason);
    expect(events.at(-1)).toMatchObject({ type: 'call-end', outcome: 'aborted' });
    answer(entry());
    await turns();
    expect(told()).toMatchObject([{ statusCode: 401 }]);
    expect(clock.pending).toBe(0);
  });

  it('are none in a drill, whose failures never were: its copies of a chain have no hooks', async () => {
    const gateway = cloudflareGateway({ explain: { gateway: { getLog: async () => entry() } } });
    const used = vi.spyOn(gateway as GatewayHooks & { prepared(): unknown }, 'prepared');
    const model = createFailover({ models: [createOpenAI({ apiKey: 'placeholder', baseURL })('gpt-5')], gateway });
    expect(used).toHaveBeenCalledTimes(1);
    const { plays } = await drill(model, { ask: 'assume', faults: ['cloudflare-2005'] });
    expect(plays.some(({ fault }) => fault === 'cloudflare-2005')).toBe(true);
    expect(used).toHaveBeenCalledTimes(1);
  });

  it('are handed to `waitUntil` as one promise that settles whatever comes', async () => {
    const waited: Promise<unknown>[] = [];
    const { model, clock } = rig([failed()], () => Promise.reject(new Error('down')), {
      waitUntil: promise => void waited.push(promise),
    });
    await call(model);
    expect(waited).toHaveLength(1);
    await clock.advance(5_000);
    await expect(waited[0]).resolves.toBeUndefined();
  });

  it.each<[string, (promise: Promise<unknown>) => void]>([
    [
      'throws',
      () => {
        throw new Error('the request is over');
      },
    ],
    // Its rejection would end a process.
    ['rejects', () => Promise.reject(new Error('the request is over'))],
  ])('survive a `waitUntil` that %s', async (_, waitUntil) => {
    const { model, clock, told } = rig([failed()], async () => entry(), { waitUntil });
    expect((await call(model)).text).toBe('fallback');
    await clock.advance(5_000);
    await turns();
    expect(told()).toHaveLength(1);
  });
});
