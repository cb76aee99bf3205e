/** What the fetch turns into an error, and that everything else passes as it is. */
import nodeFetch from 'node-fetch';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createErrorAwareFetch } from '../../src/index.ts';
import { eventually } from '../support/eventually.ts';
import { json as respond, startServer } from '../support/loopback-server.ts';

const WIRE = 'x-failover-wire-status';
const json = { 'content-type': 'application/json' };
const url = 'https://api.example.com/v1/chat/completions';
const streamed: RequestInit = { method: 'POST', body: JSON.stringify({ model: 'm', stream: true }) };
const whole: RequestInit = { method: 'POST', body: JSON.stringify({ model: 'm' }) };
const billing = JSON.stringify({ error: { message: 'No credit left', type: 'insufficient_quota' } });
const encoder = new TextEncoder();

/** A body that notes what is read of it, and whether it was cancelled. */
function source(chunks: readonly string[], then: 'end' | 'hang' | 'die' = 'end') {
  const left = [...chunks];
  const seen = { pulled: 0, cancelled: false as unknown };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = left.shift();
        if (chunk !== undefined) {
          seen.pulled += 1;
          return controller.enqueue(encoder.encode(chunk));
        }
        if (then === 'end') controller.close();
        else if (then === 'die') controller.error(new TypeError('terminated'));
        else return new Promise<void>(() => {});
      },
      cancel(reason) {
        seen.cancelled = reason ?? true;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, seen };
}

const answering = (response: Response, options = {}) =>
  createErrorAwareFetch({ fetch: async () => response, ...options });

async function ask(response: Response, init = streamed, options = {}) {
  const answer = await answering(response, options)(url, init);
  return { answer, isSame: answer === response };
}

