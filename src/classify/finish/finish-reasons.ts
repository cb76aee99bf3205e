/**
 * Every finish reason that an API documents, and what it says of the answer. Data only; `judge-finish.ts` reads it.
 * A word that two vendors use means the same with both: a test holds the table to that, so that a look-up by word is
 * enough, also behind gateways that hide the vendor.
 */
import type { FinishVerdictName } from './finish-verdicts.ts';

/** One reason of one vendor. */
export interface FinishReasonRow {
  vendor: string;
  /** As documented. */
  reason: string;
  verdict: FinishVerdictName;
  /** The page that documents it. */
  source: string;
}

/** A vendor's reasons by verdict, separated by spaces. */
type Vendor = readonly [vendor: string, source: string, reasons: Partial<Record<FinishVerdictName, string>>];

const CHAT = 'stop length tool_calls';
const GENERATE_CONTENT = 'https://ai.google.dev/api/generate-content#FinishReason';
const VERTEX = 'https://docs.cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/GenerateContentResponse';

const VENDORS: readonly Vendor[] = [
  [
    'OpenAI chat',
    'https://platform.openai.com/docs/api-reference/chat/object',
    { answer: `${CHAT} function_call`, refusal: 'content_filter' },
  ],
  [
    'OpenAI Responses',
    'https://platform.openai.com/docs/api-reference/responses/object',
    { answer: 'completed max_output_tokens max_messages steered', refusal: 'content_filter', failure: 'failed' },
  ],
  [
    'Azure OpenAI',
    'https://learn.microsoft.com/en-us/azure/ai-services/openai/how-to/chatgpt',
    { answer: `${CHAT} function_call`, refusal: 'content_filter' },
  ],
  [
    'Anthropic',
    'https://docs.claude.com/en/api/handling-stop-reasons',
    {
      answer: 'end_turn max_tokens stop_sequence tool_use pause_turn compaction',
      refusal: 'refusal',
      'context-full': 'model_context_window_exceeded',
    },
  ],
  [
    'Gemini API',
    GENERATE_CONTENT,
    {
      answer: 'STOP MAX_TOKENS CONTINUATION',
      refusal:
        'SAFETY RECITATION BLOCKLIST PROHIBITED_CONTENT SPII IMAGE_SAFETY IMAGE_PROHIBITED_CONTENT IMAGE_RECITATION',
      'wrong-language': 'LANGUAGE',
      unclear: 'OTHER IMAGE_OTHER NO_IMAGE FINISH_REASON_UNSPECIFIED',
      'model-fault': 'MALFORMED_FUNCTION_CALL MALFORMED_RESPONSE UNEXPECTED_TOOL_CALL TOO_MANY_TOOL_CALLS',
      'missing-state': 'MISSING_THOUGHT_SIGNATURE',
    },
  ],
  ['Vertex AI', VERTEX, { refusal: 'JAILBREAK', guardrail: 'MODEL_ARMOR' }],
  [
    'Gemini Interactions',
    'https://ai.google.dev/api/interactions-api',
    { answer: 'completed requires_action incomplete', failure: 'failed', interrupted: 'cancelled' },
  ],
  [
    'Amazon Bedrock',
    'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html',
    {
      answer: 'end_turn tool_use max_tokens stop_sequence',
      refusal: 'content_filtered',
      guardrail: 'guardrail_intervened',
      'context-full': 'model_context_window_exceeded',
      'model-fault': 'malformed_model_output malformed_tool_use',
    },
  ],
  ['Mistral', 'https://docs.mistral.ai/api/endpoint/chat', { answer: `${CHAT} model_length`, failure: 'error' }],
  [
    'Cohere',
    'https://docs.cohere.com/reference/chat',
    {
      answer: 'COMPLETE STOP_SEQUENCE MAX_TOKENS TOOL_CALL',
      refusal: 'ERROR_TOXIC',
      'context-full': 'ERROR_LIMIT',
      failure: 'ERROR',
      timeout: 'TIMEOUT',
      interrupted: 'USER_CANCEL',
    },
  ],
  ['Groq', 'https://console.groq.com/docs/api-reference', { answer: `${CHAT} function_call` }],
  [
    'xAI',
    'https://docs.x.ai/docs/api-reference',
    { answer: `${CHAT} function_call max_output_tokens completed incomplete`, refusal: 'content_filter' },
  ],
  [
    'DeepSeek',
    'https://api-docs.deepseek.com/api/create-chat-completion',
    { answer: CHAT, refusal: 'content_filter', overloaded: 'insufficient_system_resource' },
  ],
  [
    'Z.ai, Zhipu',
    'https://docs.z.ai/api-reference/llm/chat-completion',
    {
      answer: CHAT,
      refusal: 'sensitive',
      'context-full': 'model_context_window_exceeded',
      failure: 'network_error',
    },
  ],
  ['Moonshot', 'https://platform.moonshot.ai/docs/api/chat', { answer: CHAT, refusal: 'content_filter' }],
  ['MiniMax', 'https://platform.minimax.io/docs/api-reference/text-openai-api', { answer: CHAT }],
  [
    'Alibaba Model Studio',
    'https://help.aliyun.com/en/model-studio/use-qwen-by-calling-api',
    // The text `null` stands where an answer still goes on.
    { answer: CHAT, unclear: 'null' },
  ],
  [
    'Hunyuan',
    'https://cloud.tencent.com/document/product/1729/105701',
    { answer: 'stop tool_calls', refusal: 'sensitive' },
  ],
  [
    'Baidu Qianfan',
    'https://cloud.baidu.com/doc/qianfan-api/s/3m7of64lb',
    { answer: `${CHAT} normal function_call`, refusal: 'content_filter' },
  ],
  [
    'GigaChat',
    'https://developers.sber.ru/docs/ru/gigachat/api/reference/rest/post-chat',
    { answer: 'stop length function_call', refusal: 'blacklist', failure: 'error' },
  ],
  [
    'OpenRouter',
    'https://openrouter.ai/docs/api/reference/overview#finish-reason',
    { answer: CHAT, refusal: 'content_filter', failure: 'error' },
  ],
  ['Together', 'https://docs.together.ai/reference/chat-completions-1', { answer: `${CHAT} eos function_call` }],
  ['Fireworks', 'https://docs.fireworks.ai/api-reference/post-chatcompletions', { answer: `${CHAT} function_call` }],
  ['Cerebras', 'https://inference-docs.cerebras.ai/api-reference/chat-completions', { answer: CHAT }],
  ['Perplexity', 'https://docs.perplexity.ai/api-reference/chat-completions-post', { answer: 'stop length' }],
  [
    'IBM watsonx',
    'https://ibm.github.io/watsonx-ai-node-sdk/enums/1_7_x.WatsonXAI.TextChatResultChoice.Constants.FinishReason.html',
    { answer: CHAT, timeout: 'time_limit', interrupted: 'cancelled', failure: 'error' },
  ],
  [
    'Workers AI',
    'https://github.com/cloudflare/ai/blob/main/packages/workers-ai-provider/src/map-workersai-finish-reason.ts',
    { answer: `${CHAT} model_length`, unclear: 'other unknown', failure: 'error', interrupted: 'stream-truncated' },
  ],
  [
    'vLLM',
    'https://github.com/vllm-project/vllm/blob/main/vllm/v1/engine/__init__.py',
    { answer: 'stop length repetition', failure: 'error', interrupted: 'abort' },
  ],
  [
    'SGLang',
    'https://github.com/sgl-project/sglang/blob/main/python/sglang/srt/managers/schedule_batch.py',
    { answer: CHAT, interrupted: 'abort' },
  ],
  [
    'TensorRT-LLM',
    'https://nvidia.github.io/TensorRT-LLM/_cpp_gen/executor.html',
    { answer: 'end_id stop_words length', unclear: 'not_finished', timeout: 'timed_out', interrupted: 'cancelled' },
  ],
  ['TGI', 'https://huggingface.github.io/text-generation-inference/', { answer: `${CHAT} eos_token stop_sequence` }],
  [
    'llama.cpp',
    'https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md',
    { answer: `${CHAT} eos limit word`, unclear: 'none' },
  ],
  [
    'Ollama',
    'https://docs.ollama.com/api/generate',
    // A model that was loaded or let go has written nothing.
    { answer: CHAT, unclear: 'load unload' },
  ],
  [
    'LM Studio',
    'https://lmstudio.ai/docs/typescript/api-reference/llm-prediction-stop-reason',
    {
      answer: 'eosFound stopStringFound toolCalls maxPredictedTokensReached',
      'context-full': 'contextLengthReached',
      failure: 'failed modelUnloaded',
      interrupted: 'userStopped',
    },
  ],
];

/** All rows, in the order of the documentation page. */
export const FINISH_REASONS: readonly FinishReasonRow[] = VENDORS.flatMap(([vendor, source, byVerdict]) =>
  (Object.keys(byVerdict) as FinishVerdictName[]).flatMap(verdict =>
    (byVerdict[verdict] ?? '').split(' ').map(reason => ({ vendor, reason, verdict, source })),
  ),
);
