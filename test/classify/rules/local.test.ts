import { describe, expect, test } from 'vitest';
import { classifyResponse, label } from '../api-call-error.ts';

type Case = [name: string, status: number, body: unknown, expected: string];

const openai = (message: string, type: string, code: unknown = null): unknown => ({
  error: { message, type, param: null, code },
});

/** Texts of the servers' sources, in their envelopes. */
const cases: Case[] = [
  [
    'ollama version',
    412,
    { error: 'this model requires a newer version of Ollama. Please update' },
    'gateway-config@model final fallback',
  ],
  [
    'ollama cloud',
    400,
    openai('this server cannot run this remote model', 'invalid_request_error'),
    'gateway-config@model final fallback',
  ],
  [
    'ollama replaced',
    400,
    { error: "'llama3.2-vision' is no longer compatible with your version of Ollama and has been replaced" },
    'not-found@model final fallback',
  ],
  [
    'ollama image',
    400,
    openai('image URLs are not currently supported, please use base64 encoded data instead', 'invalid_request_error'),
    'invalid-request@model final fallback',
  ],
  [
    'lm studio load',
    400,
    { error: 'Failed to load model "qwen/qwen3-32b". Error: unknown' },
    'server-error@model final fallback',
  ],
  [
    'lm studio path',
    200,
    { error: 'Unexpected endpoint or method. (POST /v1/foo)' },
    'gateway-config@provider final fallback',
  ],
  [
    'template',
    400,
    openai('Error rendering prompt with jinja template: "Unknown test: sequence".', 'invalid_request_error'),
    'invalid-request@model final fallback',
  ],
  [
    'llama.cpp slot',
    400,
    { error: { code: 400, message: 'no slot available', type: 'unavailable_error' } },
    'overloaded@model retry fallback',
  ],
  [
    'llama.cpp path',
    404,
    { error: { code: 404, message: 'File Not Found', type: 'not_found_error' } },
    'gateway-config@provider final fallback',
  ],
  [
    'llama-swap model',
    400,
    { error: 'llama-swap: could not find real modelID for qwen', src: 'llama-swap' },
    'not-found@model final fallback',
  ],
  [
    'vllm engine',
    400,
    openai('The scheduler could not place the sequence group', 'BadRequestError', 400),
    'invalid-request@model final fallback',
  ],
  [
    'sglang abort',
    400,
    { object: 'error', message: 'The request is aborted', type: 'kv_cache_exhausted', code: 400 },
    'overloaded@model retry fallback',
  ],
  [
    'tgi grammar',
    422,
    { error: 'Input validation error: grammar is not supported', error_type: 'validation' },
    'invalid-request@model final fallback',
  ],
  [
    'koboldcpp vision',
    503,
    { detail: { msg: 'No LLaVA model loaded', type: 'service_unavailable' } },
    'invalid-request@model final fallback',
  ],
  ['localai backend', 500, openai('no grpc backend found', 'server_error'), 'server-error@model final fallback'],
  ['triton queue', 400, { error: 'Exceeds maximum queue size' }, 'overloaded@model retry fallback'],
  ['triton timeout', 400, { error: 'Request timeout expired' }, 'timeout@model retry fallback'],
];

/** Alike, and something else. */
const controls: Case[] = [
  [
    'a prompt that quotes a crash',
    400,
    openai("Invalid value 'Model unloaded.' for 'input[0].text'", 'invalid_request_error'),
    'invalid-request@request final stop',
  ],
  [
    'a parameter called cache',
    400,
    { error: { message: 'Invalid kv_cache', type: 'BadRequestError', param: 'kv_cache' } },
    'invalid-request@request final stop',
  ],
  [
    'a file of the request',
    404,
    { type: 'error', error: { type: 'not_found_error', message: 'File not found: file_011CNha8iCJcU1wXNR6q4V8w' } },
    'not-found@request final fallback',
  ],
  ['a bare 422', 422, { error: 'inputs is required' }, 'invalid-request@request final stop'],
];

describe('local servers', () => {
  test.each(cases)('%s', (_name, status, body, expected) => {
    expect(label(classifyResponse(status, body))).toBe(expected);
  });

  test.each(controls)('not of them: %s', (_name, status, body, expected) => {
    expect(label(classifyResponse(status, body))).toBe(expected);
  });
});
