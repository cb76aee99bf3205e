/** What the text of a server's error proves of its model: that it is gone, or no more than that something failed. */
import { describe, expect, test } from 'vitest';
import { classify } from '../../../src/classify/classify.ts';
import { apiCallError, label } from '../api-call-error.ts';

const GONE = 'not-found@model final fallback';

/** The bodies in which relays and servers put a sentence. */
const BODIES: Readonly<Record<string, (text: string) => unknown>> = {
  openai: text => ({ error: { message: text, type: 'server_error', code: 'internal_error' } }),
  anthropic: text => ({ type: 'error', error: { type: 'api_error', message: text } }),
  google: text => ({ error: { code: 503, message: text, status: 'UNAVAILABLE' } }),
  aws: text => ({ __type: 'ServiceUnavailableException', message: text }),
  openrouter: text => ({
    error: {
      code: 502,
      message: 'Provider returned error',
      metadata: { provider_name: 'Acme', raw: JSON.stringify({ error: { message: text } }) },
    },
  }),
  litellm: text => ({
    error: { message: `litellm.InternalServerError: OpenAIException - ${text}`, type: null, code: '500' },
  }),
  'new-api': text => ({ error: { message: text, type: 'new_api_error', code: 'bad_response_status_code' } }),
  problem: text => ({ type: 'about:blank', title: 'Service Unavailable', detail: text }),
  fastapi: text => ({ detail: text }),
  'a list': text => ({ success: false, errors: [{ code: 5_000, message: text }] }),
  'JSON in words': text => ({ error: `upstream answered ${JSON.stringify({ error: { message: text } })}` }),
  'a sentence': text => text,
};

const verdictOf = (status: number, body: unknown, modelId?: string): string =>
  label(classify(apiCallError(status, body), modelId === undefined ? {} : { modelId }));

describe('a model that is gone', () => {
  test.each(Object.entries(BODIES))('whatever says so: %s', (_, bodyOf) => {
    const text = 'The model foo-1 has been retired';
    expect([500, 502, 503, 529].map(status => verdictOf(status, bodyOf(text)))).toEqual([GONE, GONE, GONE, GONE]);
  });

  test.each([
    'model foo was decommissioned',
    'The model foo is deprecated and no longer available.',
    'The model `foo` does not exist or you do not have access to it.',
    'The model `gpt-4-32k` has been deprecated, learn more here: https://example.com/deprecations',
    'The requested model foo is no longer supported. Please use bar.',
    'The model acme/foo-1 on provider acme was retired on 2025-01-01.',
    'Model claude-2.0 has reached its end of life.',
    "model 'foo' not found",
    'model "foo" not found, try pulling it first',
    'model foo:7b could not be found',
    'Model not exist',
    'deployment foo does not exist',
    'no such model: foo',
    'No model named foo',
    'Unknown model foo',
    'Could not find the model foo',
    'foo is not a valid model ID',
    'ModelNotFoundError: foo',
    'unknown provider for model foo',
    'no backends for model: foo',
    'This Acme model has been retired for new keys.',
    'Sorry, the model foo is no longer available.',
    'Upstream error: model foo not found',
    'The request failed because the model foo was permanently retired.',
    'Model foo does not exist. Please try again with another model.',
    '模型 foo 不存在',
  ])('in words: %s', text => {
    expect([500, 502, 503].map(status => verdictOf(status, { error: { message: text } }))).toEqual([GONE, GONE, GONE]);
  });

  test('by its id alone, if it is the one that was asked for', () => {
    const body = { error: { message: 'acme-large-2 has been retired' } };
    expect(verdictOf(503, body, 'acme-large-2')).toBe(GONE);
    expect(verdictOf(503, body, 'acme-large-3')).not.toBe(GONE);
  });

  test('a refusal says it in the same words', () => {
    for (const text of [
      'Acme Large 2 is no longer available. Please migrate to Acme Large 3.',
      'model foo was decommissioned',
      'No model named foo',
      'This model is now retired.',
    ])
      expect(verdictOf(400, { error: { message: text } })).toBe(GONE);
  });
});

/** What may be asked again, by status 500, 502 and 503. */
const passing: readonly (readonly [kind: string, texts: readonly string[]])[] = [
  [
    'a state of the model',
    [
      'model is overloaded',
      'The model is temporarily unavailable',
      'model foo is currently not available, try again',
      'The model foo is not available',
      'Model foo is not found yet, please retry in 10 seconds',
      'model foo not found in cache, loading',
      'model foo was removed from the GPU',
      'Model foo was not found on node 3',
    ],
  ],
  [
    'what serves the model',
    [
      'no healthy upstream for model foo',
      'no available instances of model foo',
      'no healthy endpoints for model foo',
      'No ready deployments for this model',
      'model worker not found',
      'Model registry: entry not found',
      'Failed to fetch the model list: not found',
      'the search engine was not found',
      'Model server could not be found',
      'Deployment failed: table users does not exist',
    ],
  ],
  [
    'what the model said',
    ['invalid model response', 'Model output: resource not found', 'model called a tool not found'],
  ],
  [
    'a date to come',
    [
      'Service overloaded. Warning: model foo has been deprecated and will be removed on 2027-01-01.',
      'Upstream request failed. Note: the model foo has been deprecated and will be retired soon.',
    ],
  ],
  [
    'what was asked',
    [
      'Failed to process prompt: The model foo has been retired, what now?',
      'Could not answer "The model foo has been retired. Why?"',
      "Internal error. Input was [{'role': 'user', 'content': 'The model foo has been retired'}]",
      'Internal error for {"messages":[{"role":"user","content":"The model foo has been retired"}]}',
      'No answer. User input:\nThe model foo does not exist',
    ],
  ],
];

describe.each(passing)('%s proves nothing of the kind', (_, texts) => {
  test.each(texts)('%s', text => {
    for (const status of [500, 502, 503]) {
      for (const body of [{ error: { message: text } }, text]) {
        const { category, retryable } = classify(apiCallError(status, body));
        expect([status, category === 'not-found', retryable]).toEqual([status, false, true]);
      }
    }
  });
});

test('an option that the model does not take is not the model', () => {
  for (const message of [
    'The deployment answered: effort.max is not supported for this model.',
    'logprobs is not supported by this model',
  ])
    expect(verdictOf(400, { message })).toBe('invalid-request@model final fallback');
});

describe('what else counts', () => {
  const text = 'The model foo has been retired';

  test('nobody who waited too long has looked for the model', () => {
    for (const status of [504, 522, 524])
      expect(verdictOf(status, { error: { message: text } })).toBe('timeout@provider retry fallback');
  });

  test('a page is no answer of a relay', () => {
    const page = `<html><head><title>503 ${text}</title></head><body><h1>${text}</h1></body></html>`;
    expect(verdictOf(503, page)).toBe('overloaded@provider retry fallback');
  });

  test('a code that names the load', () => {
    const body = { type: 'error', error: { type: 'overloaded_error', message: text } };
    expect(verdictOf(529, body)).toBe('overloaded@provider retry fallback');
  });

  test('a relay without a channel for the model has its own rule', () => {
    const body = {
      error: { message: 'No available channel for model foo under group default (distributor)', type: 'new_api_error' },
    };
    expect(classify(apiCallError(503, body)).rule).toBe('new-api:no-channel');
  });
});
