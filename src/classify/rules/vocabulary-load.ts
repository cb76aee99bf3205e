/** Throttles, overload, timeouts and faults of the other side, in shared words. */
import { hasResponse } from '../evidence.ts';
import { all, any, code, codeLike, type Matcher, not, phrase, type Rule, ruleTable, status } from '../rule.ts';

const SOURCE = 'https://developers.openai.com/api/docs/guides/error-codes';

const throttled: Matcher = any(
  status(429),
  code(
    'rate_limit_exceeded',
    'rate_limit_error',
    'rate_limited',
    'rate_limit',
    'rate_limit_reached',
    'too_many_requests',
    'requests',
    'tokens',
    'throttling_error',
    'RateLimitError',
    'RateLimitReached',
    'throttled',
    'requests_limit_exceeded',
    'tokens_limit_exceeded',
    'TooManyRequests',
    'concurrency_limit_exceeded',
    'quota_exceeded',
    'rate_limit_exceeded_error',
    'GatewayRateLimitError',
    'limit_exceeded',
    'ratelimit',
  ),
  phrase(
    /\brate[- ]?limit(?:s|ed)?\b.{0,40}\b(?:exceeded|reached|hit|upstream)\b|\b(?:exceeded|reached|hit)\b.{0,40}\brate[- ]?limits?\b|\btoo many (?:concurrent )?requests\b|\brate[- ]limited\b|^rate limit\w*$|\bconcurrency limit\b/i,
  ),
);
/** A window of hours or longer does not reopen within a minute. */
const longWindow: Matcher = any(
  phrase(
    /\bper (?:hour|day|week|month)\b|\b(?:hourly|daily|weekly|monthly)\b|\b\d+[- ]hours?\b|\b[TR]P[DH]\b|\/ ?(?:hour|day|week|month)\b|\bper[-_](?:day|week|month)\b/i,
  ),
  codeLike(/per_?(?:day|week|month)|daily|weekly|monthly/i),
);
const spoken: Matcher = evidence => hasResponse(evidence);

export const loadRules: readonly Rule[] = ruleTable('vocabulary', SOURCE, [
  [
    'overloaded',
    any(
      code(
        'overloaded_error',
        'overloaded',
        'server_overloaded',
        'model_overloaded',
        'capacity_exceeded',
        'no_capacity',
        'insufficient_capacity',
        'resource_unavailable',
        'engine_overloaded',
        'server_busy',
        'system_busy',
        'over_capacity',
        'temporarily_unavailable',
        'ServerOverloaded',
      ),
      all(
        not(code('rate_limit_exceeded', 'rate_limit_error')),
        phrase(
          /\b(?:is|are|currently|temporarily|been)\b.{0,20}\b(?:overloaded|over capacity|at (?:full |max(?:imum)? )?capacity|out of capacity)\b/i,
          /^overloaded\b|\boverloaded\. |\bexperiencing (?:high|heavy|unusually high) (?:demand|load|traffic|usage)\b|\b(?:server|system|service|model) (?:is )?(?:too )?busy\b|\binsufficient capacity\b|\bcapacity (?:temporarily |has been )?exceeded\b|\bno capacity\b/i,
        ),
      ),
    ),
    { category: 'overloaded' },
  ],
  ['long-rate-limit', all(throttled, longWindow), { category: 'rate-limit', retryable: false }],
  [
    'empty-429',
    all(status(429), ({ shape, messages }) => shape === 'empty' || (shape === 'none' && messages.length === 0)),
    { category: 'rate-limit', scope: 'provider' },
  ],
  ['rate-limit', throttled, { category: 'rate-limit' }],
  [
    'timeout',
    any(
      status(408, 504, 524, 522),
      code(
        'timeout',
        'timeout_error',
        'request_timeout',
        'gateway_timeout',
        'deadline_exceeded',
        'upstream_timeout',
        'RequestTimeout',
        'GatewayTimeout',
        'stream_timeout',
      ),
      all(
        spoken,
        not(status(400, 401, 403, 404)),
        phrase(
          /\btimed[- ]?out\b|\b(?:request|upstream|gateway|stream|response|read) time-?out\b|\bdeadline exceeded\b/i,
        ),
      ),
    ),
    { category: 'timeout' },
  ],
  [
    'upstream',
    any(
      status(502, 520, 521, 523, 525, 527, 530),
      code(
        'upstream_error',
        'bad_gateway',
        'provider_error',
        'upstream_failure',
        'upstream_unavailable',
        'backend_error',
        'bad_response_status_code',
        'do_request_failed',
        'provider_disconnected',
      ),
      phrase(
        /\bupstream connect error\b|\bdisconnect\/reset before headers\b|\b(?:provider|upstream) disconnected\b|\bno healthy upstream\b|\bbad gateway\b/i,
      ),
    ),
    { category: 'upstream-failure' },
  ],
  [
    'unavailable',
    any(
      status(503),
      code('service_unavailable', 'service_unavailable_error', 'unavailable', 'ServiceUnavailable'),
      phrase(/\b(?:service|server|model)\b.{0,30}\btemporarily unavailable\b|^service unavailable\b/i),
    ),
    { category: 'overloaded' },
  ],
  [
    'server-error',
    any(
      code(
        'server_error',
        'internal_server_error',
        'internal_error',
        'api_error',
        'InternalServerError',
        'internal',
        'unknown_error_type',
        'inference_error',
        'InternalError',
        'engine_error',
      ),
      all(not(status(400, 401, 403, 404, 422)), phrase(/\binternal (?:server )?error\b/i)),
    ),
    { category: 'server-error' },
  ],
]);
