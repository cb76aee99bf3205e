/** Refusals of content, guardrails of the owner, and requests that are too long for one model. */
import { all, documented, type Matcher, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** Throttles ask for a shorter prompt, too. */
const notThrottled: Matcher = not([429, all(not(413), 'rate_limit RESOURCE_EXHAUSTED')]);

export const contentRules: Rules = rules('vocabulary', [
  // https://developers.openai.com/api/docs/guides/error-codes
  [
    'guardrail',
    [
      'guardrail_violation guardrails_violation hooks_failed blocked_by_policy policy_blocked',
      /\bblocked by (?:your |the |a )?(?:\w{1,40} )?guard(?:rails?)?\b|\bguardrail checks? failed\b|\bguardrails? (?:\S{1,40} )?(?:intervened|denied|blocked|triggered)\b|\bguardrail failed: (?!.{0,80}\b(?:error|timed?|connect|status))|\bviolated (?:\w{1,20} ){0,2}(?:guardrail|(?:guard|moderation) policy)\b|\bdlp (?:policy|violation)/i,
      // https://docs.litellm.ai/docs/proxy/guardrails/litellm_content_filter
      documented(/^content blocked: .{1,80}\b(?:detected|matched)\b/i),
    ],
    'content-policy request no-fallback',
  ],
  [
    'content-policy',
    [
      `content_filter content_policy policy_violation sensitive_words_detected moderation_error content_blocked
      image_generation_user_error cyber_policy_violation content_violation unsafe_content`,
      /\bcontent (?:management|filtering|moderation) polic/i,
      /\bblocked by (?:the )?content (?:filter|system|polic)/i,
      /\b(?:prompt|input|request|content|response|output)\b.{0,60}\b(?:was|were|has been|is|been) (?:flagged|blocked)\b.{0,80}\b(?:polic|terms|filter)/i,
      /\b(?:content|prompt|input|output|candidate|response)\b.{0,40}\b(?:is |was )?(?:filtered|blocked)\b(?: (?:due to|because|by|for)\b.{0,40}\b(?:safety|polic|filter|prohibited)|\.?$)/i,
      /\bviolat(?:es?|ed|ing|ion of) (?:our |the |openai'?s? )?(?:usage|content|safety|acceptable use) (?:polic|guideline)/i,
      /\b(?:sensitive|harmful|prohibited|inappropriate|unsafe) (?:content|words?|information|text)\b.{0,200}\b(?:detected|contain|reject|found)/i,
      /\b(?:flagged|blocked|rejected|intercepted|declined)\b.{0,80}\b(?:safe(?:ty|guard)|risk[- ]control|moderation|sensitive|harm|cyber|high-risk|guideline)/i,
      /\b(?:safeguard|risk[- ]control|safety (?:system|filter|classifier|check)|content moderation)s?\b.{0,40}\b(?:flagged|blocked|rejected|triggered)\b/i,
      /\bcontains? (?:\w{1,20} ){0,2}(?:inappropriate|prohibited|harmful|unsafe)\b/i,
    ],
    'content-policy',
  ],
  [
    'context-length',
    all(notThrottled, [
      `context_length_exceeded string_above_max_length max_tokens_exceeded token_limit_exceeded string_too_long
      context_limit_exceeded exceed_context_size_error too_many_tokens model_max_prompt_tokens_exceeded`,
      /\bmaximum (?:context|prompt|input|sequence) (?:length|size|tokens?)\b/i,
      /\b(?:exceed\w{0,9}|over|beyond|larger than|longer than|greater than|fit (?:in|into|within))\b.{0,60}\b(?:context|token limit|max(?:imum)?[_ ](?:number of )?(?:(?:input|model|prompt|message|context|seq(?:uence)?)[_ ]?)?(?:len\w*|tokens?))/i,
      /\bcontext (?:window|length|size|limit)\b.{0,40}\b(?:exceed|too (?:small|short)|overflow|is full)/i,
      /\b(?:prompt|input|sequence|messages?|conversation)\b.{0,30}?\b(?:is |are |was )?too (?:long|large)\b/i,
      /\btoo many (?:input|prompt) tokens\b|\btoo many tokens:|\btokens in the prompt exceeds\b|\btoo many tokens in\b|\btokens?(?: count)?(?: (?:of )?\(?\d{1,9}\)?)? exceeds?\b.{0,40}\blimit\b|\b(?:input|prompt|context) tokens? limit exceeded\b|\bmax input (?:characters|tokens|length) is\b/i,
      /\breduce the length of (?:the |your )?(?:messages?|prompt|input|completion)\b/i,
      /\btoo large for (?:the )?model\b|\bn_ctx\b|\boverflows\b.{0,80}\bcontext length\b|\bmax size: \d{1,9} tokens\b/i,
      /\btokens?\b.{0,80}\bmust be (?:<=|less than|at most)|\bmust have less than \d{1,9} tokens\b|\b(?:prompt|input|query|tokens?) (?:length|count)?\b.{0,60}\b(?:should not|cannot|must not) exceed\b/i,
    ]),
    'context-length',
  ],
  // Bytes are a limit of the API, not of a model's context.
  [
    'payload-size',
    all(notThrottled, [
      413,
      'request_too_large',
      /\b(?:request|payload|body) (?:entity )?(?:is )?too large\b/i,
      /\bimages? (?:size |dimensions? )?exceeds?\b.{0,40}\b(?:max(?:imum)?|limit)\b/i,
    ]),
    'invalid-request provider fallback',
  ],
]);
