/** What the hosts of OpenAI's chat API add to their good answers: filters, codes, warnings and flags that say "fine". */
import type { AnswerRow, Said } from '../row.ts';
import { ENVELOPE_429, PAGE_502, STATUSES } from '../sayings.ts';
import { type ChatExtras, completion } from './write.ts';

const said = { text: ENVELOPE_429 };

/** In a stream, `@ai-sdk/openai-compatible` takes every chunk with a key `error` for an error, whatever stands there. */
const WHOLE = { ways: ['generate'] } as const;

/** A host without a package of its own. */
const host = (name: string, extras: ChatExtras = {}, what: Said = said): AnswerRow =>
  completion('openai-compatible', name, what, extras);

const unfiltered = {
  hate: { filtered: false, severity: 'safe' },
  self_harm: { filtered: false, severity: 'safe' },
  sexual: { filtered: false, severity: 'low' },
  violence: { filtered: false, severity: 'medium' },
};

/** @see https://learn.microsoft.com/en-us/azure/ai-foundry/openai/concepts/content-filter-annotations */
const AZURE: readonly AnswerRow[] = [
  completion('azure chat', 'filters that let all pass', said, {
    choice: { content_filter_results: unfiltered },
    head: { prompt_filter_results: [{ prompt_index: 0, content_filter_results: unfiltered }] },
  }),
  completion('azure chat', 'a jailbreak that was noticed and let pass', said, {
    choice: { content_filter_results: { ...unfiltered, protected_material_text: { detected: true, filtered: false } } },
    head: {
      prompt_filter_results: [
        { prompt_index: 0, content_filter_results: { ...unfiltered, jailbreak: { detected: true, filtered: false } } },
      ],
    },
  }),
  completion('azure chat', 'a filter that was out of order', said, {
    choice: {
      content_filter_results: { error: { code: 'content_filter_error', message: 'The contents are not filtered' } },
    },
  }),
  completion('azure chat', 'a block list without a hit', said, {
    choice: { content_filter_results: { ...unfiltered, custom_blocklists: { filtered: false, details: [] } } },
    head: { prompt_annotations: [{ prompt_index: 0, content_filter_results: unfiltered }] },
  }),
];

/** @see https://docs.bigmodel.cn/api-reference */
const ZHIPU: readonly AnswerRow[] = [
  host('Zhipu: content_filter of three roles', {
    head: {
      request_id: 'req_1',
      content_filter: [
        { role: 'assistant', level: 3 },
        { role: 'user', level: 2 },
        { role: 'history', level: 1 },
      ],
    },
  }),
  host('Zhipu: no sensitive words', { head: { content_filter: [], sensitive_words: [] } }),
];

/** @see https://platform.minimax.io/docs/api-reference/text-openai-api */
const MINIMAX: readonly AnswerRow[] = [
  host('MiniMax: base_resp with status 0', {
    head: {
      input_sensitive: false,
      output_sensitive: false,
      input_sensitive_type: 0,
      output_sensitive_type: 0,
      base_resp: { status_code: 0, status_msg: '' },
    },
  }),
  host('MiniMax: base_resp that says success', { head: { base_resp: { status_code: 0, status_msg: 'success' } } }),
  host('MiniMax: status 0 as text', { head: { base_resp: { status_code: '0', status_msg: 'success' } } }),
  host('MiniMax: an output that was flagged and let pass', {
    head: { output_sensitive: true, output_sensitive_type: 6, base_resp: { status_code: 0, status_msg: '' } },
  }),
];

/** Hosts that give every answer a code, a status or a message. */
const CODED: readonly AnswerRow[] = [
  host('Spark: code 0, message Success', { head: { code: 0, message: 'Success', sid: 'cha000b0003' } }),
  host('code 200, message OK', { head: { code: 200, message: 'OK' } }),
  host('code "0" and a message', { head: { code: '0', message: 'success' } }),
  host('code 200, in Chinese', { head: { code: 200, msg: '操作成功', success: true } }),
  host('statusCode 200 and a detail', { head: { statusCode: 200, detail: 'served from region 503' } }),
  host('code "0"', { head: { code: '0' } }),
  host('code 200', { head: { code: 200 } }),
  host('code "200" and success: true', { head: { code: '200', success: true } }),
  host('statusCode 200', { head: { statusCode: 200 } }),
  host('status "success"', { head: { status: 'success' } }),
  host('status "ok" and a message', { head: { status: 'ok', message: 'Request processed' } }),
  host('status 200', { head: { status: 200, statusText: 'OK' } }),
  host('success: true', { head: { success: true } }),
  host('success: true, errors: []', { head: { success: true, errors: [], messages: [] } }),
  host('error: null', { head: { error: null }, ...WHOLE }),
  host('error: ""', { head: { error: '' }, ...WHOLE }),
  host('error: false', { head: { error: false }, ...WHOLE }),
  host('error: {}', { head: { error: {} }, ...WHOLE }),
  host('error: []', { head: { error: [] }, ...WHOLE }),
  ...[
    { message: '', type: '', param: '', code: null },
    { code: null, message: null },
    { code: 0, message: '' },
    { code: '0', message: 'success' },
    '0',
    'none',
  ].map(error => host(`error: ${JSON.stringify(error)}`, { head: { error }, ...WHOLE })),
  host('errors: [null]', { head: { errors: [null] } }),
  host('errors: null', { head: { errors: null } }),
  host('errors: []', { head: { errors: [] } }),
  host('error_code 0', { head: { error_code: 0, error_msg: '' } }),
  host('errorCode null', { head: { errorCode: null, errorMessage: null } }),
  host('a warning', { head: { warning: 'This model is overloaded at times and will be removed: 410 Gone.' } }),
  host('warnings', { head: { warnings: [{ code: 'deprecated_model', message: 'model_not_found from 2027 on' }] } }),
  host('a message beside the choices', { head: { message: 'Rate limit: 0 requests left until 12:00' } }),
  host('a detail beside the choices', { head: { detail: 'Fallback after 503 Service Unavailable' } }),
  host('a choice with error: null', { choice: { error: null } }),
  host('a choice with stop_reason: null', { choice: { stop_reason: null, logprobs: null } }),
  host('a choice with an error of blanks', { choice: { error: { code: null, message: null } } }),
  host('a message with error: null', { message: { error: null, refusal: null } }),
];

