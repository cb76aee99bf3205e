/** A reason that names a failure is one: in streams, in results, in a stream read for a result, and in bodies. */
import { generateText, streamText, wrapLanguageModel } from 'ai';
import { describe, expect, it, test } from 'vitest';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { classify, failoverMiddleware, gatewayErrorMiddleware, type FailoverEvent } from '../../src/index.ts';
import type { Recorded } from '../generate-via/difference.ts';
import { unwrapped } from '../support/ask.ts';
import { concurrently } from '../support/concurrently.ts';
import { type PackageName, providerPackages } from '../support/provider-packages.ts';
import { chunked, reply } from '../support/scripted-fetch.ts';
import { type Content, RECORDED } from './recorded.ts';
import { notableIn } from '../support/notable.ts';

const TEXT = 'The sun shines.';
const baseURL = 'https://api.example.com/v1';

/** A model that answers both ways with what was recorded. */
const answering = (name: PackageName, { json, stream, contentType = 'text/event-stream' }: Recorded): LanguageModel =>
  providerPackages[name].connect({
    baseURL,
    fetch: async (input, init) => {
      const told = [String(init?.body), new URL(String(input)).pathname, ...new Headers(init?.headers)].join(' ');
      const isStream = /"stream":true|:stream|-stream\b|streaming,true/i.test(told);
      return (isStream ? chunked(stream, contentType) : reply(JSON.stringify(json)))();
    },
  });

const recorded = (name: PackageName, content: Content, reason: string): Recorded => RECORDED[name]!(content, reason);
const ended = (name: PackageName, content: Content, reason: string) => answering(name, recorded(name, content, reason));

const fallback = () =>
  providerPackages['openai chat'].connect({
    baseURL,
    fetch: async (_, init) => {
      const { json, stream } = recorded('openai chat', 'text', 'stop');
      const swap = (body: string) => body.replaceAll('The sun', 'A moon');
      return String(init?.body).includes('"stream":true')
        ? chunked(
            stream.map(chunk => swap(String(chunk))),
            'text/event-stream',
          )()
        : reply(swap(JSON.stringify(json)))();
    },
  });

const FROM_FALLBACK = 'A moon shines.';
const small = (model: LanguageModel, onEvent?: (event: FailoverEvent) => void) =>
  wrapLanguageModel({ model, middleware: gatewayErrorMiddleware(onEvent ? { onEvent } : {}) });
const routed = (model: LanguageModel, options: object = {}) =>
  wrapLanguageModel({
    model,
    middleware: failoverMiddleware({ to: fallback(), retries: { perLeg: 0 }, ...options }),
  });

const ask = { prompt: 'Hi', maxRetries: 0 } as const;

/** What a reader of the stream saw. */
async function heard(model: LanguageModel) {
  const errors: unknown[] = [];
  let text = '';
  let finish: string | undefined;
  for await (const part of streamText({ model, ...ask, onError: () => {} }).fullStream) {
    if (part.type === 'text-delta') text += part.text;
    if (part.type === 'error') errors.push(part.error);
    if (part.type === 'finish') finish = part.finishReason;
  }
  return { text, errors, finish };
}

const failureOf = (error: unknown) => classify(unwrapped(error));

/** Through packages that map it to `other`, to `error`, and to `stop`. */
const BAD: [PackageName, string, string, string][] = [
  ['openai-compatible', 'network_error', 'upstream-failure', 'finish:network_error'],
  ['openai chat', 'network_error', 'upstream-failure', 'finish:network_error'],
  ['azure chat', 'abort', 'stream-interrupted', 'finish:abort'],
  ['groq', 'error', 'upstream-failure', 'finish:error'],
  ['deepseek', 'insufficient_system_resource', 'overloaded', 'finish:insufficient_system_resource'],
  ['openai-compatible', 'insufficient_system_resource', 'overloaded', 'finish:insufficient_system_resource'],
  [
    'openai-compatible',
    'function_call_filter: MALFORMED_FUNCTION_CALL',
    'server-error',
    'finish:malformed_function_call',
  ],
  ['openai-compatible', 'timed_out', 'timeout', 'finish:timed_out'],
  ['openai-compatible', 'upstream_error', 'upstream-failure', 'finish:like-failure'],
  ['openrouter', 'error', 'upstream-failure', 'finish:error'],
  ['workers-ai', 'network_error', 'upstream-failure', 'finish:network_error'],
  ['workers-ai', 'error', 'upstream-failure', 'finish:error'],
  ['mistral', 'error', 'upstream-failure', 'finish:error'],
  ['google', 'MALFORMED_FUNCTION_CALL', 'server-error', 'finish:malformed_function_call'],
  ['google', 'UNEXPECTED_TOOL_CALL', 'server-error', 'finish:unexpected_tool_call'],
  ['google', 'MISSING_THOUGHT_SIGNATURE', 'invalid-request', 'finish:missing_thought_signature'],
  ['bedrock', 'malformed_model_output', 'server-error', 'finish:malformed_model_output'],
  ['cohere', 'TIMEOUT', 'timeout', 'finish:timeout'],
  ['vercel gateway', 'network_error', 'upstream-failure', 'finish:network_error'],
  ['cohere', 'ERROR', 'upstream-failure', 'finish:error'],
];

