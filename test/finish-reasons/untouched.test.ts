/** No good answer is lost: through every real package, what the middleware hands on is what the package gave. */
import { wrapLanguageModel } from 'ai';
import { describe, expect, test } from 'vitest';
import type { CallOptions, LanguageModel, StreamPart } from '../../src/sdk-types.ts';
import { classify, failoverMiddleware, gatewayErrorMiddleware } from '../../src/index.ts';
import type { Recorded } from '../generate-via/difference.ts';
import { type PackageName, providerPackages } from '../support/provider-packages.ts';
import { chunked, reply } from '../support/scripted-fetch.ts';
import { CONTENTS, type Content, RECORDED } from './recorded.ts';

const CALL: CallOptions = {
  prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
  tools: [{ type: 'function', name: 'weather', inputSchema: { type: 'object' } }],
};

/** Spellings that end good answers, for packages that hand on whatever stood in the field. */
const CHAT = ['stop', 'length', 'tool_calls', 'function_call', 'content_filter'];
const ODD = ['STOP', 'eos', 'end_turn', 'COMPLETE', 'max_tokens', 'toolCalls', 'pause_turn', 'eos_token', 'normal', ''];

/** Reasons that end good answers of each API. */
const GOOD: { [Name in PackageName]?: string[] } = {
  'openai chat': [...CHAT, ...ODD],
  'azure chat': [...CHAT, ...ODD],
  'openai-compatible': [...CHAT, ...ODD],
  groq: [...CHAT, ...ODD],
  deepseek: [...CHAT, ...ODD],
  openrouter: [...CHAT, ...ODD],
  'workers-ai': [...CHAT, ...ODD, 'model_length'],
  mistral: ['stop', 'length', 'model_length', 'tool_calls', ...ODD],
  'openai responses': ['completed', 'max_output_tokens', 'content_filter', 'steered', 'max_messages'],
  xai: ['completed', 'max_output_tokens', 'content_filter'],
  anthropic: [
    'end_turn',
    'max_tokens',
    'stop_sequence',
    'tool_use',
    'pause_turn',
    'refusal',
    'compaction',
    'model_context_window_exceeded',
  ],
  google: ['STOP', 'MAX_TOKENS', 'SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'IMAGE_SAFETY'],
  bedrock: ['end_turn', 'tool_use', 'max_tokens', 'stop_sequence', 'content_filtered', 'guardrail_intervened'],
  'vercel gateway': ['stop', ...ODD.filter(reason => reason !== '')],
  cohere: ['COMPLETE', 'STOP_SEQUENCE', 'MAX_TOKENS', 'TOOL_CALL'],
};

const names = Object.keys(RECORDED) as (keyof typeof RECORDED)[];

/** An id of the package's own making, a time of its own reading. */
const stable = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, item: unknown) =>
      key === 'timestamp' || (/^(?:id|toolCallId)$/.test(key) && typeof item === 'string') ? 'made up' : item,
    ),
  );

const connect = (name: PackageName, { json, stream, contentType = 'text/event-stream' }: Recorded, via: string) =>
  providerPackages[name].connect({
    baseURL: 'https://api.example.com/v1',
    fetch: async () => (via === 'stream' ? chunked(stream, contentType) : reply(JSON.stringify(json)))(),
  });

/** Everything that a call gives. */
async function played(model: LanguageModel, via: string): Promise<unknown> {
  if (via !== 'stream') return stable(await model.doGenerate(CALL));
  const parts: StreamPart[] = [];
  for await (const part of (await model.doStream(CALL)).stream) parts.push(part);
  return stable(parts);
}

/** A leg that a lost answer would be seen by. */
const fallback = providerPackages['openai chat'].connect({
  baseURL: 'https://fallback.example.com/v1',
  fetch: async () => {
    throw new TypeError('The fallback was asked');
  },
});

const middlewares = {
  'the small middleware': () => gatewayErrorMiddleware(),
  'the router': () => failoverMiddleware({ to: fallback }),
};

/**
 * Left out: an empty answer without a reason looks like a broken stream, and xAI's `doGenerate` says `incomplete` of an
 * empty answer where its stream names the filter.
 */
const isTold = (name: PackageName, reason: string, content: Content) =>
  content !== 'nothing' || !(reason === '' || (name === 'xai' && reason === 'content_filter'));

describe.each(names)('%s', name => {
  const record = RECORDED[name]!;
  const cases = (GOOD[name] ?? []).flatMap(reason =>
    CONTENTS.filter(content => isTold(name, reason, content)).map(content => ({ reason, content })),
  );

  test.each(cases)('$content, ended by "$reason", stays as it is', async ({ reason, content }) => {
    const recorded = record(content, reason);
    for (const via of ['stream', 'generate']) {
      const bare = await played(connect(name, recorded, via), via);
      for (const middleware of Object.values(middlewares)) {
        const model = wrapLanguageModel({ model: connect(name, recorded, via), middleware: middleware() });
        expect(await played(model as LanguageModel, via)).toEqual(bare);
      }
    }
  });

  test.each(
    cases.filter(
      ({ reason, content }) => content !== 'nothing' || !/filter|refusal|guard|exceeded|[A-Z]{2}/.test(reason),
    ),
  )('a body with $content, ended by "$reason", is no failure', ({ reason, content }) => {
    const { json, stream, contentType } = record(content, reason);
    expect(classify(undefined, { response: { status: 200, body: json } }).rule).toBe('response:success');
    // Bedrock's frames are binary: nothing of them can be read as text.
    if (contentType !== undefined) return;
    const headers = { 'content-type': 'text/event-stream' };
    expect(classify(undefined, { response: { status: 200, headers, body: stream.join('') } }).rule).toBe(
      'response:success',
    );
  });
});
