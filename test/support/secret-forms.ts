/**
 * The forms in which texts show a credential: a text around it, and the credential itself, which no text here may show.
 * None of the values has the shape of a known issuer's key, so that only the form gives it away.
 */
import { random } from './planted-secrets.ts';

export interface SecretForm {
  text: string;
  secret: string;
}

const form = (make: (secret: string) => string, secret = random(14)): SecretForm => ({ text: make(secret), secret });
const digits = () => `7${random(12)}`;
const words = () => `${random(6)} horse ${random(6)}`;

const NAMES = `
  api_key apiKey API_KEY x-api-key X-Auth-Key api_token hf_token access_key
  secretAccessKey subscription_key Ocp-Apim-Subscription-Key x-auth-token refresh_token id_token session_token pwd
  passwd db_password passphrase jwt session session_id signature client_secret
  secret private_key signing_key encryptionKey webhook_secret bot_token cf-access-jwt-assertion dpop
  connection_string x-goog-api-key OPENAI_API_KEY auth credential cookie csrf_token otp
`
  .trim()
  .split(/\s+/);

/** As a field of JSON, each in a string that a JSON string holds: its quotes are escaped. */
const inJson = NAMES.map(name => form(value => JSON.stringify({ ok: true, [name]: value, end: 1 })));
const inText = NAMES.map(name => form(value => `Rejected ${name}=${value} by the server`, digits()));
const inHeaderLines = NAMES.map(name => form(value => `host: x.test\n${name}: ${value}\naccept: */*`));

const scheme = ['Ba', 'sic'].join('');
const block = (kind: string, secret: string) => `-----BEGIN ${kind}-----\n${secret}\n${secret}\n-----END ${kind}-----`;

const others: SecretForm[] = [
  // Values to their real end.
  form(value => `{"password":"${value}","user":"bob"}`, words()),
  form(value => `{"password":"${value.replace(' ', '\\" ')}"}`, words()),
  form(value => `password='${value}' host=db`, words()),
  form(value => `Server=db;Password=${value};Database=main`, words()),
  form(value => `config:\n  password: ${value}\n  host: db`, words()),
  form(value => `Login failed: password "${value}" is wrong`),
  form(value => `password: ab@${value}@cd`),
  form(value => `The password is ${value}.`, random(12)),
  // Cookies, the first short one too.
  form(value => `Cookie: ${value}; theme=dark`, 's=a1b2c3'),
  form(value => `set-cookie: a=b; sid=${value}; Path=/; HttpOnly`),
  form(value => `{"cookies":["sid=${value}"]}`),
  // Schemes.
  form(value => `Authorization: Digest username="bob", realm="r", nonce="n", response="${value}"`),
  form(value => `proxy-authorization: Negotiate ${value}==`),
  form(value => `Negotiate ${value}==`),
  form(value => `${scheme} ${value}=`),
  form(value => `Authorization: Custom ${value}`),
  form(value => `AWS4-HMAC-SHA256 Credential=AK/2026/us/s3/aws4_request, SignedHeaders=host, Signature=${value}`),
  form(value => `SharedAccessSignature sr=x&sig=${value}&se=1`),
  // Addresses.
  form(value => `GET https://x.test/cb?state=1&code=${value}&x=1 failed`),
  form(value => `https://x.test/v1?key=${value}`),
  form(value => `https://x.test/v1?sig=${value}%26more${value.slice(0, 4)}&a=1`),
  form(value => `https://x.test/v1?token=${value}#top`),
  form(value => `https://x.test/v1?X-Amz-Signature=${value}&X-Amz-Date=1`),
  form(value => `postgres://app:${value}@db.test:5432/main is down`),
  form(value => `redis://:${value}@cache.test/0`),
  form(value => `mysql://app:p@${value} w@db.test/main`),
  form(value => `https://${value}@proxy.test/path`),
  // Blocks.
  form(value => block('PGP PRIVATE KEY BLOCK', value), random(64, 'base64')),
  form(value => block('OPENSSH PRIVATE KEY', value), random(64, 'base64')),
  form(value => block('PGP MESSAGE', value), random(64, 'base64')),
  form(value => `-----BEGIN PRIVATE KEY-----\n${value}`, random(64, 'base64')),
  // Escapes.
  form(value => String.raw`{\u0022api_key\u0022:\u0022${value}\u0022}`),
  form(value => `{&quot;api_token&quot;:&quot;${value}&quot;}`, words()),
  form(value => encodeURIComponent(JSON.stringify({ secret: value })), random(14)),
  form(value => encodeURIComponent(encodeURIComponent(JSON.stringify({ password: value }))), random(14)),
  form(value => JSON.stringify(JSON.stringify({ password: value })), words()),
  form(value => JSON.stringify(JSON.stringify(JSON.stringify({ api_token: value }))), random(14)),
  form(value => JSON.stringify({ raw: JSON.stringify({ headers: { 'x-auth-key': value } }) })),
  // Other notations.
  form(value => `<Password>${value}</Password>`, words()),
  form(value => `<ns:AccessKey>${value}</ns:AccessKey>`),
  form(value => `curl -H 'x-api-key: ${value}' https://x.test`),
  form(value => `curl -u bob:${value} https://x.test`),
  form(value => `run --api-key ${value} --verbose`),
  form(value => `run --token=${value}`),
  form(value => `[["x-api-key","${value}"],["accept","*/*"]]`),
  form(value => `{"name":"authorization","value":"${value}"}`, words()),
  form(value => `{'api_key': '${value}', 'model': 'm'}`),
  form(value => `{api_key => "${value}"}`),
  form(value => `**API key**: ${value}`),
  form(value => `grant_type=password&username=bob&password=${value}&scope=x`),
  form(value => `credentials: {"user":"bob","x":"${value}"}`),
  // Sentences.
  form(value => `Incorrect API key provided: ${value}. You can find yours at https://x.test/keys.`),
  form(value => `Invalid token '${value}'`),
  form(value => `API key ${value} is not allowed`),
  form(value => `The secret access key provided: "${value}" does not match`),
  // Masked by the other side, in part.
  form(value => `Incorrect API key: abcd****${value}`, random(8)),
  form(value => `Your key ${value}************ is wrong`, random(8)),
  form(value => `key sk-${value}...wxyz1`, random(8)),
];