describe.each(BAD)('%s ended by %s', (name, reason, category, rule) => {
  const facts = { category, rule };

  it('without content: the fallback answers, however it is asked', async () => {
    const model = ended(name, 'nothing', reason);
    expect(await heard(routed(model))).toEqual({ text: FROM_FALLBACK, errors: [], finish: 'stop' });
    expect((await generateText({ model: routed(model), ...ask })).text).toBe(FROM_FALLBACK);
    expect((await generateText({ model: routed(model, { generateVia: 'stream' }), ...ask })).text).toBe(FROM_FALLBACK);
  });

  it('without content: the small middleware throws it', async () => {
    const model = small(ended(name, 'nothing', reason));
    expect(failureOf(await generateText({ model, ...ask }).catch((error: unknown) => error))).toMatchObject(facts);
    const { text, errors } = await heard(model);
    expect(text).toBe('');
    expect(errors.map(failureOf)).toMatchObject([facts]);
  });

  it('after a text: one error in the stream, and no whole answer', async () => {
    for (const wrap of [small, routed]) {
      const { text, errors, finish } = await heard(wrap(ended(name, 'text', reason)));
      expect([text, finish]).toEqual([TEXT, 'error']);
      expect(errors.map(failureOf)).toMatchObject([facts]);
    }
  });

  it('after a text: a result is thrown away for the fallback’s', async () => {
    const model = ended(name, 'text', reason);
    expect((await generateText({ model: routed(model), ...ask })).text).toBe(FROM_FALLBACK);
    expect((await generateText({ model: routed(model, { generateVia: 'stream' }), ...ask })).text).toBe(FROM_FALLBACK);
  });

  it('in a body: the same failure', async () => {
    for (const content of ['nothing', 'text'] as const) {
      const { json, stream, contentType } = recorded(name, content, reason);
      const verdicts = [classify(undefined, { response: { status: 200, body: json } })];
      // Bedrock's frames are binary.
      if (contentType === undefined) {
        const headers = { 'content-type': 'text/event-stream' };
        verdicts.push(classify(undefined, { response: { status: 200, headers, body: stream.join('') } }));
      }
      for (const verdict of verdicts) expect(verdict).toMatchObject(facts);
    }
  });
});

describe('a refusal that the package has no word for', () => {
  const refused = { category: 'content-policy', rule: 'finish:sensitive', retryable: false, fallback: true };

  it('is surfaced without content, and goes to the fallback only where that is asked for', async () => {
    const model = ended('openai-compatible', 'nothing', 'sensitive');
    for (const options of [{}, { generateVia: 'stream' }]) {
      const error: unknown = await generateText({ model: routed(model, options), ...ask }).catch(thrown => thrown);
      expect(failureOf(error)).toMatchObject(refused);
    }
    expect((await heard(routed(model))).errors.map(failureOf)).toMatchObject([refused]);
    const opted = routed(model, { failoverOn: { contentPolicy: true } });
    expect((await generateText({ model: opted, ...ask })).text).toBe(FROM_FALLBACK);
    expect((await heard(opted)).text).toBe(FROM_FALLBACK);
  });

  it('leaves the text that came before it', async () => {
    const model = ended('openai-compatible', 'text', 'sensitive');
    expect(await heard(routed(model))).toEqual({ text: TEXT, errors: [], finish: 'other' });
    expect((await generateText({ model: routed(model), ...ask })).text).toBe(TEXT);
  });
});

it('never asks around the owner’s guardrail, also where refusals go to the fallback', async () => {
  const options = { failoverOn: { contentPolicy: true } };
  const model = (reason: string) => routed(ended('bedrock', 'nothing', reason), options);
  expect((await generateText({ model: model('guardrail_intervened'), ...ask })).finishReason).toBe('content-filter');
  expect(await heard(model('guardrail_intervened'))).toMatchObject({ text: '', errors: [], finish: 'content-filter' });
  expect((await generateText({ model: model('content_filtered'), ...ask })).text).toBe(FROM_FALLBACK);
  expect((await heard(model('content_filtered'))).text).toBe(FROM_FALLBACK);
});