describe('an error that a 2xx hides from a stream request', () => {
  it.each<[string, string, number]>([
    ['Google, by code', '{"error":{"code":429,"message":"Exhausted","status":"RESOURCE_EXHAUSTED"}}', 429],
    ['OpenRouter, by code', '{"error":{"code":502,"message":"Provider returned error"},"user_id":"u"}', 502],
    ['a relay, by status_code', '{"status_code":401,"message":"bad key"}', 401],
    ['a list, as Google streams it', '[{"error":{"code":503,"message":"Overloaded"}}]', 503],
    ['OpenAI, without a status', billing, 502],
    ['Anthropic, without a status', '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', 502],
    ['Cloudflare, whose code is no status', '{"success":false,"errors":[{"code":2005,"message":"Failed"}]}', 502],
    ['a choice that failed', '{"choices":[{"error":{"code":503,"message":"Failed"}}]}', 503],
  ])('has the status that the body names: %s', async (_, body, status) => {
    const { answer } = await ask(
      new Response(body, { headers: { ...json, 'x-request-id': 'r1', 'retry-after': '7' } }),
    );
    expect(answer.status).toBe(status);
    expect(await answer.text()).toBe(body);
    expect(Object.fromEntries(answer.headers)).toEqual({
      ...json,
      'x-request-id': 'r1',
      'retry-after': '7',
      [WIRE]: '200',
    });
  });

  it.each<[string, string | undefined]>([
    ['called a page', 'text/html; charset=UTF-8'],
    ['called plain text', 'text/plain'],
    ['called JSON', 'application/json'],
    ['without a type', undefined],
  ])('may be a page %s', async (_, type) => {
    const page = '\n<!doctype html><html><head><title>Maintenance</title></head></html>';
    const { body } = source([page]);
    const { answer } = await ask(new Response(body, { status: 203, headers: type ? { 'content-type': type } : {} }));
    expect([answer.status, answer.headers.get(WIRE), await answer.text()]).toEqual([502, '203', page]);
  });

  it.each(['application/problem+json', 'application/json; charset=utf-8', 'text/json', 'text/plain', undefined])(
    'may be JSON of the type %s',
    async type => {
      const { body } = source([billing]);
      const { answer } = await ask(new Response(body, { headers: type ? { 'content-type': type } : {} }));
      expect([answer.status, await answer.text()]).toEqual([502, billing]);
    },
  );

  it.each(['\ndata: [DONE]\n\n', '[DONE]', ' <html>', '\0'])('is read, whatever follows it: %j', async rest => {
    const { answer } = await ask(new Response(billing + rest, { headers: json }));
    expect([answer.status, await answer.text()]).toEqual([502, billing]);
  });

  it('loses the headers of the bytes that it had', async () => {
    const headers = { ...json, 'content-length': '999', 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' };
    const { answer } = await ask(new Response(billing, { headers }));
    expect([...answer.headers.keys()].toSorted()).toEqual(['content-type', WIRE]);
  });

  it('comes in many pieces, after white space that keeps a connection alive', async () => {
    const { body } = source(['\n', '  \n', ...billing]);
    const { answer } = await ask(new Response(body, { headers: json }));
    expect((await answer.text()).trim()).toBe(billing);
    expect(answer.status).toBe(502);
  });
});

describe('a body that is longer than `maxBytes`', () => {
  const long = (size: number) => `{"error":{"code":429,"message":"Too many","details":["${'é'.repeat(size)}"]}}`;

  it('is cut there, and the rest cancelled; what is left can be parsed', async () => {
    const text = long(200_000);
    const { body, seen } = source(text.match(/.{1,4000}/gs)!, 'hang');
    const { answer } = await ask(new Response(body, { headers: json }));
    const kept = await answer.text();
    expect(answer.status).toBe(429);
    expect(encoder.encode(kept).length).toBeLessThan(65_536 + 20);
    expect(encoder.encode(kept).length).toBeGreaterThan(65_000);
    expect(JSON.parse(kept)).toMatchObject({
      error: { code: 429, message: 'Too many', details: [expect.any(String)] },
    });
    expect(text.startsWith(kept.replace(/["\]}]+$/, ''))).toBe(true);
    expect(seen.cancelled).toBeTruthy();
    expect(seen.pulled).toBeLessThan(16);
  });

  it('is cut inside one large piece, too, and at a limit of the user’s', async () => {
    const { body, seen } = source([long(50_000), 'next', 'never'], 'hang');
    const { answer } = await ask(new Response(body, { headers: json }), streamed, { maxBytes: 100 });
    const kept = await answer.text();
    expect(encoder.encode(kept).length).toBeLessThanOrEqual(110);
    expect(JSON.parse(kept)).toMatchObject({ error: { code: 429 } });
    // The copy of a body is read one piece ahead.
    expect(seen.pulled).toBeLessThanOrEqual(2);
    expect(seen.cancelled).toBeTruthy();
  });

  it('passes whole if its beginning is an answer', async () => {
    const text = JSON.stringify({ choices: [{ message: { content: 'x'.repeat(300_000) }, finish_reason: 'stop' }] });
    const { body, seen } = source(text.match(/.{1,10000}/gs)!);
    const { answer, isSame } = await ask(new Response(body, { headers: json }));
    expect([isSame, seen.cancelled]).toEqual([true, false]);
    expect(await answer.text()).toBe(text);
  });
});

describe('what passes as it is, and unread', () => {
  async function pass(response: Response, init?: RequestInit, input: string | URL | Request = url) {
    const clone = vi.spyOn(response, 'clone');
    const answer = await answering(response)(input, init);
    return { isSame: answer === response, copies: clone.mock.calls.length, isUsed: response.bodyUsed };
  }
  const UNREAD = { isSame: true, copies: 0, isUsed: false };

  it.each<[string, () => Response]>([
    [
      'an event stream',
      () => new Response('data: {"error":{"message":"x"}}\n\n', { headers: { 'content-type': 'text/event-stream' } }),
    ],
    [
      'an event stream with a JSON body',
      () => new Response(billing, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } }),
    ],
    [
      'an AWS event stream',
      () => new Response(billing, { headers: { 'content-type': 'application/vnd.amazon.eventstream' } }),
    ],
    ['lines of JSON', () => new Response(billing, { headers: { 'content-type': 'application/x-ndjson' } })],
    ['a stream of JSON', () => new Response(billing, { headers: { 'content-type': 'application/stream+json' } })],
    ['an error with its own status', () => new Response(billing, { status: 402, headers: json })],
    ['a redirect', () => new Response(billing, { status: 302, headers: json })],
    ['nothing', () => new Response(null, { status: 204 })],
  ])('%s', async (_, make) => {
    expect(await pass(make(), streamed)).toEqual(UNREAD);
  });

  it.each<[string, RequestInit | undefined, (string | URL | Request)?]>([
    ['a request for a whole answer', whole],
    ['a GET', undefined],
    ['a GET of events', { headers: { accept: 'text/event-stream' } }],
    ['a HEAD', { method: 'HEAD' }, new URL(`${url}?stream=true`)],
    ['a Request, whose body is not read', undefined, new Request(url, streamed)],
    [
      'a body that can be read but once',
      { method: 'POST', body: source(['{"stream":true}']).body, duplex: 'half' } as RequestInit,
    ],
  ])('the answer to %s', async (_, init, input) => {
    expect(await pass(new Response(billing, { headers: json }), init, input)).toEqual(UNREAD);
    if (input instanceof Request) expect(input.bodyUsed).toBe(false);
  });

  it('hands the request on as it came: the same objects', async () => {
    const send = vi.fn(async () => new Response('ok'));
    const body = source(['x']).body;
    const init = { method: 'POST', body, duplex: 'half', signal: new AbortController().signal } as RequestInit;
    await createErrorAwareFetch({ fetch: send })(url, init);
    const request = new Request(url);
    await createErrorAwareFetch({ fetch: send })(request);
    expect(send.mock.calls).toEqual([
      [url, init],
      [request, undefined],
    ]);
    expect(body.locked).toBe(false);
  });

  it('rejects with what the fetch rejects with', async () => {
    const error = new TypeError('fetch failed');
    await expect(createErrorAwareFetch({ fetch: () => Promise.reject(error) })(url, streamed)).rejects.toBe(error);
  });

  it.each([
    undefined,
    null,
    'text',
    { status: 200, body: {}, headers: json },
    { status: 200, body: {}, headers: new Headers(json) },
  ])('what is no response: %j', async odd => {
    const fetch = (async () => odd) as unknown as typeof globalThis.fetch;
    expect(await createErrorAwareFetch({ fetch })(url, streamed)).toBe(odd);
  });

  it("a body of another kind of stream, as node-fetch's: no copy holds it up", async () => {
    const long = 'x'.repeat(200_000);
    await using server = await startServer(respond(200, { answer: long }));
    const fetch = createErrorAwareFetch({ fetch: nodeFetch as unknown as typeof globalThis.fetch });
    expect(await (await fetch(server.url, streamed)).json()).toEqual({ answer: long });
  });

  it('asks the global fetch, whichever it is at the time', async () => {
    const fetch = createErrorAwareFetch();
    vi.stubGlobal('fetch', async () => new Response(billing, { headers: json }));
    expect((await fetch(url, streamed)).status).toBe(502);
  });
  afterEach(() => void vi.unstubAllGlobals());
});

describe('what is looked at, and passes: the same response, with all of its body', () => {
  it.each<[string, string, string?]>([
    ['a whole answer', '{"choices":[{"message":{"content":"{\\"error\\":\\"quoted\\"}"},"finish_reason":"stop"}]}'],
    ['an empty object', '{}'],
    ['half a document', '{"choices":[{"message":'],
    ['no document', '{ not json'],
    ['no page', '<note>hello</note>', 'text/html'],
    ['nothing but white space', ' \n ', 'text/plain'],
  ])('%s', async (_, text, type = 'application/json') => {
    const { body } = source([text]);
    const { answer, isSame } = await ask(new Response(body, { headers: { 'content-type': type } }));
    expect(isSame).toBe(true);
    expect(await answer.text()).toBe(text);
  });

  it.each(['application/json', 'text/plain', undefined])(
    'events that are called %s, at their first byte',
    async type => {
      const { body, seen } = source(['data: {"choices":[]}\n\n'], 'hang');
      const { answer, isSame } = await ask(new Response(body, { headers: type ? { 'content-type': type } : {} }));
      expect(isSame).toBe(true);
      const reader = answer.body!.getReader();
      expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: {"choices":[]}\n\n');
      expect(seen.cancelled).toBe(false);
      await reader.cancel('enough');
      await eventually(() => expect(seen.cancelled).toBeTruthy());
    },
  );

  it('a body that dies: its reader is told', async () => {
    const { body } = source(['{"error":'], 'die');
    const { answer, isSame } = await ask(new Response(body, { headers: json }));
    expect(isSame).toBe(true);
    await expect(answer.text()).rejects.toThrow('terminated');
  });
});

describe('lines of JSON', () => {
  const line = (content: string, done = false) =>
    `${JSON.stringify({ model: 'm', message: { role: 'assistant', content }, done })}\n`;

  it.each(['application/json', 'application/json; charset=utf-8', 'text/plain', undefined])(
    'called %s: the first one is seen before the second is written',
    async type => {
      const seen = Promise.withResolvers<void>();
      await using server = await startServer(async response => {
        response.writeHead(200, type ? { 'content-type': type } : {});
        response.write(line('one'));
        await seen.promise;
        response.write(line('two'));
        response.end(line('', true));
      });
      const answer = await createErrorAwareFetch()(server.url, streamed);
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
      const first = await reader.read();
      expect(first.value).toBe(line('one'));
      seen.resolve();
      let rest = '';
      for (let read = await reader.read(); !read.done; read = await reader.read()) rest += read.value;
      expect(rest).toBe(line('two') + line('', true));
    },
  );

  it('pass as the same response, read once, with its connection to cancel', async () => {
    const { body, seen } = source([line('one'), line('two'), line('three')], 'hang');
    const { answer, isSame } = await ask(new Response(body, { headers: json }));
    // The copy of a body is read one piece ahead.
    expect([isSame, seen.pulled <= 2]).toEqual([true, true]);
    const reader = answer.body!.getReader();
    for (const content of ['one', 'two', 'three'])
      expect(new TextDecoder().decode((await reader.read()).value)).toBe(line(content));
    expect(seen.cancelled).toBe(false);
    await reader.cancel('enough');
    await eventually(() => expect(seen.cancelled).toBeTruthy());
  });

  it('pass, too, if a later one is an error: the answer has begun', async () => {
    const { body } = source([line('one'), '{"error":"the model crashed"}\n']);
    const { answer, isSame } = await ask(new Response(body, { headers: json }));
    expect([isSame, await answer.text()]).toEqual([true, `${line('one')}{"error":"the model crashed"}\n`]);
  });

  it('are an error if the first one is', async () => {
    const { body } = source(['{"error":', '"model \\"x\\" not found"}\n', '{"done":true}\n']);
    const { answer } = await ask(new Response(body, { headers: json }));
    expect([answer.status, await answer.text()]).toEqual([502, '{"error":"model \\"x\\" not found"}\n{"done":true}\n']);
  });
});

describe('a body that is split at any byte', () => {
  const answer = `\n${JSON.stringify({ message: { content: 'a } in "quotes", a \\ and ein Ölfaß 🛢️ {"error":1}' }, done: false })}\n`;
  const last = '{"message":{"content":"[{"},"done":true}\n';
  const error = '{"error":{"code":429,"message":"Zu viele 🛢️ \\"}]"}}';

  /** Two pieces, and each byte by itself. */
  function splits(text: string): Uint8Array<ArrayBuffer>[][] {
    const bytes = encoder.encode(text);
    const each = Array.from(bytes, byte => Uint8Array.of(byte));
    return [each, ...each.slice(1).map((_, index) => [bytes.slice(0, index + 1), bytes.slice(index + 1)])];
  }

  /** How many pieces were read when the response came, which is what it was made of. */
  async function play(pieces: readonly Uint8Array<ArrayBuffer>[], then: 'end' | 'hang') {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull(controller) {
          const piece = pieces[pulled];
          pulled += 1;
          if (piece) controller.enqueue(piece);
          else if (then === 'end') controller.close();
          else return new Promise<void>(() => {});
        },
      },
      { highWaterMark: 0 },
    );
    const result = await ask(new Response(body, { headers: json }));
    return { ...result, pulled };
  }

  it('is judged as soon as its first document is whole, and keeps all its bytes', async () => {
    const whole = encoder.encode(answer.trimEnd()).length;
    for (const pieces of splits(answer + last)) {
      const { answer: got, isSame, pulled } = await play(pieces, 'end');
      let length = 0;
      const needed = pieces.findIndex(piece => (length += piece.length) >= whole) + 1;
      expect([isSame, pulled >= needed && pulled <= needed + 1]).toEqual([true, true]);
      expect(await got.text()).toBe(answer + last);
    }
  });

  it('needs no end to pass', async () => {
    for (const pieces of splits(answer)) expect((await play(pieces, 'hang')).isSame).toBe(true);
  });

  it('is the same error', async () => {
    for (const pieces of splits(error)) {
      const { answer: got } = await play(pieces, 'end');
      expect([got.status, await got.text()]).toEqual([429, error]);
    }
  });
});

describe('an abort', () => {
  const reason = new Error('the user left');

  it.each<[string, (signal: AbortSignal) => Parameters<typeof fetch>]>([
    ['by the options', signal => [url, { ...streamed, signal }]],
    ['by a Request', signal => [new Request(`${url}?stream=true`, { ...whole, signal })]],
  ])('ends the wait for a slow body: %s', async (_, request) => {
    const controller = new AbortController();
    const { body, seen } = source(['{"error":'], 'hang');
    const asked = answering(new Response(body, { headers: json }))(...request(controller.signal));
    await eventually(() => expect(seen.pulled).toBe(1));
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
    await eventually(() => expect(seen.cancelled).toBeTruthy());
  });

  it('that came before the body was looked at does so, too', async () => {
    const { body, seen } = source([billing], 'hang');
    const signal = AbortSignal.abort(reason);
    await expect(answering(new Response(body, { headers: json }))(url, { ...streamed, signal })).rejects.toBe(reason);
    await eventually(() => expect(seen.cancelled).toBeTruthy());
  });

  it("may be a polyfill's, which lacks the newer functions", async () => {
    const signal = { aborted: false, addEventListener() {}, removeEventListener() {} } as unknown as AbortSignal;
    const asked = (text: string) => ask(new Response(text, { headers: json }), { ...streamed, signal });
    expect((await asked('{"answer":1}')).isSame).toBe(true);
    expect((await asked(billing)).answer.status).toBe(502);
  });

  it('leaves no listener on a signal that is not aborted', async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    const { body } = source([...billing]);
    const { status } = await answering(new Response(body, { headers: json }))(url, { ...streamed, signal });
    expect(status).toBe(502);
    expect(added.mock.calls.length).toBeGreaterThan(0);
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  });
});

