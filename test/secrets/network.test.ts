/** Secrets in what the network throws never leave in an error. */
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { APICallError, InvalidResponseDataError, JSONParseError, TypeValidationError } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { createOpenAI } from '@ai-sdk/openai';
import { random, SHAPED } from '../support/planted-secrets.ts';
import { fail, leaks } from './leavings.ts';

describe('what the network throws', () => {
  const key = Object.values(SHAPED)[0]!;
  const query = random(32, 'hex');
  const signature = random(64, 'hex');
  const user = random(12);
  const password = random(12);
  const urls = [
    `https://api.example.com/v1beta/models/m:generateContent?key=${query}`,
    `https://api.example.com/v1?alt=sse&key=${query}&X-Amz-Signature=${signature}`,
    `https://${user}:${password}@proxy.example.com/v1`,
    `https://api.example.com/v1?sig=${signature}&access_token=${query}#${key}`,
  ];
  const secrets = [key, query, signature, password];

  it.each(urls)('shows no secret of the address %#', async url => {
    const fetch = async () => {
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error(`connect ECONNREFUSED while asking ${url}`), {
          code: 'ECONNREFUSED',
          config: { url, headers: { authorization: `Bearer ${key}` } },
        }),
      });
    };
    const direct = new MockLanguageModelV4({
      doGenerate: async () => {
        throw new APICallError({
          message: `Cannot reach ${url}`,
          url,
          requestBodyValues: { prompt: 'Hi' },
          isRetryable: true,
        });
      },
      doStream: fetch as never,
    });
    for (const model of [createOpenAI({ apiKey: 'unused', fetch })('gpt-5'), direct]) {
      const left = await fail(model);
      expect(leaks(left, secrets)).toEqual([]);
      expect(left.text).toContain('example.com');
    }
  });

  it('shows nothing that a client hung onto its error', async () => {
    const request = { headers: { authorization: `Bearer ${key}` }, url: urls[0] };
    const loop: Record<string, unknown> = { key };
    loop['self'] = loop;
    const causes = [
      Object.assign(new Error('socket hang up'), {
        code: 'ECONNRESET',
        config: request,
        request,
        response: { data: key },
      }),
      new Error('outer', {
        cause: new Error(`inner ${key}`, { cause: { message: `innermost Bearer ${query}${signature}` } }),
      }),
      new AggregateError([new Error(`a ${key}`)], `b ${key}`),
      Object.assign(new Error(`named ${key}`), { name: `Name ${key}`, code: key, stack: `stack ${key}` }),
      { message: `plain object ${key}`, error: { headers: request.headers } },
      `a string with ${key}`,
      Object.assign(
        new APICallError({
          message: 'Overloaded',
          url: 'https://api.example.com',
          requestBodyValues: {},
          statusCode: 503,
          isRetryable: true,
        }),
        { request },
      ),
      new APICallError({
        message: 'Overloaded',
        url: 'https://api.example.com',
        requestBodyValues: {},
        statusCode: 503,
        isRetryable: true,
        data: new Map([['k', key]]),
      }),
      new APICallError({
        message: 'Overloaded',
        url: 'https://api.example.com',
        requestBodyValues: {},
        statusCode: 503,
        isRetryable: true,
        data: loop,
      }),
      new TypeValidationError({ value: { error: { code: 502, message: `Bad ${key}` } }, cause: new Error(key) }),
      new JSONParseError({ text: `{"error":"Bearer ${key}"`, cause: new Error(key) }),
      new InvalidResponseDataError({ data: { key }, message: `Expected 'id', got ${key}` }),
    ];
    for (const cause of causes) {
      const model = new MockLanguageModelV4({
        doGenerate: async () => {
          throw cause;
        },
        doStream: async () => ({
          stream: new ReadableStream({
            start(controller) {
              controller.enqueue({ type: 'stream-start', warnings: [] });
              controller.enqueue({ type: 'text-start', id: '1' });
              controller.enqueue({ type: 'text-delta', id: '1', delta: 'Hello' });
              controller.enqueue({ type: 'error', error: cause });
              controller.close();
            },
          }),
        }),
      });
      for (const left of [await fail(model), await fail(model, { options: {} })]) {
        expect(leaks(left, [...secrets, signature.slice(0, 24)]), inspect(cause)).toEqual([]);
      }
    }
  });
});