test.each([
  ['bedrock', 'model_context_window_exceeded', 'context-length'],
  ['openai-compatible', 'model_context_window_exceeded', 'context-length'],
  ['google', 'OTHER', 'upstream-failure'],
  ['openai-compatible', 'load', 'upstream-failure'],
] as const)('%s: %s is an answer beside a text, a failure without', async (name, reason, category) => {
  const cut = routed(ended(name, 'text', reason));
  expect((await generateText({ model: cut, ...ask })).text).toBe(TEXT);
  expect(await heard(cut)).toMatchObject({ text: TEXT, errors: [] });
  const empty = ended(name, 'nothing', reason);
  expect((await heard(routed(empty))).text).toBe(FROM_FALLBACK);
  expect((await generateText({ model: routed(empty), ...ask })).text).toBe(FROM_FALLBACK);
  const error: unknown = await generateText({ model: small(empty), ...ask }).catch(thrown => thrown);
  expect(failureOf(error)).toMatchObject({ category });
});

describe('a reason that nobody documents', () => {
  const PACKAGES: PackageName[] = ['openai-compatible', 'deepseek', 'anthropic', 'google', 'bedrock', 'cohere'];

  test.each(PACKAGES)('%s: is an answer beside a text, reasoning or a tool call', async name => {
    for (const content of ['text', 'reasoning', 'tool call'] as const) {
      const bare = await generateText({ model: ended(name, content, 'flux_capacitor'), ...ask });
      const wrapped = await generateText({ model: routed(ended(name, content, 'flux_capacitor')), ...ask });
      expect(wrapped.content.map(part => part.type)).toEqual(bare.content.map(part => part.type));
      expect((await heard(routed(ended(name, content, 'flux_capacitor')))).errors).toEqual([]);
    }
  });

  test.each(PACKAGES)('%s: is a failure without content', async name => {
    const model = ended(name, 'nothing', 'flux_capacitor');
    expect((await heard(routed(model))).text).toBe(FROM_FALLBACK);
    expect((await generateText({ model: routed(model), ...ask })).text).toBe(FROM_FALLBACK);
    const error: unknown = await generateText({ model: small(model), ...ask }).catch(thrown => thrown);
    expect(failureOf(error)).toMatchObject({ rule: 'finish:unknown', retryable: true, fallback: true });
  });

  it('is warned of once for each model and reason, however many calls there are', async () => {
    const events: FailoverEvent[] = [];
    const middleware = gatewayErrorMiddleware({ onEvent: notableIn(events) });
    const models = ['flux_capacitor', 'Flux_Capacitor', 'odd\nend sk-ant-api03-AAAAAAAAAAAAAAAAAAAAAAAAAAAA'].map(
      reason => wrapLanguageModel({ model: ended('openai-compatible', 'text', reason), middleware }),
    );
    await concurrently([...Array(12).keys()], 12, async index => {
      const model = models[index % 3]!;
      await (index < 6 ? heard(model) : generateText({ model, ...ask }));
    });
    const warnings = events.filter(event => event.type === 'warning').map(({ message }) => message);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/^compatible\.chat\/model ended an answer with the finish reason "flux_capacitor"/);
    expect(warnings[1]).toContain('"odd end ');
    expect(warnings[1]).not.toContain('AAAA');
    expect(events.filter(event => event.type === 'failure')).toEqual([]);
  });

  it('fills neither the memory nor the log of an instance', async () => {
    let warnings = 0;
    const middleware = gatewayErrorMiddleware({
      onEvent: event => void (warnings += event.type === 'warning' ? 1 : 0),
    });
    for (let index = 0; index < 150; index += 1) {
      const model = ended('openai-compatible', 'text', `made_up_${index}`);
      await generateText({ model: wrapLanguageModel({ model, middleware }), ...ask });
    }
    expect(warnings).toBe(100);
  });

  it('leaves the router’s own events in peace: one warning, no failure', async () => {
    const events: FailoverEvent[] = [];
    const onEvent = notableIn(events);
    const model = routed(ended('openai-compatible', 'text', 'flux_capacitor'), { onEvent });
    for (let index = 0; index < 3; index += 1) await generateText({ model, ...ask });
    expect(events.map(event => event.type).filter(type => type === 'warning' || type === 'failure')).toEqual([
      'warning',
    ]);
  });
});
