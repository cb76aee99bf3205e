/**
 * A JSON error with status 200 to a request for a stream, in each vendor's own envelope and through its real package: with
 * `createErrorAwareFetch` the failure has the label that it has with an honest status.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { APICallError, wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import {
  createErrorAwareFetch,
  createFailover,
  gatewayErrorMiddleware,
  type Failure,
  type FailureCategory,
  type FailoverEvent,
} from '../../src/index.ts';
import { callGenerate, callStream, CALLS, lastError } from '../support/calls.ts';
import { startServer, type Answer } from '../support/loopback-server.ts';
import { packageRows, providerPackages, type PackageName } from '../support/provider-packages.ts';
import { replies, reply, streamed } from '../support/scripted-fetch.ts';
import { notableIn } from '../support/notable.ts';

globalThis.AI_SDK_LOG_WARNINGS = false;

const baseURL = 'https://api.example.com/v1';
const json = { 'content-type': 'application/json' };

interface Hidden {
  body: unknown;
  category: FailureCategory;
  /** The status that the vendor documents for it. */
  honest: number;
  headers?: Record<string, string>;
}

const openai = (code: string, message: string, type = 'invalid_request_error') => ({
  error: { message, type, param: null, code },
});
/** @see https://platform.openai.com/docs/guides/error-codes */
const OPENAI: Hidden[] = [
  {
    category: 'billing',
    honest: 429,
    body: openai('insufficient_quota', 'You exceeded your current quota.', 'insufficient_quota'),
  },
  { category: 'auth', honest: 401, body: openai('invalid_api_key', 'Incorrect API key provided.') },
  {
    category: 'context-length',
    honest: 400,
    body: openai('context_length_exceeded', "This model's maximum context length is 128000 tokens."),
  },
];
const aws = (type: string) => ({ 'x-amzn-errortype': type });

/** By package; those that are not listed speak OpenAI's. */
const ENVELOPES: Partial<Record<PackageName, Hidden[]>> = {
  // https://docs.claude.com/en/api/errors
  anthropic: [
    {
      category: 'billing',
      honest: 400,
      body: {
        type: 'error',
        error: {
          type: 'invalid_request_error',
          message: 'Your credit balance is too low to access the Anthropic API.',
        },
      },
    },
    {
      category: 'auth',
      honest: 401,
      body: { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } },
    },
    {
      category: 'context-length',
      honest: 400,
      body: {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' },
      },
    },
    {
      category: 'overloaded',
      honest: 529,
      body: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    },
  ],
  // https://ai.google.dev/gemini-api/docs/troubleshooting
  google: [
    {
      category: 'auth',
      honest: 400,
      body: {
        error: {
          code: 400,
          message: 'API key not valid. Please pass a valid API key.',
          status: 'INVALID_ARGUMENT',
          details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }],
        },
      },
    },
    {
      category: 'rate-limit',
      honest: 429,
      body: { error: { code: 429, message: 'Resource has been exhausted.', status: 'RESOURCE_EXHAUSTED' } },
    },
  ],
  // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
  bedrock: [
    {
      category: 'context-length',
      honest: 400,
      headers: aws('ValidationException'),
      body: { message: 'Input is too long for requested model.' },
    },
    {
      category: 'auth',
      honest: 403,
      headers: aws('UnrecognizedClientException'),
      body: { message: 'The security token included in the request is invalid.' },
    },
  ],
  // https://openrouter.ai/docs/api-reference/errors
  openrouter: [
    { category: 'billing', honest: 402, body: { error: { code: 402, message: 'Insufficient credits' } } },
    { category: 'auth', honest: 401, body: { error: { code: 401, message: 'No auth credentials found' } } },
  ],
  // https://developers.cloudflare.com/workers-ai/platform/errors/
  'workers-ai': [
    {
      category: 'auth',
      honest: 401,
      body: { success: false, errors: [{ code: 10000, message: 'Authentication error' }], messages: [], result: null },
    },
  ],
  'vercel gateway': [
    {
      category: 'auth',
      honest: 401,
      body: { error: { message: 'Authentication failed', type: 'authentication_error' } },
    },
  ],
};

