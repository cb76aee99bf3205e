/** A refused key: the rule names a vendor only where the package, the host or a code of its own tells. */
import { expect, it } from 'vitest';
import { classify } from '../../src/classify/classify.ts';
import { apiCallError } from '../classify/api-call-error.ts';
import { packageRows } from '../support/provider-packages.ts';

const openaiError = (message: string, code: unknown, type = 'invalid_request_error') => ({
  error: { message, type, param: null, code },
});

/** What vendors document that they answer, by the vendor. */
const REFUSALS: readonly (readonly [vendor: string, status: number, body: unknown])[] = [
  [
    'openai',
    401,
    openaiError(
      'Incorrect API key provided: placeho****. You can find your API key at https://platform.openai.com/account/api-keys.',
      'invalid_api_key',
    ),
  ],
  ['openai', 401, openaiError("You didn't provide an API key.", null)],
  [
    'xai',
    400,
    {
      code: 'Client specified an invalid argument',
      error: 'Incorrect API key provided: pl***er. You can obtain an API key from https://console.x.ai.',
    },
  ],
  ['xai', 403, { error: 'Your API key is currently blocked.' }],
  ['anthropic', 401, { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } }],
  ['anthropic', 401, { type: 'error', error: { type: 'authentication_error', message: 'Invalid bearer token' } }],
  ['groq', 401, openaiError('Invalid API Key', 'invalid_api_key')],
  [
    'deepseek',
    401,
    openaiError('Authentication Fails (no such user)', 'invalid_request_error', 'authentication_error'),
  ],
  ['mistral', 401, { detail: 'Unauthorized' }],
  ['cohere', 401, { message: 'invalid api token' }],
  [
    'azure',
    401,
    { error: { code: '401', message: 'Access denied due to invalid subscription key or wrong API endpoint.' } },
  ],
  [
    'google',
    400,
    { error: { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' } },
  ],
  ['google', 401, { error: { code: 401, message: 'Request had invalid credentials.', status: 'UNAUTHENTICATED' } }],
  ['bedrock', 403, { message: 'The security token included in the request is invalid.' }],
  ['openrouter', 401, { error: { message: 'No auth credentials found', code: 401 } }],
];

/** Names that say what happened, and not to whom. */
const NEUTRAL = /^(?:vocabulary|shared|status|http|request|server|sdk|response|chinese):/;

/** The vendors that a package's own name or address stands for. */
const OWN: Readonly<Record<string, RegExp>> = {
  'openai responses': /^openai:/,
  'openai chat': /^openai:/,
  'openai-compatible': /^$/,
  'vercel gateway': /^vercel/,
  'azure responses': /^(?:azure|openai):/,
  'azure chat': /^(?:azure|openai):/,
  'workers-ai': /^(?:workers-ai|cloudflare)/,
};

const HOSTS = ['https://proxy.example.com/v1', 'https://gateway.ai.cloudflare.com/v1/account/gateway/compat'];

const cases = packageRows().flatMap(([name, { connect }]) =>
  HOSTS.flatMap(baseURL => REFUSALS.map(refusal => ({ name, connect, baseURL, refusal }))),
);

it.each(cases)('$name at $baseURL, answered as by $refusal.0', async ({ name, connect, baseURL, refusal }) => {
  const [vendor, status, body] = refusal;
  const fetch = async () => Response.json(body, { status });
  const model = connect({ baseURL, fetch });
  const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }];
  const error: unknown = await model.doGenerate({ prompt }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const { rule } = classify(error, { provider: model.provider });
  const own = OWN[name] ?? new RegExp(`^${name}:`);
  // The form of OpenRouter's envelope is its own.
  const isTold =
    own.test(rule) || rule.startsWith('cloudflare') || (vendor === 'openrouter' && rule.startsWith('openrouter:'));
  expect(isTold || NEUTRAL.test(rule) ? [] : [rule]).toEqual([]);
});

it('a code that one vendor alone documents names it anywhere', () => {
  const named = (code: string) => classify(apiCallError(401, { error: { code, message: 'No.' } })).rule;
  expect(['API_KEY_INVALID', 'UnrecognizedClientException'].map(named)).toEqual([
    'google:api-key',
    'bedrock:credentials',
  ]);
});

it('the vendor’s own host names it, also by its words alone', () => {
  const answered = (url: string, [, statusCode, body]: (typeof REFUSALS)[number]) =>
    classify(Object.assign(apiCallError(statusCode, body), { url })).rule;
  const [openai, , xai, , anthropic] = REFUSALS;
  expect(answered('https://api.x.ai/v1/chat/completions', xai!)).toBe('xai:incorrect-key');
  expect(answered('https://api.anthropic.com/v1/messages', anthropic!)).toBe('anthropic:authentication');
  expect(answered('https://api.openai.com/v1/responses', openai!)).toBe('vocabulary:auth');
});