export const SECRET_FORMS: readonly SecretForm[] = [...inJson, ...inText, ...inHeaderLines, ...others];

/** Texts that help and show nothing: each stays as it is. */
export const HARMLESS: readonly string[] = [
  'Incorrect API key provided',
  'Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.',
  "API key: pass it using the 'apiKey' parameter",
  "OpenAI API key is missing. Pass it using the 'apiKey' parameter or the OPENAI_API_KEY environment variable.",
  "Anthropic API key is missing. Pass it using the 'apiKey' parameter or the ANTHROPIC_API_KEY environment variable.",
  "AI Gateway authentication failed: No authentication provided.\n\nOption 1 - API key:\nCreate an API key: https://vercel.com/d?to=%2F%5Bteam%5D%2F%7E%2Fai%2Fapi-keys\nProvide via 'apiKey' option or 'AI_GATEWAY_API_KEY' environment variable.\n\nOption 2 - Vercel access token:\nPass a Vercel personal access token or Vercel app access token via the 'apiKey' option.\n\nOption 3 - OIDC token:\nRun 'npx vercel link' to link your project, then 'vc env pull' to fetch the token.",
  'invalid x-api-key',
  'authentication_error: invalid x-api-key',
  'max_tokens: 128000',
  'max_tokens: 128000 > 64000, which is the maximum allowed number of output tokens for claude-sonnet-4-5-20250929',
  'model: claude-sonnet-4-5-20250929, max_tokens: 128000',
  'key_model_access_denied',
  'Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000, Used 29937, Requested 385.',
  'This model’s maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens.',
  "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
  'messages.3.content: Field required',
  'messages.1.content.0.thinking.signature: Field required',
  'messages.1.content.0: Invalid `signature` in `thinking` block',
  'tools[0].function.parameters: invalid schema',
  "Invalid schema for function 'lookUp': In context=('properties', 'id'), 'type' is required.",
  "Invalid value: 'tool'. Supported values are: 'system', 'assistant', 'user'.",
  "Unrecognized keys: 'apiKey', 'temperature'",
  'Unexpected token < in JSON at position 0',
  `Unexpected token '<', "<!DOCTYPE "... is not valid JSON`,
  'Unexpected token: "}"',
  'token: expected string, received undefined',
  'password: must be at least 8 characters',
  'secret: not found',
  'x-api-key: header is required',
  'Invalid authorization header: missing',
  'Missing header: authorization',
  'authorization: required',
  'Bearer authentication is required',
  'Basic information is missing',
  'session: expired',
  'The session token has expired, please sign in again',
  'key: temperature',
  'cache_key: prompt-1',
  'primary_key: users_id',
  '{"error":{"message":"No","type":"invalid_request_error","param":"api_key","code":"invalid_api_key"}}',
  '{"detail":[{"loc":["header","x-api-key"],"msg":"field required","type":"value_error.missing"}]}',
  '{"usage":{"prompt_tokens":10,"completion_tokens":3,"total_tokens":13}}',
  '{"token_count":12,"token":5,"max_tokens":100}',
  'https://example.com:8080/docs?page=2&lang=en is down',
  'see https://example.com/docs or mail support@example.com',
  'https://cdn.jsdelivr.net/npm/@ai-sdk/openai@2.0.1/dist/index.js',
  'req_011CbrFTcXhtiMzr3s6EocF7',
  'request id: 01KJSPSTZK2FRN0746W7HAGVT7',
  'trace 4bf92f3577b34da6a3ce929d0e0e4736',
  'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  'The model `gpt-5.1-codex-max` does not exist or you do not have access to it.',
  'Access denied for model @cf/meta/llama-3.1-8b-instruct',
  '**Error**: something went wrong',
  'Retrying in 5...4...3',
  'Loading... please wait',
  'error code: 1015',
  'Too many tokens: 200000 > 131072',
  'token usage: 1200 of 3000',
  'connect ECONNREFUSED 127.0.0.1:8080',
  'getaddrinfo ENOTFOUND api.openai.com',
  'Please retry in 34.07s. Quota exceeded for metric: generate_content_free_tier_requests, limit: 20',
  'Failed to get response from provider',
  'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade.',
  'The security token included in the request is expired',
  'Country, region, or territory not supported',
];