it('keeps a hundred calls of one tick apart', async () => {
  const fetch = createErrorAwareFetch({
    fetch: async (_, init) => {
      const { id } = JSON.parse(String(init?.body)) as { id: number };
      if (id % 3 === 0) return new Response(`data: ${id}\n\n`, { headers: { 'content-type': 'text/event-stream' } });
      const { body } = source([`{"error":{"code":${id % 3 === 1 ? 429 : 503},`, `"message":"number ${id}"}}`]);
      return new Response(body, { headers: json });
    },
  });
  const answers = await Promise.all(
    Array.from({ length: 100 }, async (_, id) => {
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ id, stream: true }) });
      return [answer.status, await answer.text()];
    }),
  );
  expect(answers).toEqual(
    Array.from({ length: 100 }, (_, id) =>
      id % 3 === 0
        ? [200, `data: ${id}\n\n`]
        : [id % 3 === 1 ? 429 : 503, `{"error":{"code":${id % 3 === 1 ? 429 : 503},"message":"number ${id}"}}`],
    ),
  );
});

describe('options', () => {
  it.each<[unknown, string]>([
    [{ maxBytes: 0 }, 'createErrorAwareFetch: option `maxBytes` takes a whole number of bytes from 1; got 0.'],
    [{ maxBytes: 1.5 }, 'createErrorAwareFetch: option `maxBytes` takes a whole number of bytes from 1; got 1.5.'],
    [{ fetch: 'fetch' }, 'createErrorAwareFetch: option `fetch` takes a function; got "fetch".'],
    [{ max: 1 }, 'createErrorAwareFetch: unknown option `max`; it takes `fetch`, `maxBytes`.'],
    [fetch, 'createErrorAwareFetch: takes an object of options; got a function.'],
  ])('%o are refused', (options, message) => {
    expect(() => createErrorAwareFetch(options as object)).toThrow(new TypeError(message));
  });
});
