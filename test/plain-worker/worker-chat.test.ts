/** The Worker of examples/worker-chat in workerd, with a Durable Object: each fault, as the stream of the chat shows it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, type FaultName, type Faults } from '../../examples/worker-chat/shared/faults.ts';
import type { State, Step } from '../../examples/worker-chat/shared/chat-message.ts';
import type { Reply } from '../../src/store/rows.ts';
import { eventually } from '../support/eventually.ts';
import { json, startServer } from '../support/loopback-server.ts';
import { redirected } from './redirected.ts';
import { startPlainWorker, type PlainWorker } from './start-worker.ts';

/** So long that no busy machine is taken for a silent upstream. */
const SILENCE_MS = 5_000;

/** The Worker, and a look at what a visitor's Durable Object has stored. */
const WITH_ROWS = `
import worker from './examples/worker-chat/worker/worker.ts';
export * from './examples/worker-chat/worker/worker.ts';
export default {
  async fetch(request, env, context) {
    const { pathname, search } = new URL(request.url);
    if (pathname !== '/rows') return worker.fetch(request, env, context);
    return Response.json(await env.FAILOVER_HEALTH.getByName('visitor ' + search.slice(1)).changes(0));
  },
};`;

const start = (contents: string, bindings: Record<string, string>): Promise<PlainWorker> =>
  startPlainWorker({
    contents,
    bindings,
    flags: ['enable_request_signal'],
    durableObjects: { FAILOVER_HEALTH: 'FailoverHealth' },
    build: {
      alias: {
        'ai-gateway-failover/durable-object': './src/durable-object/index.ts',
        'ai-gateway-failover/msw': './mocks/index.ts',
        'ai-gateway-failover': './src/index.ts',
      },
    },
  });

let worker: PlainWorker;
beforeAll(async () => {
  worker = await start(WITH_ROWS, { SILENCE_MS: String(SILENCE_MS) });
  // The first call compiles what all need.
  await glimpse(newRoom(), {});
});
afterAll(() => worker[Symbol.asyncDispose]());

let visitors = 0;
const newRoom = () => `visitor-${(visitors += 1)}-of-the-tests`;

const bodyOf = (room: string, faults: Partial<Faults>) => ({
  method: 'POST',
  body: JSON.stringify({
    room,
    faults,
    messages: [{ id: '1', role: 'user', parts: [{ type: 'text', text: 'Who answers?' }] }],
  }),
});

const ask = (room: string, faults: Partial<Faults>, signal?: AbortSignal): Promise<Response> =>
  fetch(new URL('/api/chat', worker.url), {
    ...bodyOf(room, faults),
    ...(signal && { signal }),
  });

interface Chunk {
  type: string;
  delta?: string;
  errorText?: string;
  data?: unknown;
  messageMetadata?: { answeredBy?: string };
}

/** What the page makes of an answer, or of its beginning. */
function readChunks(stream: string) {
  const chunks = stream
    .split('\n\n')
    .filter(event => event.startsWith('data: {'))
    .map(event => JSON.parse(event.slice('data: '.length)) as Chunk);
  const steps = chunks.filter(({ type }) => type === 'data-step').map(({ data }) => data as Step);
  return {
    text: chunks.map(({ delta }) => delta ?? '').join(''),
    errors: chunks.flatMap(({ errorText }) => errorText ?? []),
    answeredBy: chunks.find(({ type }) => type === 'finish')?.messageMetadata?.answeredBy,
    steps: steps.map(({ kind, text }) => `${kind}: ${text}`),
    details: steps.map(({ detail }) => detail ?? '').join('\n'),
    state: chunks.find(({ type }) => type === 'data-state')?.data as State,
  };
}

const chat = async (room: string, faults: Partial<Faults>) => readChunks(await (await ask(room, faults)).text());

/** Reads to the first word of the answer. */
async function begin(room: string, faults: Partial<Faults>, signal?: AbortSignal) {
  const reader = (await ask(room, faults, signal)).body!.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (!text.includes('text-delta')) text += decoder.decode((await reader.read()).value);
  return { reader, steps: readChunks(text.slice(0, text.lastIndexOf('\n\n'))).steps };
}

/** A visitor who does not wait for the end. */
async function glimpse(room: string, faults: Partial<Faults>) {
  const { reader, steps } = await begin(room, faults);
  await reader.cancel();
  return steps;
}

