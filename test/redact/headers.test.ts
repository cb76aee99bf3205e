import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { redactBody } from '../../src/redact/body.ts';
import { redactCall } from '../../src/redact/call.ts';
import { cleanCopy } from '../../src/redact/data.ts';
import { redactText } from '../../src/secrets/text.ts';
import { redactedCause, redactHeaders, redactUrl } from '../../src/redact/headers.ts';

// Built from pieces: nothing in this file has the shape of a real key.
const key = (prefix: string, length = 32) => prefix + 'a1B2'.repeat(length / 4);

describe('redactText', () => {
  it.each([
    key('sk-'),
    key('sk-ant-api03-'),
    key('sk-or-v1-'),
    'sk-proj-********************abcd',
    key('gsk_'),
    key('xai-'),
    key('hf_'),
    `AIza${'x1'.repeat(18)}`,
    `AKIA${'A1B2'.repeat(4)}`,
    `Bearer ${key('', 24)}`,
    `eyJ${'hbGciOi'.repeat(3)}.${'eyJzdWIi'.repeat(2)}.${'sig1'.repeat(5)}`,
    key('', 48),
  ])('removes %s', secret => {
    const clean = redactText(`Incorrect API key provided: ${secret}. Find yours at https://example.com/keys.`);
    expect(clean).not.toContain(secret.slice(4));
    expect(clean).toContain('Incorrect API key provided: [redacted]');
    expect(clean).toContain('https://example.com/keys');
  });

  it.each([
    'api_key: topsecretvalue',
    '"authorization":"topsecretvalue"',
    'cf-aig-authorization=topsecretvalue',
    'password = topsecretvalue',
    'Set-Cookie: topsecretvalue',
  ])('removes the value in %s', text => {
    expect(redactText(text)).not.toContain('topsecretvalue');
  });

  it.each([
    'Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000, Used 29937, Requested 385.',
    'key_model_access_denied',
    'req_011CbrFTcXhtiMzr3s6EocF7',
    'model: claude-sonnet-4-5-20250929, max_tokens: 128000',
    '01KJSPSTZK2FRN0746W7HAGVT7',
    `Unexpected token '<', "<!DOCTYPE "... is not valid JSON`,
  ])('leaves %s alone', text => {
    expect(redactText(text)).toBe(text);
  });
});

describe('redactUrl', () => {
  it('drops user, password, query and fragment', () => {
    expect(redactUrl('https://me:pass@host.example/v1/models?key=abc#part')).toBe('https://host.example/v1/models');
    expect(redactUrl('')).toBe('');
  });
});

describe('redactHeaders', () => {
  it('keeps what finds and times a request, and nothing else', () => {
    const headers = redactHeaders({
      'Retry-After': '2',
      'x-ratelimit-remaining-requests': '0',
      'anthropic-ratelimit-tokens-reset': '2026-01-01T00:00:00Z',
      'cf-aig-log-id': '01LOG',
      'x-request-id': 'req_1',
      'content-type': 'application/json',
      'set-cookie': 'session=abc',
      'openai-organization': 'org-secret',
      'x-echo': 'secret',
    });
    expect(headers).toEqual({
      'retry-after': '2',
      'x-ratelimit-remaining-requests': '0',
      'anthropic-ratelimit-tokens-reset': '2026-01-01T00:00:00Z',
      'cf-aig-log-id': '01LOG',
      'x-request-id': 'req_1',
      'content-type': 'application/json',
    });
  });
});

describe('redactBody', () => {
  it('keeps an untouched body letter by letter', () => {
    const body = '{\n  "success": false,\n  "error": [ { "code": 2005 } ]\n}';
    expect(redactBody(body)).toBe(body);
  });

  it('removes values by the name of their key', () => {
    const clean = JSON.parse(
      redactBody(JSON.stringify({ error: { message: 'bad', apiKey: 'value-of-it', total_tokens: 5 } })),
    );
    expect(clean).toEqual({ error: { message: 'bad', apiKey: '[redacted]', total_tokens: 5 } });
  });

  it.each([
    { error: { message: 'x'.repeat(60_000), code: 502 } },
    {
      error: { message: 'short', code: 502 },
      list: Array.from({ length: 5_000 }, (_, index) => ({ index, text: 'y'.repeat(50) })),
    },
    Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`key${index}`, 'z'.repeat(20)])),
  ])('cuts JSON to 2 kB and keeps it parseable', body => {
    const cut = redactBody(JSON.stringify(body));
    expect(cut.length).toBeLessThanOrEqual(2_048);
    expect(() => JSON.parse(cut)).not.toThrow();
    if ('error' in body) expect(JSON.parse(cut).error.code).toBe(502);
  });

  it('cuts text that is no JSON', () => {
    expect(redactBody('<html>'.repeat(10_000)).length).toBeLessThanOrEqual(2_048);
  });
});

describe('cleanCopy', () => {
  it('ends on a web of references', () => {
    const nodes: Record<string, unknown>[] = Array.from({ length: 20 }, () => ({}));
    for (const node of nodes) for (const [index, other] of nodes.entries()) node[`to${index}`] = other;
    expect(JSON.stringify(cleanCopy(nodes).value).length).toBeLessThan(5_000_000);
  });

  it('survives cycles and what JSON cannot hold', () => {
    const cycle: Record<string, unknown> = { size: 1n, when: undefined };
    cycle['self'] = cycle;
    expect(() => JSON.stringify(cleanCopy(cycle).value)).not.toThrow();
  });
});

describe('redactedCause', () => {
  it('keeps name, message, code and status, and no more', () => {
    const error = Object.assign(new TypeError('fetch failed'), { code: 'ECONNRESET', status: 502, request: 'planted' });
    const cause = redactedCause(error);
    expect(cause).toBeInstanceOf(Error);
    expect(JSON.parse(JSON.stringify(cause))).toEqual({
      name: 'TypeError',
      message: 'fetch failed',
      code: 'ECONNRESET',
      status: 502,
    });
    expect(inspect(cause)).not.toContain('planted');
  });

  it('copes with whatever can be thrown', () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
      },
    );
    for (const thrown of ['text', 5, null, Symbol('s'), hostile, Object.create(null)]) {
      expect(() => redactedCause(thrown)).not.toThrow();
    }
    expect(redactedCause(undefined)).toBeUndefined();
  });
});

describe('redactCall', () => {
  const { redact } = redactCall({
    headers: { 'x-tenant': 'tenant-value-17', authorization: 'Custom abcdefgh12', accept: 'application/json' },
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'The secret recipe of grandmother uses three eggs.' }] }],
  });

  it('removes header values wherever they are echoed', () => {
    expect(redact('who is tenant-value-17? key abcdefgh12')).toBe('who is [redacted]? key [redacted]');
    expect(redact('application/json is fine')).toBe('application/json is fine');
  });

  it('removes echoes of the prompt, whole and in part', () => {
    expect(redact('bad: "The secret recipe of grandmother uses three eggs." here')).toBe('bad: "[redacted]" here');
    expect(redact('messages.0: recipe of grandmother uses th… is too long')).toBe(
      'messages.0: [redacted]… is too long',
    );
  });

  it('leaves other text alone', () => {
    expect(redact('Failed to get response from provider')).toBe('Failed to get response from provider');
  });
});
