/** The shared vocabulary in Chinese, as providers, relays and clients of China write it. */
import { hasResponse } from '../../evidence.ts';
import { all, type Matcher, needing, not, type Test } from '../../table/matchers.ts';
import { HAN } from '../../table/pattern-words.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** Texts that were looked at: every rule asks the same. */
const known = new WeakMap<readonly string[], boolean>();
const isChinese: Matcher = needing(
  () => [`text:${HAN}`],
  ({ messages }) => {
    let found = known.get(messages);
    if (found === undefined) {
      found = messages.some(message => /[\u4e00-\u9fff]{2}/.test(message));
      known.set(messages, found);
    }
    return found;
  },
);

const client: Matcher = ({ status }) => status === undefined || (status > 399 && status < 500);
const silent: Matcher = evidence => !hasResponse(evidence);
const refused: Matcher = all(client, not([401, 402, 403, 429]));

const TOO_LONG =
  /(?:输入|内容|上下文|提示词|文本|消息)(?:的)?(?:长度|内容)?.{0,8}(?:过长|太长|超出|超过|超长)|(?:tokens?|长度).{0,8}(?:超出|超过|超限).{0,12}(?:限制|最大|上限|长度)|减少.{0,12}token/i;
const THROTTLED =
  /速率限制|频率限制|(?:请求|调用|访问)(?:的)?(?:次数)?(?:过于频繁|频率过[高快]|过快|过多)|限流|并发.{0,10}(?:上限|超过|超出|过高|限制)|(?:达到|超过|超出).{0,12}(?:速率|频率|并发)/;
const LONG = /每[日天月周]|今日|本[月周]|当[日天月]/;
const BUSY = /繁忙|负载.{0,6}(?:过高|饱和|较高)|访问量过大|(?:服务|模型|系统)(?:暂时)?.{0,4}不可用|过载|排队人数/;
const KEY =
  /(?:api[-_ ]?key|密钥|令牌|access[-_ ]?token|token|凭证|凭据)\s{0,2}(?:已经?|是)?(?:无效|过期|失效|错误|不正确|不存在|未提供|未配置|为空|被禁用)|无效的\s{0,2}(?:令牌|密钥|api[-_ ]?key|token|凭[证据])|(?:未|没有)(?:提供|配置|设置).{0,6}(?:令牌|密钥|api[-_ ]?key)|(?:身份|鉴权|认证|登录)(?:验证|认证)?(?:失败|过期|已失效|已过期)|请(?:先|重新)登录/i;
const ONLY_FOR = /(?:key|密钥|令牌).{0,6}(?:仅限|仅支持|只能).{0,30}(?:使用|调用)/i;
const MONEY =
  /(?:额度|配额|资源包|免费.{0,4}量).{0,6}(?:用完|用尽|耗尽|已用光|不足)|(?:余额|账户).{0,6}(?:不足|欠费|透支)|请.{0,4}充值/;
const NO_MODEL = /模型.{0,20}(?:不存在|未找到|已下线|未开通|未部署|不可访问)|不支持(?:的|该|此)模型/;
const NO_RIGHT = /无权|没有权限|权限不足|未授权|(?:不允许|不可).{0,4}(?:访问|使用|调用)/;
const UNSAFE =
  /敏感(?:词|内容|信息|词汇)|(?:不安全|违规|违法|不合规|色情|涉政).{0,8}(?:内容|信息|词)|(?:内容|安全)(?:安全)?(?:审核|审查|风控)(?:不通过|未通过|拦截|失败)|触发风控/;
const LATE = /(?:请求|响应|调用|处理|连接|生成)超时|超时.{0,8}(?:重试|未响应)/;
const FAULT = /(?:系统|服务器?|内部)(?:内部)?.{0,2}(?:错误|异常|故障)|未知错误/;
const NOTHING = /(?:响应|返回|回复|输出)(?:内容|结果|数据|格式)?(?:为空|无效)|空(?:响应|回复)|缺少.{0,8}choices/;
const LINE = /网络(?:连接)?(?:错误|异常|失败|中断|超时|不可达)|无法连接/;

const chinese = (...tests: Test[]): Matcher => all(isChinese, ...tests);

export const chineseRules: Rules = rules('chinese', [
  // https://docs.bigmodel.cn/cn/api/api-code
  // https://www.volcengine.com/docs/82379/1299023
  ['content-policy', chinese([client, 500], UNSAFE), 'content-policy'],
  ['money', chinese([client, 500], MONEY), 'billing'],
  ['context-length', chinese(client, not(429), TOO_LONG), 'context-length'],
  ['only-for', chinese(client, ONLY_FOR), 'permission provider 403'],
  ['long-rate-limit', chinese([client, 500], THROTTLED, LONG), 'rate-limit no-retry'],
  ['rate-limit', chinese([client, 500], THROTTLED), 'rate-limit'],
  ['auth', chinese(client, not([403, 429]), KEY), 'auth', 'Check the key or token for this provider.'],
  ['model-not-found', chinese([client, 500, 502, 503], not(429), NO_MODEL), 'not-found'],
  ['model-permission', chinese(client, not([401, 429]), NO_RIGHT, /模型/), 'permission'],
  ['permission', chinese(client, not([401, 429]), NO_RIGHT), 'permission provider'],
  ['busy', chinese([refused, 429, 500], BUSY), 'overloaded'],
  ['timeout', chinese(refused, LATE), 'timeout'],
  ['no-output', chinese(silent, NOTHING), 'upstream-failure'],
  ['network', chinese(silent, LINE), 'network'],
  ['fault', chinese(refused, FAULT), 'server-error'],
]);