/** How many open breakers the Durable Object of a visitor has. */
async function openRowsOf(room: string): Promise<number> {
  const { breakers } = (await (await fetch(new URL(`/rows?${room}`, worker.url))).json()) as Reply;
  return breakers.filter(({ openUntil }) => openUntil > 0).length;
}

const stateOf = async (room: string): Promise<State> =>
  (await (await fetch(new URL(`/api/state?room=${room}`, worker.url))).json()) as State;

const ANSWER = /^You asked: “Who answers\?”\..* and who answered\.$/;

/** Who answers when Claude fails so, and what the timeline says of it. */
const CLAUDE = {
  none: ['claude', 'answered: Claude has answered in full.', ''],
  blip: ['claude', 'asked: Claude is asked again.', 'rule cloudflare:2005'],
  'code-2005': ['openrouter', 'its provider is down.', 'HTTP 400, which means 502 · rule cloudflare:2005'],
  'stream-error': ['openrouter', 'it is overloaded.', 'rule anthropic:overloaded'],
  hang: ['openrouter', 'it was silent for too long.', 'timeout:firstContentMs'],
  stall: ['openrouter', 'asked: OpenRouter is asked to go on with the text so far.', 'timeout:idleMs'],
  cut: ['openrouter', 'asked: OpenRouter is asked to go on with the text so far.', 'network:interrupted'],
  'rate-limit': ['openrouter', 'it wants fewer requests.', 'HTTP 429 · Retry-After: 20 s'],
  'spend-limit': ['openrouter', 'a spend limit is reached.', 'HTTP 429 · rule cloudflare:2041'],
  malformed: ['openrouter', 'asked: OpenRouter is asked to go on with the text so far.', 'response:unreadable-event'],
} as const satisfies Record<FaultName, readonly [string, string, string]>;

/** Of what OpenRouter can do: nobody goes on with its words but Claude, and that one has failed. */
const OPENROUTER = {
  none: 'openrouter',
  'stream-error': 'gpt',
  hang: 'gpt',
  'rate-limit': 'gpt',
} as const satisfies Partial<Record<FaultName, string>>;

const namesOf = <Name extends string>(rows: Record<Name, unknown>) => Object.keys(rows) as Name[];

describe('each fault', () => {
  type Answers = Map<string, ReturnType<typeof chat>>;
  let claude: Answers;
  let openrouter: Answers;
  // At once: an answer takes two seconds and more.
  beforeAll(() => {
    claude = new Map(namesOf(CLAUDE).map(fault => [fault, chat(newRoom(), { claude: fault })]));
    openrouter = new Map(
      namesOf(OPENROUTER).map(fault => [fault, chat(newRoom(), { claude: 'spend-limit', openrouter: fault })]),
    );
  });

  it('of Claude is listed', () => {
    expect(namesOf(CLAUDE)).toEqual(faultsOf('claude').map(([name]) => name));
  });

  it.each(namesOf(CLAUDE))('of Claude: %s', async fault => {
    const [leg, line, detail] = CLAUDE[fault];
    const { text, errors, answeredBy, steps, details } = (await claude.get(fault))!;
    expect([errors, answeredBy]).toEqual([[], leg]);
    expect(text).toMatch(ANSWER);
    expect(steps.join('\n')).toContain(line);
    expect(details).toContain(detail);
    expect(steps.at(-1)).toMatch(/^answered: /);
  });

  it.each(namesOf(OPENROUTER))('of OpenRouter, after Claude has failed: %s', async fault => {
    const { text, answeredBy } = (await openrouter.get(fault))!;
    expect([text, answeredBy]).toEqual([expect.stringMatching(ANSWER), OPENROUTER[fault]]);
  });
});

