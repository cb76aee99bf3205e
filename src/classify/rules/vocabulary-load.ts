/** Overload and throttles in shared words. Which of them names a model, and which the service, decides the scope. */
import { all, any, code, codes, type Matcher, not, phrase, type Rule, ruleTable, status } from '../rule.ts';
import { accountWide, longWindow, namesModel, namesService, saysNothing } from './subject.ts';

const SOURCE = 'https://developers.openai.com/api/docs/guides/error-codes';

const busy: Matcher = any(
  codes(`overloaded_error overloaded server_overloaded model_overloaded capacity_exceeded no_capacity server_busy
    insufficient_capacity resource_unavailable engine_overloaded system_busy over_capacity temporarily_unavailable
    queue_exceeded too_busy`),
  phrase(
    /\b(?:is|are|currently|temporarily|been)\b.{0,20}\b(?:overloaded|over capacity|out of capacity)\b/i,
    /\bat (?:full |max(?:imum)? )?capacity\b|\binsufficient capacity\b|\bno capacity\b|\bcapacity (?:temporarily |has been )?exceeded\b/i,
    /^overloaded\b|\b(?:server|system|service|model) (?:is )?(?:too |currently )?busy\b/i,
    /\bexperiencing (?:very |unusually |extremely )?(?:high|heavy) (?:demand|load|traffic|usage)\b/i,
  ),
);

const unavailable: Matcher = any(
  all(status(503), not(phrase(/\binternal server error\b/i))),
  codes('service_unavailable service_unavailable_error unavailable'),
  phrase(/\b(?:service|server|model)\b.{0,30}\b(?:temporarily|currently) unavailable\b|^service unavailable\b/i),
);

const throttled: Matcher = any(
  status(429),
  codes(`rate_limit_exceeded rate_limit_error rate_limited rate_limit rate_limit_reached too_many_requests requests
    tokens throttling_error ratelimiterror ratelimitreached throttled requests_limit_exceeded tokens_limit_exceeded
    toomanyrequests concurrency_limit_exceeded quota_exceeded rate_limit_exceeded_error limit_exceeded ratelimit
    usage_limit_reached usage_limit_exceeded resource_exhausted`),
  phrase(
    /\brate[- ]?limit(?:s|ed)?\b.{0,40}\b(?:exceeded|reached|hit|upstream)\b/i,
    /\b(?:exceeded|reached|hit)\b.{0,40}\brate[- ]?limits?\b|\brate[- ]limited\b|^rate limit\w{0,20}$/i,
    /\btoo many (?:concurrent )?requests\b|\bconcurrency limit\b|\b(?:tokens?|requests?) per minute limit\b/i,
  ),
);

export const loadRules: readonly Rule[] = ruleTable('vocabulary', SOURCE, [
  ['model-overloaded', all(busy, namesModel), { category: 'overloaded' }],
  ['service-overloaded', all(busy, namesService), { category: 'overloaded', scope: 'provider' }],
  ['overloaded', busy, { category: 'overloaded' }],
  [
    'usage-limit',
    all(throttled, accountWide, any(longWindow, code('usage_limit_reached', 'usage_limit_exceeded'))),
    { category: 'rate-limit', scope: 'account', retryable: false },
  ],
  ['long-rate-limit', all(throttled, longWindow), { category: 'rate-limit', retryable: false }],
  ['account-rate-limit', all(throttled, accountWide), { category: 'rate-limit', scope: 'account' }],
  [
    'empty-429',
    any(
      all(status(429), saysNothing),
      // The AI SDK's retry error keeps the reason phrase where the body was empty.
      phrase(/^Failed after \d{1,9} attempts?\b.{0,200}\bLast error: Too Many Requests\.?$/),
    ),
    { category: 'rate-limit', scope: 'provider' },
  ],
  ['rate-limit', all(throttled, not(status(500, 502, 503, 504))), { category: 'rate-limit' }],
]);

/** 503 and its words: after the upstream's, which are more precise. */
export const unavailableRules: readonly Rule[] = ruleTable('vocabulary', SOURCE, [
  ['model-unavailable', all(unavailable, namesModel), { category: 'overloaded' }],
  [
    'service-unavailable',
    all(unavailable, any(namesService, saysNothing)),
    { category: 'overloaded', scope: 'provider' },
  ],
  ['unavailable', unavailable, { category: 'overloaded' }],
]);
