/** Requests live as long as their steps: a garbage collection loses no abort, and what is over is not kept. */

import { getResponse } from 'msw';
import { setupServer } from 'msw/node';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import {
  cut,
  disconnect,
  handlers,
  hang,
  hangAfterHeaders,
  ok,
  scenario,
  slowFirstToken,
  stall,
  status,
  type Scenario,
  type Step,
} from '../../mocks/index.ts';
import { collectGarbage } from './garbage.ts';
import { post, readToEnd, settled } from './raw-calls.ts';
import { eventually } from '../support/eventually.ts';

const url = 'https://api.openai.com/v1/chat/completions';
const asked = (signal?: AbortSignal, body: unknown = { model: 'gpt-5', stream: true }) =>
  new Request(url, { method: 'POST', body: JSON.stringify(body), ...(signal === undefined ? {} : { signal }) });
const mine = new Error('mine');

type Ask = (signal: AbortSignal) => Promise<Response | undefined>;

/** Every way into a scenario that leaves only the caller's signal in the caller's hands. */
const ways: [name: string, connect: (upstream: Scenario) => Ask][] = [
  ['fetch', upstream => signal => post(upstream.fetch, true, signal)],
  ['fetch of a Request', upstream => signal => upstream.fetch(asked(signal))],
  ['fetch of a Request with options', upstream => signal => upstream.fetch(asked(signal), { headers: { a: 'b' } })],
  ['respond', upstream => signal => upstream.respond(asked(signal))],
  [
    'a binding',
    upstream => signal =>
      upstream.binding().run('@cf/m', { stream: true }, { signal, returnRawResponse: true }) as Promise<Response>,
  ],
  ['MSW handlers without a server', upstream => signal => getResponse(handlers(upstream), asked(signal))],
];

const silences = [
  ['hang', hang()],
  ['a wait for the headers', ok('hello', { delayMs: 60_000 })],
  ['hangAfterHeaders', hangAfterHeaders()],
  ['stall', stall({ afterParts: 1 })],
  ['a wait for the first token', slowFirstToken(60_000)],
] as const;

/** What the caller hears: the error of the call or of its body; MSW's stand-in for a call that has no response. */
async function outcomeOf(answer: Promise<Response | undefined>): Promise<unknown> {
  try {
    const response = (await answer) as Response;
    return response.type === 'error' ? mine : (await readToEnd(response)).error;
  } catch (error) {
    return error;
  }
}

describe.each(ways)('by %s', (_, connect) => {
  function begin(step: Step) {
    const upstream = scenario([step]);
    const abort = new AbortController();
    const heard = vi.fn<(outcome: unknown) => void>();
    void outcomeOf(connect(upstream)(abort.signal)).then(heard);
    return { upstream, abort, heard };
  }
  const calls = new Map<string, ReturnType<typeof begin>>();

  // One garbage collection for all: each costs as much as the heap is large.
  beforeAll(async () => {
    for (const [name, step] of silences) calls.set(name, begin(step));
    await eventually(() => {
      if ([...calls.values()].some(({ upstream }) => upstream.count !== 1))
        throw new Error('A request has not arrived');
    });
    await settled();
    await collectGarbage();
  });

  test.each(silences)('an abort after a garbage collection ends %s', async name => {
    const { upstream, abort, heard } = calls.get(name)!;
    expect(heard).not.toHaveBeenCalled();
    abort.abort(mine);
    await settled();
    expect(heard).toHaveBeenCalledExactlyOnceWith(mine);
    expect(upstream.requests[0]).toMatchObject({ isCancelled: true, isDone: false });
  });
});

test.each(silences)('through an MSW server an abort after a garbage collection ends %s', async (_, step) => {
  const upstream = scenario([step]);
  const server = setupServer(...handlers(upstream));
  server.listen({ onUnhandledFrame: 'error' });
  try {
    const abort = new AbortController();
    const outcome = outcomeOf(post(fetch, true, abort.signal));
    await eventually(() => expect(upstream.count).toBe(1));
    await settled();
    await collectGarbage();
    abort.abort(mine);
    expect(await outcome).toBe(mine);
    await eventually(() => expect(upstream.requests[0]).toMatchObject({ isCancelled: true, isDone: false }));
  } finally {
    server.close();
  }
});

describe('memory', () => {
  const universal = (...providers: string[]) =>
    providers.map(provider => ({ provider, endpoint: 'v1/responses', headers: {}, query: { model: 'gpt-5' } }));

  test('a scenario whose steps are over keeps no Request', async () => {
    const abort = new AbortController();
    const steps = [ok('hello'), status(503), status(204, { body: '' }), cut({ afterParts: 1 }), disconnect()];
    const left = [hang(), stall({ afterParts: 1 }), hangAfterHeaders(), ok('hello', { delayMs: 60_000 })];
    const upstream = scenario([...steps, ...left, status(500), ok('second of two')]);
    // The outcomes are dropped: an error whose stack nobody read keeps the frames it comes from, and their variables.
    const ask = (request: Request): [WeakRef<Request>, Promise<void>] => [
      new WeakRef(request),
      outcomeOf(upstream.respond(request)).then(() => undefined),
    ];
    const calls = [...steps, ...left].map(() => ask(asked(abort.signal)));
    calls.push(ask(asked(abort.signal, universal('openai', 'openai'))));
    await Promise.all([...calls.slice(0, steps.length), ...calls.slice(-1)].map(([, outcome]) => outcome));
    abort.abort(mine);
    await Promise.all(calls.map(([, outcome]) => outcome));
    await collectGarbage();
    expect(upstream.count).toBe(calls.length + 1);
    expect(calls.map(([request]) => request.deref())).toEqual(calls.map(() => undefined));
  });

  test('a body that is cancelled keeps no Request', async () => {
    const upstream = scenario([stall({ afterParts: 1 })]);
    const ask = async () => {
      const request = asked();
      const response = await upstream.respond(request);
      return [new WeakRef(request), response.body as ReadableStream<Uint8Array>] as const;
    };
    const [request, body] = await ask();
    await collectGarbage();
    expect(request.deref()).toBeInstanceOf(Request);
    await body.cancel();
    await collectGarbage();
    expect(request.deref()).toBeUndefined();
    expect(upstream.requests[0]).toMatchObject({ isCancelled: true });
  });
});