const OTHERS: readonly AnswerRow[] = [
  host('Ollama', { head: { system_fingerprint: 'fp_ollama' } }),
  host('LM Studio: stats', {
    head: { stats: { stop_reason: 'eosFound', tokens_per_second: 51.4 }, runtime: { name: 'llama.cpp' } },
  }),
  host('vLLM', {
    choice: { stop_reason: null, matched_stop: null, token_ids: null },
    head: { service_tier: null, prompt_logprobs: null, kv_transfer_params: null },
  }),
  host('vLLM: a stop token by its number', { choice: { stop_reason: 128_009 } }),
  host('SGLang: a matched stop', {
    choice: { matched_stop: 151_645 },
    head: { metadata: { weight_version: 'default' } },
  }),
  host('llama.cpp: timings and truncated', {
    head: { timings: { prompt_ms: 29.1, predicted_ms: 502 }, truncated: true, stop_type: 'eos' },
  }),
  host('llama.cpp: __verbose', {
    head: { __verbose: { content: PAGE_502, truncated: false, stop_type: 'eos', error: null } },
  }),
  host('watsonx: a disclaimer', {
    head: {
      model_version: '1.1.0',
      system: {
        warnings: [
          { message: 'This model is a Non-IBM Product and may fail.', id: 'disclaimer_warning' },
          { message: 'Error rates may be higher: model is deprecated.', id: 'deprecation_warning' },
        ],
      },
    },
  }),
  host('Model Studio', { head: { system_fingerprint: null, request_id: 'req_1', code: '', message: '' } }),
  host('Qianfan', { head: { need_clear_history: false, is_safe: 1, flag: 0, ban_round: 0, error_code: 0 } }),
  host('Qianfan: a flagged history', { choice: { flag: 0, ban_round: 0 }, head: { need_clear_history: true } }),
  host('Hunyuan: its note', {
    head: { note: '以上内容为AI生成,不代表开发者立场,请勿删除或修改本标记', moderation_level: 0 },
  }),
  host('Hugging Face router', {
    head: { system_fingerprint: '3.3.4-native', provider: 'novita', error: null },
    ...WHOLE,
  }),
  host('Together', { head: { prompt: [], warnings: [] }, choice: { seed: 503 } }),
  host('Cerebras: timings', { head: { time_info: { queue_time: 0.0005, total_time: 502 } } }),
  host('Perplexity: its sources', {
    head: {
      citations: ['https://status.example.com/502'],
      search_results: [{ title: '503 Service Unavailable', url: 'https://example.com/503' }],
    },
  }),
  host('Fireworks: a flag of moderation', {
    choice: { moderation: { flagged: true, categories: { violence: true } } },
  }),
  host('a result of moderation', {
    head: { moderation: { flagged: true, blocked: false, reason: 'content_policy_violation' } },
  }),
  host('GigaChat', { choice: { finish_reason_detail: null }, head: { functions_state_id: null } }),
  host('Moonshot', { choice: { usage: { prompt_tokens: 503, completion_tokens: 429 } } }),
  host('DeepInfra', { head: { inference_status: { status: 'succeeded', cost: 0, runtime_ms: 502 } } }),
  host('Databricks', { head: { databricks_output: { trace: null }, error: null }, ...WHOLE }),
  host('NVIDIA NIM', { head: { nvext: { status: 'ok' } }, choice: { stop_reason: 'stop' } }),
  completion('groq', 'its id and its tier', said, {
    host: { usageAt: 'x_groq' },
    head: { service_tier: 'on_demand', usage_breakdown: null },
  }),
  completion('deepseek', 'an envelope in reasoning_content and a page as text', {
    reasoning: ENVELOPE_429,
    text: PAGE_502,
  }),
  completion('deepseek', 'only reasoning', { reasoning: STATUSES, text: '' }, { finish: 'length' }),
  completion('openai chat', 'moderation of input and output', said, {
    head: { moderation: { input: { flagged: true }, output: { flagged: false } } },
  }),
  completion('openai chat', 'a service tier and a fingerprint', said, {
    head: { service_tier: 'default', system_fingerprint: 'fp_502' },
    message: { annotations: [], refusal: null },
  }),
  completion('mistral', 'a page', { text: PAGE_502 }, { head: { warning: null } }),
];

export const HOST_ROWS: readonly AnswerRow[] = [...AZURE, ...ZHIPU, ...MINIMAX, ...CODED, ...OTHERS];
