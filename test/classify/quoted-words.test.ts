/** Providers quote what they refuse. Whatever words stand in the call, a quotation of them decides nothing. */
import { describe, expect, test } from 'vitest';
import { createClassifier } from '../../src/classify/classify.ts';
import type { ClassifyContext } from '../../src/classify/classify-context.ts';
import type { Failure } from '../../src/failure.ts';
import { redactCall } from '../../src/redact/call.ts';
import { vocabulary } from './table/vocabulary.ts';

const { classify } = createClassifier();
const WORDS = [
  ...vocabulary(),
  'rate limit exceeded, try again in 900s',
  'Please retry after 20 seconds',
  'You exceeded your current quota, please check your plan and billing details',
  'Your credit balance is too low to access the Anthropic API',
  'Provider returned error: Incorrect API key provided',
  'Too many requests. Retry-After: 3600',
  '{"error":{"type":"insufficient_quota","code":"insufficient_quota","message":"no credits"}}',
  '{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"900s"}]}}',
  '2005: Failed to get response from provider',
  '429 Too Many Requests',
  '14 UNAVAILABLE: Connection dropped',
];

type Envelope = (message: string) => { status: number; body: unknown; headers?: Record<string, string> };

/** A refusal of the request with an explicit type, in the envelope that each vendor documents. */
const TYPED: [vendor: string, envelope: Envelope][] = [
  [
    'OpenAI',
    message => ({ status: 400, body: { error: { message, type: 'invalid_request_error', param: null, code: null } } }),
  ],
  [
    'OpenAI with a parameter',
    message => ({
      status: 400,
      body: { error: { message, type: 'invalid_request_error', param: 'messages[0].content', code: 'invalid_value' } },
    }),
  ],
  [
    'Anthropic',
    message => ({
      status: 400,
      body: { type: 'error', error: { type: 'invalid_request_error', message }, request_id: 'req_1' },
    }),
  ],
  ['Google', message => ({ status: 400, body: { error: { code: 400, message, status: 'INVALID_ARGUMENT' } } })],
  [
    'Vertex AI, as a list',
    message => ({ status: 400, body: [{ error: { code: 400, message, status: 'INVALID_ARGUMENT' } }] }),
  ],
  [
    'Bedrock',
    message => ({ status: 400, body: { message }, headers: { 'x-amzn-errortype': 'ValidationException:http://x/' } }),
  ],
  ['Groq', message => ({ status: 400, body: { error: { message, type: 'invalid_request_error' } } })],
  [
    'Mistral',
    message => ({ status: 400, body: { object: 'error', message, type: 'invalid_request_error', code: null } }),
  ],
  [
    'a validator',
    message => ({ status: 422, body: { detail: [{ type: 'value_error', loc: ['body', 'messages'], msg: message }] } }),
  ],
  ['DeepSeek', message => ({ status: 422, body: { error: { message, type: 'invalid_request_error', param: null } } })],
];

/** The same from those who say no more than the status. */
const UNTYPED: [vendor: string, envelope: Envelope][] = [
  ['OpenRouter', message => ({ status: 400, body: { error: { message, code: 400 }, user_id: 'user_1' } })],
  [
    'OpenRouter with its upstream',
    message => ({
      status: 400,
      body: {
        error: {
          message: 'Provider returned error',
          code: 400,
          metadata: {
            provider_name: 'OpenAI',
            raw: JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: null } }),
          },
        },
      },
    }),
  ],
  [
    'Workers AI',
    message => ({ status: 400, body: { success: false, errors: [{ code: 5006, message: `AiError: ${message}` }] } }),
  ],
  ['a server with a bare text', message => ({ status: 400, body: { error: message } })],
  ['Cohere', message => ({ status: 400, body: { message } })],
];

/** Where a quotation stands, and how it is marked. */
const PLACES: [place: string, sentence: (quoted: string) => string][] = [
  ['bare at the start', quoted => `${quoted} does not match the expected pattern.`],
  ['in quotes at the start', quoted => `'${quoted}' does not match '^[a-z]+$'.`],
  ['in quotes in the middle', quoted => `Invalid value: '${quoted}'. Supported values are: 'a', 'b'.`],
  ['in double quotes at the end', quoted => `The name must match ^[a-z]+$, got "${quoted}"`],
  ['in backticks', quoted => `Input \`${quoted}\` is not one of the allowed values`],
  ['bare at the end', quoted => `tools.0.name: string does not match the pattern: ${quoted}`],
  ['bare in the middle', quoted => `messages[0].content: found ${quoted} where a list was due`],
  ['escaped once more', quoted => `Could not parse ${JSON.stringify(quoted)} as an array`],
  ['cut short', quoted => `Invalid content: '${quoted.slice(0, Math.max(16, Math.floor(quoted.length * 0.8)))}...`],
];

