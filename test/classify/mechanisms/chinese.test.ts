/** The shared vocabulary in Chinese. */
import { describe } from 'vitest';
import { judges, judgesThrown } from './verdicts.ts';

const REQUEST = 'invalid-request@request final stop';

describe('a Chinese sentence', () => {
  judgesThrown([
    ['输入长度超过最大限制', 'context-length@model final fallback'],
    ['请求的 tokens 超过了模型的最大长度', 'context-length@model final fallback'],
    ['您的请求频率过高，请稍后重试', 'rate-limit@model retry fallback'],
    ['已达到并发上限', 'rate-limit@model retry fallback'],
    ['今日请求次数过多', 'rate-limit@model final fallback'],
    ['服务繁忙，请稍后再试', 'overloaded@model retry fallback'],
    ['身份验证失败', 'auth@provider final fallback'],
    ['该令牌额度已用尽', 'billing@account final fallback'],
    ['模型不存在，请检查模型代码', 'not-found@model final fallback'],
    ['您无权访问该模型', 'permission@model final fallback'],
    ['输入内容包含敏感词', 'content-policy@provider final fallback'],
    ['触发风控，请稍后再试', 'content-policy@provider final fallback'],
    ['请求超时，请稍后重试', 'timeout@provider retry fallback'],
    ['系统内部错误，请稍后重试', 'server-error@provider retry fallback'],
    ['模型返回为空', 'upstream-failure@provider retry fallback'],
    ['网络连接失败', 'network@network retry fallback'],
    ['今天天气很好', 'unknown@model final fallback'],
  ]);
  judges([
    [
      'a limit of the model',
      400,
      { error: { message: '上下文长度超出模型限制' } },
      'context-length@model final fallback',
    ],
    [
      'a key for one plan',
      429,
      { error: { message: '该 API Key 仅限企业套餐使用' } },
      'permission@provider final fallback',
    ],
    ['a parameter', 400, { error: { message: '参数 temperature 不允许为空' } }, REQUEST],
    ['a field', 400, { error: { message: '缺少必填参数' } }, REQUEST],
    ['a quotation', 400, { error: { message: "值 '请求过于频繁请稍后' 格式有误" } }, REQUEST],
  ]);
});
