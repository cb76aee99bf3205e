/** Whatever form a failure is pasted in, it is the same failure. */
import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/cli/explain/explain.ts';
import { classify } from '../../../src/index.ts';
import { BODY_ALONE, type Failed, WITH_STATUS } from './forms.ts';

const json = (value: unknown): string => JSON.stringify(value);

const FAILED: Readonly<Record<string, Failed>> = {
  'no quota at OpenAI': {
    status: 429,
    headers: { 'content-type': 'application/json' },
    body: json({
      error: {
        message: "You exceeded your current quota, please check your plan: it's used up.",
        type: 'insufficient_quota',
        param: null,
        code: 'insufficient_quota',
      },
    }),
  },
  'overload at Anthropic': {
    status: 529,
    headers: { 'content-type': 'application/json', 'retry-after': '7' },
    body: json({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_1' }),
  },
  'no money at Cloudflare': {
    status: 400,
    headers: {},
    body: json({ success: false, result: [], messages: [], error: [{ code: 2021, message: 'no credits left' }] }),
  },
  'a long prompt at Google': {
    status: 400,
    headers: {},
    body: json({
      error: {
        code: 400,
        message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
        status: 'INVALID_ARGUMENT',
      },
    }),
  },
  'an upstream behind OpenRouter': {
    status: 502,
    headers: {},
    body: json({
      error: {
        message: 'Provider returned error',
        code: 502,
        metadata: { raw: json({ error: { message: 'no workers' } }), provider_name: 'Acme "AI"' },
      },
    }),
  },
};

describe.each(Object.entries(FAILED))('%s', (_, failed) => {
  const { status, headers, body } = failed;
  const error = Object.assign(new Error(''), {
    name: 'AI_APICallError',
    statusCode: status,
    responseHeaders: headers,
    responseBody: body,
  });
  const right = classify(error);

  it.each(Object.entries(WITH_STATUS))('%s', (__, formOf) => {
    const { rule, category } = explain(formOf(failed));
    expect([rule, category]).toEqual([right.rule, right.category]);
  });

  it.each(Object.entries(BODY_ALONE))('its body %s', (__, formOf) => {
    expect(explain(formOf(body)).category).toBe(right.category);
  });
});