const rows = packageRows().flatMap(([name, provider]) =>
  (ENVELOPES[name] ?? OPENAI).map(hidden => [name, hidden.category, { ...provider, ...hidden }] as const),
);

const failureOf = (error: unknown): Failure => (lastError(error) as { data: { failure: Failure } }).data.failure;

describe.each(rows)('%s, %s', (name, category, { connect, wire, body, headers, honest }) => {
  const hidden = reply(JSON.stringify(body), 200, { ...json, ...headers });

  it.each(CALLS)('gatewayErrorMiddleware, %s: the category, and both statuses', async (via, call) => {
    const upstream = replies(hidden);
    const bare = connect({ baseURL, fetch: createErrorAwareFetch({ fetch: upstream.fetch }) });
    const model = wrapLanguageModel({ model: bare, middleware: gatewayErrorMiddleware() });
    const { error } = await call(model);
    expect(APICallError.isInstance(error)).toBe(true);
    const failure = failureOf(error);
    expect(upstream.count).toBe(1);
    // Whole answers pass untouched, as they did: @ai-sdk/openai makes up a 400, and workers-ai-provider drops the error.
    if (via === 'generateText') return expect(failure.category).toBe(name === 'workers-ai' ? 'unknown' : category);
    expect(failure).toMatchObject({ category, wireStatus: 200 });
    // As if the status had been honest.
    const open = connect({
      baseURL,
      fetch: replies(reply(JSON.stringify(body), honest, { ...json, ...headers })).fetch,
    });
    const said = await callStream(wrapLanguageModel({ model: open, middleware: gatewayErrorMiddleware() }));
    const { wireStatus, scope, retryable, fallback } = failureOf(said.error);
    expect(wireStatus).toBe(honest);
    expect(failure).toMatchObject({ scope, retryable, fallback });
  });

  it('createFailover: the fallback answers, at once where a second try is in vain', async () => {
    const upstream = replies(hidden);
    const events: FailoverEvent[] = [];
    const model = createFailover({
      models: [
        connect({ baseURL, fetch: createErrorAwareFetch({ fetch: upstream.fetch }) }),
        connect({ baseURL, fetch: replies(streamed(wire, ['good'])).fetch }),
      ],
      retries: { baseDelayMs: 0 },
      onEvent: notableIn(events),
    });
    expect(await callStream(model)).toMatchObject({ text: 'good' });
    const failures = events.flatMap(event => (event.type === 'failure' ? [event.failure] : []));
    expect(failures[0]).toMatchObject({ category, wireStatus: 200 });
    expect(failures).toHaveLength(upstream.count);
    expect(upstream.count).toBe(failures[0]!.retryable ? 2 : 1);
  });
});

describe.each(packageRows())('%s', (name, { connect, wire }) => {
  const page = '<!doctype html><html><head><title>Down for maintenance</title></head></html>';
  const connected = (upstream: ReturnType<typeof replies>) =>
    wrapLanguageModel({
      model: connect({ baseURL, fetch: createErrorAwareFetch({ fetch: upstream.fetch }) }),
      middleware: gatewayErrorMiddleware(),
    });

  it('a page is named, and what it says', async () => {
    const upstream = replies(reply(page, 200, { 'content-type': 'text/html' }));
    const { error } = await callStream(connected(upstream));
    expect(failureOf(error)).toMatchObject({ category: 'upstream-failure', statusCode: 502, wireStatus: 200 });
    expect(upstream.count).toBe(1);
    // Vercel's package keeps nothing of a body that is no envelope of its own.
    if (name !== 'vercel gateway') expect((error as APICallError).message).toContain('Down for maintenance');
  });

  it('good answers stay what they are', async () => {
    const stream = replies(streamed(wire, ['one ', 'two']));
    expect(await callStream(connected(stream))).toMatchObject({ text: 'one two' });
    const whole = replies(reply(wire.json('whole')));
    expect(await callGenerate(connected(whole))).toMatchObject({ text: 'whole' });
    expect([stream.count, whole.count]).toEqual([1, 1]);
  });

  // workers-ai-provider asks again without streaming, and answers; that must not change.
  it('a whole answer to a request for a stream is no error', async () => {
    const answer = reply(wire.json('whole'));
    const bare = wrapLanguageModel({
      model: connect({ baseURL, fetch: replies(answer).fetch }),
      middleware: gatewayErrorMiddleware(),
    });
    const expected = await callStream(bare);
    const { text, error } = await callStream(connected(replies(answer)));
    expect(text).toBe(expected.text);
    expect(error && failureOf(error)).toEqual(expected.error && failureOf(expected.error));
    if (name === 'workers-ai') expect(text).toBe('whole');
    else expect(failureOf(error).category).toMatch(/^(?:upstream-failure|stream-interrupted)$/);
  });
});

