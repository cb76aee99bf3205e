/** Every failure that is known here is explained in the form in which people paste it. */
import { readdirSync } from 'node:fs';
import { inspect } from 'node:util';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';
import { describe, expect, it } from 'vitest';
import { readCases } from '../../../corpus/case.ts';
import { classifyRaw } from '../../../corpus/raw-form.ts';
import { fixtures, scenario } from '../../../mocks/index.ts';
import { explain } from '../../../src/cli/explain/explain.ts';
import { classify } from '../../../src/index.ts';
import { runHere, scratch } from '../run.ts';
import { bodyOfFixture, curl, curlVerbose, textOfCase } from './texts.ts';

const PAGE =
  /^https:\/\/github\.com\/ai-gateway-failover\/ai-gateway-failover\/blob\/main\/docs\/[\w./-]+(?:#[\w-]+)?$/;
const corpus = new URL('../../../corpus/', import.meta.url);
const files = ['', 'later/'].flatMap(folder =>
  readdirSync(new URL(folder, corpus)).flatMap(name => (name.endsWith('.jsonl') ? `${folder}${name}` : [])),
);

describe('the fixtures', () => {
  const all = Object.values(fixtures);
  // The same bytes, told apart by an address that no answer shows.
  const BY_ADDRESS: ReadonlySet<string> = new Set(['cloudflare-rest-2009-provider-key']);

  it.each(all.map(fixture => [fixture.name, fixture] as const))('%s, as curl prints it', (name, fixture) => {
    const { status, headers, expected } = fixture;
    for (const text of [curl, curlVerbose].map(form => form(status, headers, bodyOfFixture(fixture)))) {
      const { rule, category, page, form } = explain(text);
      expect(category).toBe(expected.category);
      if (expected.rule !== undefined && !BY_ADDRESS.has(name)) expect(rule).toBe(expected.rule);
      expect(form).toBe('an HTTP response');
      expect(page).toMatch(PAGE);
    }
  });

  it.each(all.filter(fixture => bodyOfFixture(fixture) !== '').map(fixture => [fixture.name, fixture] as const))(
    '%s, its body alone',
    (_, fixture) => {
      const { rule, page } = explain(bodyOfFixture(fixture));
      expect(rule).not.toBe('');
      expect(page).toMatch(PAGE);
    },
  );
});

describe('the corpus', () => {
  it.each(files)('%s: each case, by the same rule', file => {
    const cases = readCases(new URL(file, corpus));
    const wrong = cases.flatMap(item => {
      const { rule, page } = explain(textOfCase(item));
      const right = classifyRaw(item).rule;
      return rule === right && PAGE.test(page) ? [] : [`${item.id}: ${rule} in place of ${right}`];
    });
    expect(cases.length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });
});

describe('an error of the SDK', () => {
  const thrown = async () => {
    const { fetch } = scenario([fixtures['cloudflare-2005']]);
    const model = createOpenAI({ apiKey: 'unused', fetch }).chat('gpt-5');
    return await generateText({ model, prompt: 'hi', maxRetries: 0 }).catch((error: unknown) => error as Error);
  };

  it('is explained as Node prints it, as JSON, and in a line of a log', async () => {
    const error = await thrown();
    const json = JSON.stringify(error);
    const texts = {
      printed: inspect(error),
      uncaught: `file:///app/index.js:3\n    throw error;\n    ^\n\n${inspect(error)}\n\nNode.js v24.0.0`,
      json,
      quoted: JSON.stringify(json),
      logged: JSON.stringify({ level: 50, time: 1, msg: 'call failed', err: JSON.parse(json) as unknown }),
      retried: JSON.stringify({
        name: 'AI_RetryError',
        reason: 'maxRetriesExceeded',
        errors: [JSON.parse(json)],
        lastError: JSON.parse(json),
      }),
      line: `2026-11-02T10:00:00Z ERROR [worker] upstream answered status=400 body=${(error as never as { responseBody: string }).responseBody} in 812ms`,
    };
    for (const [form, text] of Object.entries(texts))
      expect([form, explain(text).rule]).toEqual([form, 'cloudflare:2005']);
  });

  it('of another SDK is explained by its own fields', () => {
    const fields = { status: 429, headers: { 'retry-after': '3' }, request: { status: 'sent', headers: {} } };
    const error = Object.assign(new Error('It was too much'), fields);
    expect(explain(inspect(error))).toMatchObject({ category: 'rate-limit', statusCode: 429, retryAfterMs: 3_000 });
    const inner = Object.assign(new Error('It went otherwise'), { request: { status: 429 } });
    expect(explain(inspect(inner)).rule).toBe(classify(inner).rule);
  });

  it('is explained by its causes', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    const error = new TypeError('fetch failed', { cause });
    const found = explain(inspect(error));
    expect(found.rule).toBe(classify(error).rule);
    expect(found).toMatchObject({ category: 'network', form: 'a printed error' });
  });
});

describe('other texts', () => {
  it.each([
    [
      'an event',
      'data: {"error":{"code":502,"message":"Network connection lost.","metadata":{"error_type":"provider_unavailable"}}}',
      'upstream-failure',
    ],
    [
      'a page',
      '<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n</body>\n</html>',
      'upstream-failure',
    ],
    ['words with a status', 'POST https://api.example.com/v1/chat failed: HTTP 429 Too Many Requests', 'rate-limit'],
    [
      'a redirect, then a failure',
      'HTTP/1.1 100 Continue\n\nHTTP/2 401\ncontent-type: application/json\n\n{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}',
      'auth',
    ],
    [
      'a JSON error in Python',
      'openai.RateLimitError: Error code: 429 - {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}',
      'billing',
    ],
    [
      'logfmt',
      String.raw`level=WARN msg="call failed" model=foo error="API error 402: {\"error\":{\"message\":\"Insufficient credits\"}}" remaining=0`,
      'billing',
    ],
    ['a hash of Ruby', ':body => { "error" => { "message" => "no", "code" => "model_not_found" } }', 'not-found'],
    [
      'an exception of .NET',
      'System.Exception: {"message":"Too fast","type":"too_many_requests_error","code":"request_quota_exceeded"}\n   --- End of inner exception stack trace ---\n   at Acme.Client.Ask(String prompt) in /src/Client.cs:line 75',
      'rate-limit',
    ],
    [
      'a form of an issue',
      'Provider: anthropic\nStatus Code: 400\n\nOutput:\n```\n{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}\n```',
      'billing',
    ],
    [
      'a traceback in a margin',
      '  | Traceback (most recent call last):\n  |   File "/x.py", line 3, in run\n  |     await call()\n  | litellm.RateLimitError: VertexAIException - {"error":{"code":429,"message":"Resource exhausted","status":"RESOURCE_EXHAUSTED"}}',
      'rate-limit',
    ],
    [
      'a status and its headers alone',
      '{\n  "status": 429,\n  "headers": {\n    "content-type": "application/json"\n  }\n}',
      'rate-limit',
    ],
  ])('%s', (_, text, category) => {
    expect(explain(text).category).toBe(category);
  });

  it('says of a good answer that it looks like one', () => {
    const good = curl(
      200,
      { 'content-type': 'application/json' },
      '{"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}]}',
    );
    expect(explain(good)).toMatchObject({ message: 'The response looks like a good answer.' });
  });

  it('prints what is to be done', async () => {
    using folder = scratch();
    const { code, out } = await runHere([
      'explain',
      folder.file('error.txt', curl(400, {}, '{"success":false,"error":[{"code":2001,"message":"no such gateway"}]}')),
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/^what to do +Create the AI Gateway in the Cloudflare dashboard/m);
    expect(out).toMatch(/^status +404, on the wire 400$/m);
  });
});

describe('what is no failure', () => {
  const GARBAGE: Readonly<Record<string, string | Uint8Array>> = {
    nothing: '',
    spaces: ' \n\t '.repeat(100_000),
    'a greeting': 'hello world',
    'a number': '42',
    'an empty object': '{}',
    'a list': '[1,2,3]',
    'a good answer': '{"choices":[{"message":{"content":"hi"}}]}',
    bytes: Uint8Array.from({ length: 5_000 }, (_, index) => (index * 7_919) % 256),
    'half of UTF-16': Buffer.from('hello world', 'utf16le'),
    'ten megabytes of letters': 'x'.repeat(10_000_000),
    'ten megabytes of lines': '\n'.repeat(10_000_000),
    'ten megabytes of braces': '{'.repeat(10_000_000),
    'ten megabytes of quotes': '"'.repeat(10_000_000),
    'ten megabytes of indented fields': '  a: b\n'.repeat(1_500_000),
    'ten megabytes of JSON': JSON.stringify(Array.from({ length: 500_000 }, (_, index) => ({ index }))),
    'deep JSON': '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000),
    'deep lists': '['.repeat(400_000),
    'a lone surrogate': '"\\ud800"',
  };

  it.each(Object.entries(GARBAGE))('is met with words that help: %s', async (_, content) => {
    using folder = scratch();
    const begin = performance.now();
    const { code, out, err } = await runHere(['explain', folder.file('paste', content)]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/nothing to explain|no text|Nothing in this text says that something failed/);
    expect(err).toContain('curl -i');
    expect(err).not.toMatch(/^ {4}at /m);
    expect(performance.now() - begin).toBeLessThan(30_000);
  });

  it('never throws anything else, whatever is cut where', () => {
    const text =
      inspect(new TypeError('fetch failed', { cause: new Error('x') })) +
      curl(502, { a: 'b' }, '{"error":{"message":"no"}}');
    for (let end = 0; end < text.length; end += 7) {
      for (const piece of [text.slice(0, end), text.slice(end)]) {
        try {
          explain(piece);
        } catch (error) {
          expect((error as Error).name).toBe('UsageError');
        }
      }
    }
  });
});
