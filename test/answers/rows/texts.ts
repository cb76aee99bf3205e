/** Good answers whose bytes are unusual: what keeps a connection alive, long answers, tools of the provider that failed. */
import { sse } from '../../generate-via/difference.ts';
import { ENVELOPE_429 as text } from '../sayings.ts';

const JSON_TYPE = 'application/json';
const STREAM = 'text/event-stream';

const whole = (content: string) =>
  JSON.stringify({ id: 'c1', choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }] });
const delta = (content: string) => sse({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
const end = `${sse({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}data: [DONE]\n\n`;
const long = text.repeat(3_000);

const failedCall = { type: 'mcp_call', id: 'mcp_1', error: { type: 'http_error', code: 502, message: 'Bad gateway' } };
const completed = { id: 'resp_1', object: 'response', status: 'completed', error: null, output: [failedCall] };

export const TEXTS: Readonly<Record<string, readonly [body: string, contentType: string]>> = {
  'blank lines before the JSON': [`\n\n\n   \n\n${whole(text)}`, JSON_TYPE],
  'blank lines before the events': [`\n\n\n${delta(text)}${end}`, STREAM],
  'two thousand comments': [`${': keep-alive, error 503\n\n'.repeat(2_000)}${delta(text)}${end}`, STREAM],
  'pings in plain text': [`data: ping\n\n${delta(text)}data: ping\n\n${end}`, STREAM],
  'a byte order mark before the events': [`\uFEFF${delta(text)}${end}`, STREAM],
  'no space behind the colon, CRLF': [
    `${delta(text)}${end}`.replaceAll('data: ', 'data:').replaceAll('\n', '\r\n'),
    STREAM,
  ],
  'several lines of data': [
    `data: {"choices":[{"delta":{"content":"503"},\ndata: "finish_reason":"stop"}]}\n\n`,
    STREAM,
  ],
  'named events': [`event: message\nid: 429\nretry: 503\n${delta(text)}${end}`, STREAM],
  'a long JSON': [whole(long), JSON_TYPE],
  'a long event': [`${delta(long)}${end}`, STREAM],
  'many events': [`${delta(text).repeat(4_000)}${end}`, STREAM],
  'a tool of the provider that failed': [JSON.stringify(completed), JSON_TYPE],
  'a tool of the provider that failed, as events': [
    sse({ type: 'response.mcp_call.failed', item_id: 'mcp_1' }) +
      sse({ type: 'response.output_item.done', item: failedCall }) +
      sse({ type: 'response.completed', response: completed }),
    STREAM,
  ],
  'a chunk without choices and with filters': [
    sse({ choices: [], prompt_filter_results: [{ content_filter_results: { hate: { filtered: false } } }] }) +
      delta(text) +
      end,
    STREAM,
  ],
  'usage alone at the end': [
    sse({ candidates: [{ content: { parts: [{ text }] }, finishReason: 'STOP' }] }) +
      sse({ usageMetadata: { totalTokenCount: 429 } }),
    STREAM,
  ],
  'subtitles as plain text': ['1\n00:00:01,000 --> 00:00:02,000\nError 503, service unavailable.\n', 'text/plain'],
};