describe.each(packageRows().filter(([name]) => name !== 'workers-ai'))(
  'generateText over a stream: %s',
  (_, { connect, wire }) => {
    const routed = (upstream: ReturnType<typeof replies>) =>
      createFailover({
        models: [connect({ baseURL, fetch: createErrorAwareFetch({ fetch: upstream.fetch }) })],
        generateVia: 'stream',
        retries: { perLeg: 0 },
      });

    it('the error is known by one request', async () => {
      const upstream = replies(reply('{"error":{"code":402,"message":"Insufficient credits"}}'));
      const { error } = await callGenerate(routed(upstream));
      expect(failureOf(error)).toMatchObject({ category: 'billing', wireStatus: 200 });
      expect(upstream.count).toBe(1);
    });

    it('a server that cannot stream still answers', async () => {
      const upstream = replies(reply(wire.json('whole')));
      expect(await callGenerate(routed(upstream))).toMatchObject({ text: 'whole' });
      expect(upstream.count).toBe(2);
    });
  },
);

/** Asks a real server through a real package and the global `fetch`. */
async function asking(name: PackageName, answer: Answer, abortSignal?: AbortSignal) {
  const server = await startServer(answer);
  const bare = providerPackages[name].connect({ baseURL: server.url, fetch: createErrorAwareFetch() });
  const model = wrapLanguageModel({ model: bare, middleware: gatewayErrorMiddleware() });
  const outcome = callStream(model, abortSignal ? { abortSignal } : {});
  return { server, outcome, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const [billing] = OPENAI as [Hidden];

describe.each<PackageName>(['openai chat', 'anthropic', 'google', 'bedrock'])('on a real connection: %s', name => {
  it('a compressed error is read', async () => {
    await using call = await asking(name, response => {
      const bytes = gzipSync(JSON.stringify(billing.body));
      response.writeHead(200, { ...json, 'content-encoding': 'gzip', 'content-length': String(bytes.length) });
      response.end(bytes);
    });
    const { error } = await call.outcome;
    expect(failureOf(error)).toMatchObject({ wireStatus: 200, fallback: true });
    expect((error as APICallError).responseBody).toContain('insufficient_quota');
  });

  it('an endless error is cut, and its connection closed', async () => {
    await using call = await asking(name, async response => {
      response.writeHead(200, json);
      response.write('{"error":{"code":401,"message":"Invalid API key","detail":"');
      while (!response.destroyed) {
        response.write('x'.repeat(16_384));
        await wait(1);
      }
    });
    const { error } = await call.outcome;
    expect(failureOf(error)).toMatchObject({ category: 'auth', statusCode: 401, wireStatus: 200 });
    await call.server.requests[0]!.closed;
  });

  it('the caller’s abort ends the wait for a slow body, and closes the connection', async () => {
    const controller = new AbortController();
    await using call = await asking(
      name,
      response => {
        response.writeHead(200, json);
        response.write('{"error":', () => setTimeout(() => controller.abort(), 20));
      },
      controller.signal,
    );
    const { error, text } = await call.outcome;
    expect(text).toBeUndefined();
    expect(error).not.toHaveProperty('data.failure');
    await call.server.requests[0]!.closed;
  });
});
