/** Texts that a model may write and that no failure may be read from: whole envelopes, pages, logs, statuses. */

const envelope = (value: unknown): string => JSON.stringify(value);

export const ENVELOPE_429: string = envelope({
  error: { code: 429, message: 'Resource has been exhausted (e.g. check quota).', status: 'RESOURCE_EXHAUSTED' },
});

export const PAGE_502: string =
  '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center>' +
  '<hr><center>cloudflare</center></body></html>';

export const STATUSES: string =
  '401 Unauthorized, 402 Payment Required, 403 Forbidden, 404 Not Found, 408 Request Timeout, 413 Payload Too Large, ' +
  '429 Too Many Requests, 500 Internal Server Error, 502 Bad Gateway, 503 Service Unavailable, 504 Gateway Timeout, ' +
  '520 Web server returned an unknown error, 529 Overloaded.';

export const REFUSAL: string = "I'm sorry, but I can't help with that: it violates our content policy.";

/** By what they hold. */
export const SAYINGS: Readonly<Record<string, string>> = {
  "Google's envelope": ENVELOPE_429,
  "OpenAI's envelope": envelope({
    error: { message: 'Rate limit reached for gpt-4o', type: 'tokens', param: null, code: 'rate_limit_exceeded' },
  }),
  "OpenAI's quota": envelope({ error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } }),
  "Anthropic's envelope": envelope({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
  "Cloudflare's envelope": envelope({
    success: false,
    result: [],
    messages: [],
    error: [{ code: 2005, message: 'Failed to get response from provider' }],
  }),
  "the binding's error": 'AiError: 3040: Capacity temporarily exceeded, please try again.',
  "AWS's envelope": envelope({ __type: 'ThrottlingException', message: 'Too many requests, please wait.' }),
  "OpenRouter's envelope": envelope({
    error: { code: 502, message: 'Provider returned error', metadata: { provider_name: 'X' } },
  }),
  'a bare envelope': envelope({ code: 503, message: 'Service Unavailable' }),
  "MiniMax's envelope": envelope({ base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }),
  "Zhipu's envelope": envelope({ error: { code: '1302', message: '您的账户已达到速率限制,请您控制请求频率' } }),
  'a list of envelopes': `[${ENVELOPE_429},${ENVELOPE_429}]`,
  'a web page': PAGE_502,
  'an error event': 'event: error\ndata: {"error":{"code":500,"message":"Internal server error"}}\n\n',
  'half an envelope': '{"error":{"code":503,"message":"Service Unav',
  'an envelope in a fence': `\`\`\`json\n${ENVELOPE_429}\n\`\`\``,
  'a status line': 'HTTP/1.1 429 Too Many Requests\r\nRetry-After: 120\r\n\r\n',
  'the list of statuses': STATUSES,
  'errors of the connection': 'TypeError: fetch failed, cause: Error: connect ECONNREFUSED 127.0.0.1:443 (ECONNRESET)',
  'words about the context': "This model's maximum context length is 8192 tokens. Please reduce the length.",
  'words about the credit': 'Your credit balance is too low to access the API. Insufficient credits. Payment required.',
  'words about the key': 'Incorrect API key provided. Authentication failed. Invalid x-api-key. Permission denied.',
  'a refusal': REFUSAL,
  'the word error': 'error',
  'the word null': 'null',
  'an empty object': '{}',
  'an empty list of errors': '{"success":true,"errors":[]}',
};