describe.concurrent('the chat', () => {
  it('says in plain words that nobody is left', async () => {
    const { text, errors, steps, state } = await chat(newRoom(), {
      claude: 'spend-limit',
      openrouter: 'stream-error',
      gpt: 'rate-limit',
    });
    expect(text).toBe('');
    expect(errors).toEqual([expect.stringMatching(/^[A-Z][^.]+\. Please /)]);
    expect(steps.at(-1)).toBe('failed: No other model can be asked now.');
    expect(state.legs.map(leg => leg.state)).toEqual(['in service', 'in service', 'asked for a pause']);
  });

  it('is refused without a room or messages, and for other paths', async () => {
    const url = new URL('/api/chat', worker.url);
    const bodies = ['', 'null', '{}', '{"messages":7}', '{"messages":[],"room":"x"}'];
    const answers = await Promise.all(bodies.map(body => fetch(url, { method: 'POST', body })));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 400));
    expect((await fetch(new URL('/api/state', worker.url))).status).toBe(400);
    expect((await fetch(worker.url)).status).toBe(404);
  });

  it('benches an upstream for one visitor, and not for another', async () => {
    const [broken, other] = [newRoom(), newRoom()];
    await glimpse(broken, { claude: 'code-2005' });
    expect((await glimpse(broken, { claude: 'code-2005' })).join('\n')).toMatch(
      /benched: Claude is benched for \d+ s\./,
    );
    const third = await chat(broken, {});
    expect(third.steps[0]).toMatch(/^skipped: Claude is skipped: it is benched for another \d+ s\.$/);
    expect(third.answeredBy).toBe('openrouter');
    expect(third.state.legs[0]).toMatchObject({ name: 'claude', state: 'benched' });
    expect((await stateOf(broken)).legs[0]!.pauseMs).toBeGreaterThan(0);
    expect((await glimpse(other, {}))[0]).toBe('asked: Claude is asked.');
    expect([await openRowsOf(broken), await openRowsOf(other)]).toEqual([1, 0]);
  });

  it('leaves an upstream alone that asked for it', async () => {
    const room = newRoom();
    await glimpse(room, { claude: 'rate-limit' });
    expect((await stateOf(room)).legs[0]).toMatchObject({ state: 'asked for a pause' });
    const [first] = await glimpse(room, {});
    expect(first).toMatch(/^skipped: Claude is skipped: it asked for a pause for another \d+ s\.$/);
  });

  it('lets the upstream go when its visitor leaves in the midst of the answer', async () => {
    const room = newRoom();
    const leaving = new AbortController();
    await begin(room, {}, leaving.signal);
    expect((await stateOf(room)).requests).toEqual({ ended: 0, cancelled: 0, open: 1 });
    leaving.abort();
    await eventually(async () => expect((await stateOf(room)).requests.cancelled).toBe(1));
  });
});

const REDIRECTED = redirected(`
import worker from './examples/worker-chat/worker/worker.ts';
export * from './examples/worker-chat/worker/worker.ts';`);

it('asks the real models that have a key, through the gateway, and breaks none', async () => {
  await using upstream = await startServer(json(401, {}));
  await using real = await start(REDIRECTED, {
    UPSTREAM: upstream.url,
    ANTHROPIC_API_KEY: 'key-of-anthropic',
    OPENAI_API_KEY: 'key-of-openai',
    CLOUDFLARE_ACCOUNT_ID: 'account',
    CLOUDFLARE_AI_GATEWAY: 'gateway',
    CLOUDFLARE_AI_GATEWAY_TOKEN: 'token',
  });
  const response = await fetch(new URL('/api/chat', real.url), bodyOf('', { claude: 'hang', gpt: 'hang' }));
  const { errors, state } = readChunks(await response.text());
  expect(errors).toHaveLength(1);
  expect(state).toMatchObject({
    isPlayed: false,
    legs: [
      { name: 'claude', state: 'benched' },
      { name: 'gpt', state: 'benched' },
    ],
  });
  const gateway = '/gateway.ai.cloudflare.com/v1/account/gateway';
  expect(upstream.requests.map(({ url }) => url)).toEqual([
    `${gateway}/anthropic/v1/messages`,
    `${gateway}/openai/responses`,
  ]);
  expect(upstream.requests.map(({ headers }) => headers['cf-aig-authorization'])).toEqual(
    Array(2).fill('Bearer token'),
  );
  expect(upstream.requests[0]!.headers['x-api-key']).toBe('key-of-anthropic');
  expect(upstream.requests[1]!.headers.authorization).toBe('Bearer key-of-openai');
});

it('the example asks for the versions that are tested here', () => {
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, string>>;
  const { dependencies, devDependencies } = read('examples/worker-chat/package.json');
  const tested = read('package.json')['devDependencies']!;
  const shared = Object.entries({ ...dependencies, ...devDependencies }).filter(([name]) => name in tested);
  expect(shared.length).toBeGreaterThan(5);
  expect(shared.filter(([name, version]) => tested[name] !== version)).toEqual([]);
});
