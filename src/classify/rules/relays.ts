/** Further gateways and relays: new-api and one-api, Kong, Bifrost, and all that mark errors with `source: gateway`. */
import {
  all,
  any,
  code,
  codeLike,
  from,
  type Matcher,
  needing,
  not,
  phrase,
  type Rule,
  ruleTable,
  status,
} from '../rule.ts';

/** A Chinese sentence with the relay's own id behind it, however long the sentence is. */
const withRequestId: Matcher = needing(['text:id'], ({ messages }) =>
  messages.some(message => /[\u4e00-\u9fff]/.test(message.slice(0, Math.max(0, message.lastIndexOf('request id:'))))),
);

const newApi: Matcher = any(code('new_api_error', 'one_api_error', 'shell_api_error'), withRequestId);

export const relayRules: readonly Rule[] = [
  ...ruleTable('new-api', 'https://docs.newapi.pro/', [
    [
      'no-channel',
      any(code('no_available_channel'), phrase(/无可用渠道|\bno available channels?\b/i)),
      { category: 'not-found', remedy: 'No channel of this relay serves the model: check the model id and the group.' },
    ],
    ['system-load', phrase(/\bsystem (?:cpu|memory|disk) overloaded\b/i), { category: 'overloaded', scope: 'gateway' }],
    [
      'token',
      any(phrase(/未提供令牌|无效的令牌|令牌(?:已过期|状态不可用|验证失败)/), all(newApi, status(401))),
      { category: 'auth', scope: 'gateway', remedy: 'Use a valid token of this relay.' },
    ],
    ['quota', phrase(/额度(?:不足|已用尽)|预扣费额度失败|用户额度/), { category: 'billing' }],
    [
      'upstream',
      code('bad_response', 'bad_response_status_code', 'do_request_failed'),
      { category: 'upstream-failure' },
    ],
  ]),
  ...ruleTable('kong', 'https://developer.konghq.com/gateway/', [
    ['no-peer', phrase(/\bfailure to get a peer from the ring-balancer\b/i), { category: 'upstream-failure' }],
    [
      'invalid-upstream',
      phrase(/\ban invalid response was received from the upstream server\b/i),
      { category: 'upstream-failure' },
    ],
    ['upstream-timeout', phrase(/\bthe upstream server is timing out\b/i), { category: 'timeout' }],
  ]),
  ...ruleTable('bifrost', 'https://docs.getbifrost.ai/', [
    ['no-keys', phrase(/\bno keys found that support model\b/i), { category: 'gateway-config', scope: 'model' }],
  ]),
  // Gateways that say which side failed.
  ...ruleTable('gateway', 'https://docs.merge.dev/merge-gateway/errors', [
    ['auth', all(from('gateway'), status(401)), { category: 'auth', scope: 'gateway' }],
    ['virtual-key', codeLike(/missing_virtual_key|invalid_virtual_key/), { category: 'auth', scope: 'gateway' }],
    [
      'rate-limit',
      all(from('gateway'), status(429), not(codeLike(/budget|quota|credit/))),
      { category: 'rate-limit', scope: 'gateway' },
    ],
    ['server-error', all(from('gateway'), status(500)), { category: 'server-error', scope: 'gateway' }],
  ]),
];
