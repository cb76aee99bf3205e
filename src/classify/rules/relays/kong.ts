/** Kong. */
import { documented } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const kongRules: Rules = rules('kong', [
  // https://developer.konghq.com/gateway/
  ['no-peer', /\bfailure to get a peer from the ring-balancer\b/i, 'upstream-failure'],
  ['invalid-upstream', /\ban invalid response was received from the upstream server\b/i, 'upstream-failure'],
  ['upstream-timeout', /\bthe upstream server is timing out\b/i, 'timeout'],
  // https://developer.konghq.com/plugins/ai-prompt-guard/
  [
    'prompt-guard',
    documented(/\bprompt pattern is blocked\b|\bblocked by (?:the )?semantic prompt guard\b/i),
    'content-policy request no-fallback',
  ],
  // https://developer.konghq.com/plugins/ai-rate-limiting-advanced/
  ['token-limit', /\bai token rate limit exceeded for provider\b/i, 'rate-limit provider'],
]);
