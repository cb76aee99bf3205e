import { describe, expect, test } from 'vitest';
import { classify, createClassifier } from '../../../src/classify/classify.ts';
import { label } from '../api-call-error.ts';

const { inspect } = createClassifier();
const json = { 'content-type': 'application/json' };
const sse = { 'content-type': 'text/event-stream' };

describe('good answers', () => {
  const cases: [name: string, headers: Record<string, string>, body: unknown][] = [
    [
      'chat that quotes an error',
      json,
      { choices: [{ message: { content: '{"error":{"code":502,"message":"Bad gateway"}}' }, finish_reason: 'stop' }] },
    ],
    [
      'tool call with an error object',
      json,
      {
        choices: [
          { message: { tool_calls: [{ function: { arguments: '{"name":"AiGatewayError","internalCode":2009}' } }] } },
        ],
      },
    ],
    [
      'Anthropic text about overload',
      json,
      { type: 'message', content: [{ type: 'text', text: '529 overloaded_error' }], stop_reason: 'end_turn' },
    ],
    [
      'Responses API with error null',
      json,
      { object: 'response', status: 'completed', error: null, output: [{ type: 'message' }] },
    ],
    [
      'Gemini text',
      json,
      { candidates: [{ content: { parts: [{ text: 'RESOURCE_EXHAUSTED' }] }, finishReason: 'STOP' }] },
    ],
    [
      'Gemini cut by a filter after some text',
      json,
      { candidates: [{ content: { parts: [{ text: 'a' }] }, finishReason: 'SAFETY' }] },
    ],
    ['Workers AI', json, { result: { response: 'rate limit exceeded' }, success: true, errors: [], messages: [] }],
    ['embeddings', json, { data: [{ embedding: [0.1] }], model: 'm' }],
    [
      'MiniMax status 0',
      json,
      { choices: [{ message: { content: 'x' } }], base_resp: { status_code: 0, status_msg: '' } },
    ],
    [
      'stream with a quoted error event',
      sse,
      'data: {"choices":[{"delta":{"content":"event: error\\ndata: {}"}}]}\n\ndata: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
    ],
    [
      'stream with CRLF, pings and comments',
      sse,
      ': ping\r\n\r\nevent: ping\r\ndata: {"type":"ping"}\r\n\r\nevent: message_stop\r\ndata: {"type":"message_stop"}\r\n\r\n',
    ],
    ['unknown body', json, undefined],
    ['speech', { 'content-type': 'audio/mpeg' }, 'ID3 rate limit exceeded'],
  ];
  test.each(cases)('%s', (_name, headers, body) => {
    expect(inspect({ status: 200, headers, body })).toBeUndefined();
    expect(classify(undefined, { response: { status: 200, headers, body } })).toMatchObject({
      rule: 'response:success',
      retryable: false,
      fallback: false,
      scope: 'request',
    });
  });
});

describe('disguised failures', () => {
  const cases: [name: string, headers: Record<string, string>, body: unknown, expected: string][] = [
    [
      'envelope of the gateway',
      json,
      { success: false, errors: [{ code: 2005, message: 'x' }] },
      'upstream-failure@provider retry fallback',
    ],
    ['OpenRouter in 200', json, { error: { code: 502, message: 'x' } }, 'upstream-failure@provider retry fallback'],
    ['bare code', json, { code: 429, message: 'Too many requests' }, 'rate-limit@model retry fallback'],
    [
      'error in the choice',
      json,
      { choices: [{ finish_reason: 'error', error: { code: 502, message: 'x' } }] },
      'upstream-failure@provider retry fallback',
    ],
    [
      'page',
      { 'content-type': 'text/html' },
      '<!doctype html><title>Sign in</title>',
      'upstream-failure@provider retry fallback',
    ],
    ['nothing', json, '', 'upstream-failure@provider retry fallback'],
    ['half a document', json, '{"id":"x","choices":[{"mess', 'stream-interrupted@provider retry fallback'],
    [
      'plain text',
      json,
      'upstream connect error or disconnect/reset before headers',
      'upstream-failure@provider retry fallback',
    ],
    [
      'MiniMax status',
      json,
      { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
      'billing@account final fallback',
    ],
    [
      'error event with LF',
      sse,
      'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
      'overloaded@provider retry fallback',
    ],
    [
      'error event with CRLF after text',
      sse,
      'data: {"choices":[{"delta":{"content":"a"}}]}\r\n\r\ndata: {"error":{"code":502,"message":"x","metadata":{"provider_name":"p"}}}\r\n\r\n',
      'upstream-failure@provider retry fallback',
    ],
    [
      'ends after text',
      sse,
      'data: {"choices":[{"delta":{"content":"a"}}]}\n\n',
      'stream-interrupted@provider retry fallback',
    ],
    [
      'cut data line',
      sse,
      'data: {"choices":[{"delta":{"content":"a"}}]}\n\ndata: {"choi',
      'stream-interrupted@provider retry fallback',
    ],
    ['comments only', sse, ': ping\n\n: ping\n\n', 'stream-interrupted@provider retry fallback'],
    [
      'prompt blocked',
      json,
      { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } },
      'content-policy@provider final fallback',
    ],
  ];
  test.each(cases)('%s', (_name, headers, body, expected) => {
    const failure = inspect({ status: 200, headers, body });
    expect(failure && label(failure)).toBe(expected);
  });
});
