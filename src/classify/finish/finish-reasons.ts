/**
 * Every finish reason that an API documents, by what it says of the answer. Data only; `judge-finish.ts` reads it. A word
 * that two vendors use means the same with both, so that a look-up by word is enough, also behind gateways that hide the
 * vendor. Which vendor uses which, and the page that documents it, stands in docs/finish-reasons.md; a test compares both.
 */
import type { FinishVerdictName } from './finish-verdicts.ts';

/** Reasons as documented, in any of their spellings, separated by white space. */
export const FINISH_REASONS: Readonly<Record<FinishVerdictName, string>> = {
  answer: `stop length tool_calls function_call completed max_output_tokens max_messages steered end_turn max_tokens
    stop_sequence tool_use pause_turn compaction CONTINUATION requires_action incomplete model_length COMPLETE TOOL_CALL
    normal eos repetition end_id stop_words eos_token limit word eosFound stopStringFound maxPredictedTokensReached
    token_limit FINISH FINISHED STOP_CRITERIA_MET RAG_QUERY_WHEN_RAG_DISABLED max_completion_tokens max_prompt_tokens`,
  refusal: `content_filter refusal SAFETY RECITATION BLOCKLIST PROHIBITED_CONTENT SPII IMAGE_SAFETY
    IMAGE_PROHIBITED_CONTENT IMAGE_RECITATION JAILBREAK content_filtered ERROR_TOXIC sensitive blacklist`,
  guardrail: 'MODEL_ARMOR guardrail_intervened',
  'context-full': 'model_context_window_exceeded ERROR_LIMIT contextLengthReached',
  'wrong-language': 'LANGUAGE',
  // Model Studio writes the text `null` where an answer still goes on; Ollama's `load` and `unload` end no answer.
  unclear: 'OTHER IMAGE_OTHER NO_IMAGE FINISH_REASON_UNSPECIFIED null unknown not_finished none load unload',
  'model-fault': `MALFORMED_FUNCTION_CALL MALFORMED_RESPONSE UNEXPECTED_TOOL_CALL TOO_MANY_TOOL_CALLS
    malformed_model_output malformed_tool_use`,
  'missing-state': 'MISSING_THOUGHT_SIGNATURE',
  failure: 'failed error network_error modelUnloaded run_failed',
  overloaded: 'insufficient_system_resource',
  timeout: 'TIMEOUT timed_out',
  'time-up': 'time_limit',
  interrupted: 'cancelled USER_CANCEL stream-truncated abort userStopped run_cancelled run_expired',
};
