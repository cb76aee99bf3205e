/** Kong. */
import { type Rules, rules } from '../../table/rules.ts';

export const kongRules: Rules = rules('kong', [
  // https://developer.konghq.com/gateway/
  ['no-peer', /\bfailure to get a peer from the ring-balancer\b/i, 'upstream-failure'],
  ['invalid-upstream', /\ban invalid response was received from the upstream server\b/i, 'upstream-failure'],
  ['upstream-timeout', /\bthe upstream server is timing out\b/i, 'timeout'],
]);
