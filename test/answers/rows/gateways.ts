/** What gateways tell beside a good answer: the attempts that failed before it, checks that did not pass, warnings. */
import type { AnswerRow } from '../row.ts';
import { ENVELOPE_429, PAGE_502, STATUSES } from '../sayings.ts';
import { completion, vercel, workersResponse } from './write.ts';

const said = { text: ENVELOPE_429 };

const failedCheck = {
  verdict: false,
  id: 'guardrail_1',
  transformed: false,
  feedback: { value: -5, weight: 1 },
  checks: [
    {
      id: 'default.regexMatch',
      verdict: false,
      data: { explanation: 'The text contains "rate limit"', errors: [] },
      error: null,
      execution_time: 3,
    },
    {
      id: 'default.webhook',
      verdict: false,
      data: null,
      error: { name: 'TimeoutError', message: 'Request timed out after 3000ms', status: 504 },
    },
  ],
};

/** @see https://portkey.ai/docs/product/guardrails */
const PORTKEY: readonly AnswerRow[] = [
  completion('openai-compatible', 'Portkey: checks that passed', said, {
    head: { provider: 'openai', hook_results: { before_request_hooks: [], after_request_hooks: [] } },
  }),
  completion('openai-compatible', 'Portkey: a check that failed, status 246', said, {
    status: 246,
    head: { hook_results: { before_request_hooks: [failedCheck], after_request_hooks: [failedCheck] } },
  }),
  completion('openai-compatible', 'Portkey: a check that failed, status 200', said, {
    head: { hook_results: { before_request_hooks: [failedCheck] } },
    headers: { 'x-portkey-retry-attempt-count': '2', 'x-portkey-provider': 'openai' },
  }),
];

/** @see https://vercel.com/docs/ai-gateway */
const routing = {
  gateway: {
    routing: {
      originalModelId: 'anthropic/claude-sonnet-4.5',
      finalProvider: 'bedrock',
      attempts: [
        { provider: 'anthropic', success: false, error: '429 rate_limit_error: Too many requests', statusCode: 429 },
        { provider: 'vertexAnthropic', success: false, error: { message: 'Overloaded', code: 529 } },
        { provider: 'bedrock', success: true },
      ],
    },
    cost: '0',
  },
};

const VERCEL: readonly AnswerRow[] = [
  vercel('attempts that failed before it', said, 'stop', routing),
  vercel('attempts that failed before a call', { input: { error: PAGE_502 } }, 'tool-calls', routing),
  completion('openai-compatible', 'Vercel: attempts that failed before it', said, {
    message: { provider_metadata: routing },
  }),
  completion('openai-compatible', 'Vercel: the same beside the choices', said, { head: { providerMetadata: routing } }),
];

/** @see https://openrouter.ai/docs/api-reference/overview */
const OPENROUTER: readonly AnswerRow[] = [
  completion('openrouter', 'a choice with error: null', said, {
    choice: { error: null, native_finish_reason: 'STOP', logprobs: null },
    head: { provider: 'Google AI Studio' },
  }),
  completion('openrouter', 'a native reason that names an error', said, {
    choice: { native_finish_reason: 'error_limit' },
    head: { provider: 'Cohere' },
  }),
  completion('openrouter', 'attempts that failed before it', said, {
    head: {
      provider: 'Azure',
      openrouter_metadata: {
        attempts: [{ provider: 'OpenAI', status: 502, error: 'Bad gateway' }],
        strategy: 'direct',
      },
    },
  }),
  completion(
    'openrouter',
    'reasoning with a page',
    { reasoning: PAGE_502, text: STATUSES },
    {
      head: { provider: 'DeepSeek' },
      choice: { native_finish_reason: 'stop' },
    },
  ),
];

/** @see https://docs.litellm.ai/docs/proxy/response_headers */
const LITELLM: readonly AnswerRow[] = [
  completion('openai-compatible', 'LiteLLM: fields of the provider', said, {
    message: { provider_specific_fields: { refusal: null, error: null }, function_call: null },
    headers: { 'x-litellm-attempted-retries': '1', 'x-litellm-attempted-fallbacks': '2' },
  }),
  completion('openai-compatible', 'LiteLLM: ratings of safety', said, {
    head: {
      vertex_ai_safety_results: [
        [{ category: 'HARM_CATEGORY_DANGEROUS_CONTENT', probability: 'HIGH', blocked: false }],
      ],
      vertex_ai_grounding_metadata: [],
    },
  }),
];

const HELICONE: AnswerRow = completion('openai-compatible', 'Helicone: the second provider answered', said, {
  headers: { 'helicone-status': 'success', 'helicone-fallback-index': '1', 'helicone-error': '' },
});

/** @see https://developers.cloudflare.com/api/resources/ai */
const WORKERS: readonly AnswerRow[] = [
  workersResponse('workers-ai', 'empty lists of errors and messages', ENVELOPE_429),
  workersResponse('workers-ai', 'a message of the API', ENVELOPE_429, {
    messages: [{ code: 10_000, message: 'This model is deprecated: requests will fail with 5028.' }],
  }),
  workersResponse('workers-ai', 'errors: null', ENVELOPE_429, { errors: null, messages: null }),
  workersResponse('workers-ai', 'no list of errors', STATUSES, { errors: undefined }),
  workersResponse('workers-ai binding', 'a text of the binding', PAGE_502),
  workersResponse(
    'workers-ai binding',
    'a text with its log id',
    STATUSES,
    {},
    { cf_aig_log_id: '01LOG', error: null },
  ),
  completion('workers-ai', 'reasoning in the envelope', { reasoning: ENVELOPE_429, text: PAGE_502 }),
  completion('workers-ai', 'a call in the envelope', { input: { errors: [{ code: 3040, message: 'Capacity' }] } }),
];

/** @see https://developers.cloudflare.com/ai-gateway */
const CLOUDFLARE: readonly AnswerRow[] = [
  completion('cloudflare gateway', 'the second step answered', said, {
    headers: { 'cf-aig-step': '1', 'cf-aig-log-id': '01LOG', 'cf-aig-cache-status': 'MISS' },
  }),
  completion('cloudflare gateway', 'an answer of the cache', said, { headers: { 'cf-aig-cache-status': 'HIT' } }),
  completion('cloudflare gateway', 'a finding that was flagged', said, {
    headers: { 'cf-aig-dlp': '{"findings":[{"profile":"x"}],"action":"FLAG"}' },
  }),
  completion('cloudflare gateway', 'a call with its own envelope', {
    input: { success: false, error: [{ code: 2005, message: 'Failed to get response from provider' }] },
  }),
];

export const GATEWAY_ROWS: readonly AnswerRow[] = [
  ...PORTKEY,
  ...VERCEL,
  ...OPENROUTER,
  ...LITELLM,
  HELICONE,
  ...WORKERS,
  ...CLOUDFLARE,
];
