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
  [
    'token',
    [/未提供令牌|无效的令牌|令牌(?:已过期|状态不可用|验证失败)/, all(newApi, 401)],
    'auth gateway',
    'Use a valid token of this relay.',
  ],
  ['quota', /额度(?:不足|已用尽)|预扣费额度失败|用户额度/, 'billing'],
  ['upstream', 'bad_response bad_response_status_code do_request_failed', 'upstream-failure'],
]);
