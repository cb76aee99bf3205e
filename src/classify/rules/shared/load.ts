/** Overload and throttles in shared words. Which of them names a model, and which the service, decides the scope. */
import type { Evidence } from '../../evidence.ts';
import { all, any, type Matcher, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';
import { accountWide, longWindow, namesModel, namesService, saysNothing } from './subject.ts';

const busy: Matcher = any(
  'overloaded resource_unavailable temporarily_unavailable queue_exceeded over_capacity too_busy',
  /\b(?:is|are|currently|temporarily|been)\b.{0,20}\b(?:overloaded|over capacity|out of capacity)\b/i,
  /\bat (?:full |max(?:imum)? )?capacity\b|\binsufficient capacity\b|\bno capacity\b|\bno (?:available|healthy|eligible|usable) (?:\w{1,20} )?accounts?\b|\bno (?:accounts?|auth) available\b|\bcapacity (?:temporarily |has been )?exceeded\b/i,
  ({ sentences }: Evidence) => sentences.some(sentence => /^overloaded\b/i.test(sentence)),
  /\b(?:server|system|service|model) (?:is )?(?:too |currently )?busy\b/i,
  /\bexperiencing (?:very |unusually |extremely )?(?:high|heavy) (?:demand|load|traffic|usage)\b/i,
);

const unavailable: Matcher = any(
  all(503, not(/\binternal server error\b/i)),
  'service_unavailable service_unavailable_error unavailable',
  /\b(?:service|server|model)\b.{0,30}\b(?:temporarily|currently) unavailable\b|^service unavailable\b/i,
);

const throttledCode: Matcher = any(
  `rate_limit concurrency_limit_exceeded requests tokens ratelimiterror toomanyrequests throttled ratelimitreached
      limit_exceeded usage_limit_reached usage_limit_exceeded resource_exhausted`,
);
const throttled: Matcher = any(
  429,
  throttledCode,
  /\brate[- ]?limit(?:s|ed|ing)?\b.{0,40}\b(?:exceeded|reached|hit|upstream)\b/i,
  /\b(?:exceeded|reached|hit)\b.{0,40}\brate[- ]?limits?\b|\brate[- ]limited\b|^rate limit\w{0,20}$/i,
  /\b(?:hourly|daily|weekly|monthly|\d{1,2}[- ]hour|session|message|request) (?:usage |message |request )?limits? (?:has been |was )?(?:reached|exceeded|hit)\b|\b(?:reached|hit|exceeded) (?:your|the|its) (?:hourly|daily|weekly|monthly|\d{1,2}[- ]hour|session|message) (?:\S{1,20} ){0,2}(?:limit|quota)\b|\blimit\b.{0,40}\bper (?:minute|hour|day|week|month)\b.{0,20}\b(?:exceeded|reached)\b|^quota exceeded for\b|\brequests too (?:quickly|fast|frequently)\b/i,
  /\btoo many (?:concurrent )?requests\b|\bconcurrency limit\b|\b(?:tokens?|requests?) per minute limit\b/i,
);

export const loadRules: Rules = rules('vocabulary', [
  // https://developers.openai.com/api/docs/guides/error-codes
  ['model-overloaded', all(busy, namesModel), 'overloaded'],
  ['service-overloaded', all(busy, namesService), 'overloaded provider'],
  ['overloaded', busy, 'overloaded'],
  [
    'usage-limit',
    all(throttled, accountWide, [longWindow, 'usage_limit_reached usage_limit_exceeded']),
    'rate-limit account no-retry',
  ],
  ['long-rate-limit', all(throttled, longWindow), 'rate-limit no-retry'],
  ['account-rate-limit', all(throttled, accountWide), 'rate-limit account'],
  // The AI SDK's retry error keeps the reason phrase where the body was empty.
  [
    'empty-429',
    [all(429, saysNothing), /^Failed after \d{1,9} attempts?\b.{0,200}\bLast error: Too Many Requests\.?$/],
    'rate-limit provider',
  ],
  ['rate-limit', [throttledCode, all(throttled, not([500, 502, 503, 504]))], 'rate-limit'],
]);

/** 503 and its words: after the upstream's, which are more precise. */
export const unavailableRules: Rules = rules('vocabulary', [
  // https://developers.openai.com/api/docs/guides/error-codes
  ['model-unavailable', all(unavailable, namesModel), 'overloaded'],
  ['service-unavailable', all(unavailable, [namesService, saysNothing]), 'overloaded provider'],
  ['unavailable', unavailable, 'overloaded'],
]);
