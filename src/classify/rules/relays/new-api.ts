/** new-api and one-api. */
import { all, any, type Matcher, needing } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** A Chinese sentence with the relay's own id behind it, however long the sentence is. */
const withRequestId: Matcher = needing(
  () => ['text:id'],
  ({ messages }) =>
    messages.some(message => /[\u4e00-\u9fff]/.test(message.slice(0, Math.max(0, message.lastIndexOf('request id:'))))),
);

const newApi: Matcher = any('new_api_error one_api_error shell_api_error', withRequestId);

export const newApiRules: Rules = rules('new-api', [
  // https://docs.newapi.pro/
  [
    'no-channel',
    ['no_available_channel', /无可用渠道|\bno available channels?\b/i],
    'not-found',
    'No channel of this relay serves the model: check the model id and the group.',
  ],
  ['system-load', /\bsystem (?:cpu|memory|disk) overloaded\b/i, 'overloaded gateway'],
  ['saturated', /分组上游负载已饱和/, 'overloaded'],
  // https://github.com/QuantumNous/new-api/blob/main/types/error.go
  // What is wrong with one channel: the relay's own key, setting or wait for one upstream.
  ['channel-key', 'channel:invalid_key channel:no_available_key', 'auth'],
  [
    'channel',
    `channel:param_override_invalid channel:header_override_invalid channel:model_mapped_error channel:aws_client_error
      model_price_error invalid_api_type gen_relay_info_failed`,
    'gateway-config model',
    "The relay's settings for this model are wrong.",
  ],
  ['channel-time', 'channel:response_time_exceeded', 'timeout'],
  ['convert', 'convert_request_failed', 'invalid-request model fallback 400'],
  [
    'request',
    [
      'count_token_failed read_request_body_failed bad_request_body invalid_text_request',
      all(newApi, 'invalid_json invalid_request'),
    ],
    'invalid-request 400',
  ],
  ['prompt', 'prompt_blocked', 'content-policy'],
  ['plan', 'entitlement_required entitlement_inactive entitlement_total_limit_exceeded', 'billing'],
  [
    'long-limit',
    ['entitlement_daily_limit_exceeded', /请求数限制：(?:[6-9]\d|\d{3,6})分钟内/],
    'rate-limit account no-retry',
  ],
  ['limit', ['token_concurrency_limit_reached', /请求数限制：/], 'rate-limit account'],
  [
    'data',
    'query_data_error update_data_error get_user_quota_failed decrease_user_quota_failed',
    'server-error gateway',
  ],
  ['quota', /额度(?:不足|已用尽)|预扣费额度失败|用户额度/, 'billing'],
  ['token-model', /令牌无权访问模型/, 'permission'],
  ['banned', /用户已被封禁/, 'permission account'],
  [
    'token',
    [/未提供令牌|无效的令牌|令牌(?:已过期|状态不可用|验证失败)/, all(newApi, 401)],
    'auth gateway',
    'Use a valid token of this relay.',
  ],
]);