const NEUTRAL = 'a bowl of ripe bananas, please';

function verdict(envelope: Envelope, message: string, context: ClassifyContext = {}): Partial<Failure> {
  const { status, body, headers } = envelope(message);
  const error = Object.assign(new Error(message), {
    name: 'AI_APICallError',
    statusCode: status,
    responseHeaders: headers,
    responseBody: JSON.stringify(body),
    data: body,
  });
  const { category, scope, retryable, fallback, retryAfterMs } = classify(error, context);
  return { category, scope, retryable, fallback, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

const inLog = (words: string) => `What is this? ${words} (from my log)`;

/** A part of the words, for the sake of time: the vendors and places take turns. */
const share = (turn: number) => WORDS.filter((_, index) => index % 16 === turn % 16);

/** Where the words stand in a call, and what of it is quoted. */
const CALLS: [where: string, call: (words: string) => object, quoted?: (words: string) => string][] = [
  ['prompt', words => ({ prompt: [{ role: 'user', content: [{ type: 'text', text: words }] }] })],
  [
    'prompt with more text',
    words => ({ prompt: [{ role: 'user', content: [{ type: 'text', text: inLog(words) }] }] }),
    // Fewer than sixteen characters from the middle of a text may be anybody's.
    words => (words.length < 16 ? inLog(words) : words),
  ],
  ['name of a tool', words => ({ prompt: [], tools: [{ type: 'function', name: words, inputSchema: {} }] })],
  [
    'schema of a tool',
    words => ({
      prompt: [],
      tools: [{ type: 'function', name: 't', inputSchema: { properties: { a: { description: words } } } }],
    }),
  ],
  [
    'name of a property',
    words => ({ prompt: [], tools: [{ type: 'function', name: 't', inputSchema: { properties: { [words]: {} } } }] }),
  ],
  ['provider options', words => ({ prompt: [], providerOptions: { openai: { metadata: { note: words } } } })],
];

test('the vocabulary is that of the rules', () => {
  expect(WORDS.length).toBeGreaterThan(600);
  const found = new Set(
    WORDS.map(message => verdict(message2 => ({ status: 418, body: { message: message2 } }), message).category),
  );
  expect(found.size).toBeGreaterThan(9);
});

describe.each([...TYPED, ...UNTYPED].map(([vendor, envelope], offset) => ({ vendor, envelope, offset })))(
  '$vendor',
  ({ envelope, offset }) => {
    const expected = verdict(envelope, 'Something is wrong with the request.');

    test('refuses the request', () => {
      expect(expected).toMatchObject({ category: 'invalid-request', retryable: false });
    });

    test.each(CALLS.map(([where, call, quoted = String], turn) => ({ where, call, quoted, turn })))(
      'words of the $where, quoted, change nothing',
      ({ call, quoted, turn }) => {
        const changed = share(turn + offset).flatMap((words, index) => {
          const [place, sentence] = PLACES[(index + turn) % PLACES.length]!;
          const { mask } = redactCall(call(words));
          const actual = verdict(envelope, sentence(quoted(words)), { mask });
          return JSON.stringify(actual) === JSON.stringify(expected) ? [] : [{ place, words, actual }];
        });
        expect(changed).toEqual([]);
      },
    );
  },
);

/** A document inside a text may be the upstream's own: without the call nothing tells it from a quotation. */
const unembedded = (turn: number) => share(turn).filter(words => !words.startsWith('{'));

describe.each(TYPED.map(([vendor, envelope], offset) => ({ vendor, envelope, offset })))(
  '$vendor, where the call is not known',
  ({ envelope, offset }) => {
    const expected = verdict(envelope, `Invalid value: '${NEUTRAL}'.`);
    const known = PLACES.filter(([place]) => !/bare at the start|bare in the middle/.test(place));

    test.each(known)('words quoted %s change nothing', (_place, sentence) => {
      const changed = unembedded(offset).flatMap(words => {
        const actual = verdict(envelope, sentence(words));
        return JSON.stringify(actual) === JSON.stringify(expected) ? [] : [{ words, actual }];
      });
      expect(changed).toEqual([]);
    });

    test.each(PLACES)('words quoted %s never make it wait, ask for money or blame a key', (_place, sentence) => {
      const changed = unembedded(offset).flatMap(words => {
        // At the very start nothing tells a quotation from the vendor's own sentence.
        const actual = verdict(envelope, `Invalid content, ${sentence(words)}`);
        const isWorse = actual.retryable || actual.retryAfterMs !== undefined || actual.scope === 'account';
        return isWorse ? [{ words, actual }] : [];
      });
      expect(changed).toEqual([]);
    });
  },
);
