/** An answer at the first try is handed on as the model gave it: the very same objects, in the same order. */
import { generateText, jsonSchema, streamText, tool, wrapLanguageModel } from 'ai';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallOptions, GenerateResult, LanguageModel, StreamPart, StreamResult } from '../../src/sdk-types.ts';
import { gatewayErrorMiddleware } from '../../src/index.ts';
import { answering, RICH_ANSWERS } from './rich-answers.ts';

const params: CallOptions = {
  prompt: [{ role: 'user', content: [{ type: 'text', text: 'Weather?' }] }],
  tools: [
    { type: 'function', name: 'weather', inputSchema: { type: 'object', properties: { city: { type: 'string' } } } },
  ],
  includeRawChunks: true,
};

/** A model that notes everything it hands out. */
function recording(model: LanguageModel) {
  const parts: StreamPart[] = [];
  const results: (GenerateResult | StreamResult)[] = [];
  const recorder: LanguageModel = {
    specificationVersion: model.specificationVersion,
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,
    async doGenerate(options) {
      const result = await model.doGenerate(options);
      results.push(result);
      return result;
    },
    async doStream(options) {
      const result = await model.doStream(options);
      results.push(result);
      const note = new TransformStream<StreamPart, StreamPart>({
        transform(part, controller) {
          parts.push(part);
          controller.enqueue(part);
        },
      });
      return { ...result, stream: result.stream.pipeThrough(note) };
    },
  };
  return { recorder, parts, results };
}

async function partsOf(stream: ReadableStream<StreamPart>): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of stream as unknown as AsyncIterable<StreamPart>) parts.push(part);
  return parts;
}

describe.each(RICH_ANSWERS.map(answer => [answer.name, answer] as const))('%s', (_, answer) => {
  const connect = () => answer.connect(answering(answer));
  const middleware = gatewayErrorMiddleware({ timeouts: { firstContentMs: 60_000 } });

  it('generate: the result is the very object that the model returned', async () => {
    const { recorder, results } = recording(connect());
    // With a limit on content it would be collected from a stream.
    const inOnePiece = gatewayErrorMiddleware({ timeouts: { attemptMs: 60_000 } });
    const result = await wrapLanguageModel({ model: recorder, middleware: inOnePiece }).doGenerate(params);
    expect(result).toBe(results[0]);
    expect([...new Set(result.content.map(({ type }) => type))].toSorted()).toEqual([...answer.holds].toSorted());
  });

  it('stream: every part is the very object that the model sent, raw chunks included', async () => {
    const { recorder, parts, results } = recording(connect());
    const { stream, ...rest } = await wrapLanguageModel({ model: recorder, middleware }).doStream(params);
    const received = await partsOf(stream);
    const { stream: _stream, ...given } = results[0] as StreamResult;
    expect(rest).toEqual(given);
    expect(received.length).toBe(parts.length);
    expect(received.filter((part, index) => part !== parts[index])).toEqual([]);
    const types = new Set(received.map(({ type }) => type));
    expect([...types]).toContain('raw');
    for (const type of answer.holds) {
      expect([...types]).toContain(type === 'text' || type === 'reasoning' ? `${type}-delta` : type);
    }
    expect(received.at(-1)).toMatchObject({
      type: 'finish',
      finishReason: { unified: expect.stringMatching(/^(?:tool-calls|stop)$/) },
    });
  });
});

describe.each(RICH_ANSWERS.map(answer => [answer.name, answer] as const))('%s through the SDK', (_, answer) => {
  // Timestamps and ids that a package makes itself.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-01') });
    let random = 0;
    vi.spyOn(Math, 'random').mockImplementation(() => (random = (random + 0.001) % 1));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  const tools = { weather: tool({ inputSchema: jsonSchema<{ city: string }>({ type: 'object' }) }) };
  const models = () => {
    const bare = answer.connect(answering(answer));
    return [bare, wrapLanguageModel({ model: bare, middleware: gatewayErrorMiddleware() })] as const;
  };
  const sameRandom = () => {
    let random = 0;
    vi.mocked(Math.random).mockImplementation(() => (random = (random + 0.001) % 1));
  };

  it('generateText gives the same with the middleware and without', async () => {
    const results = [];
    for (const model of models()) {
      sameRandom();
      const {
        content,
        text,
        reasoningText,
        sources,
        toolCalls,
        usage,
        finishReason,
        warnings,
        providerMetadata,
        response,
      } = await generateText({ model, prompt: 'Weather?', tools });
      results.push({
        content,
        text,
        reasoningText,
        sources,
        toolCalls,
        usage,
        finishReason,
        warnings,
        providerMetadata,
        response: { ...response, messages: response.messages.map(({ role, content: parts }) => ({ role, parts })) },
      });
    }
    expect(results[0]!.text).toBe('Rain.');
    expect(results[0]!.toolCalls).toHaveLength(1);
    expect(results[1]).toEqual(results[0]);
  });

  it('streamText gives the same with the middleware and without', async () => {
    const results = [];
    for (const model of models()) {
      sameRandom();
      const result = streamText({ model, prompt: 'Weather?', tools });
      const types: string[] = [];
      for await (const part of result.fullStream) types.push(part.type);
      const { messages, ...response } = await result.response;
      results.push({
        types,
        response,
        messages: messages.map(({ role, content: parts }) => ({ role, parts })),
        text: await result.text,
        content: await result.content,
        reasoningText: await result.reasoningText,
        sources: await result.sources,
        toolCalls: await result.toolCalls,
        usage: await result.usage,
        finishReason: await result.finishReason,
        warnings: await result.warnings,
        providerMetadata: await result.providerMetadata,
      });
    }
    expect(results[0]!.text).toBe('Rain.');
    expect(results[0]!.toolCalls).toHaveLength(1);
    expect(results[1]).toEqual(results[0]);
  });
});
