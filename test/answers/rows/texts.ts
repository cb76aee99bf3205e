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

const lines = (...documents: object[]) => documents.map(each => `${JSON.stringify(each)}\n`).join('');
const events = (...frames: object[]) => frames.map(frame => sse(frame)).join('');
const ollama = lines(
  { model: 'llama3', message: { role: 'assistant', content: text }, done: false },
  { model: 'llama3', message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop' },
);

/** What servers write while the answer is not ready. */
const PROGRESS = [
  { status: 'processing', message: 'Error rates are high, please wait' },
  { message: 'queued' },
  { type: 'ping', message: 'still alive' },
];

export const TEXTS: Readonly<Record<string, readonly [body: string, contentType: string]>> = {
  'blank lines before the JSON': [`\n\n\n   \n\n${whole(text)}`, JSON_TYPE],
  'five thousand blank lines before the JSON': [`${'\n'.repeat(5_000)}${whole(text)}`, JSON_TYPE],
  'more blank lines before the JSON than are read of an error': [`${'\n'.repeat(300_000)}${whole(text)}`, JSON_TYPE],
  'a byte order mark before the JSON': [`\uFEFF${whole(text)}`, JSON_TYPE],
  'more blank lines before the events': [`${'\r\n'.repeat(100_000)}${delta(text)}${end}`, STREAM],
  'blank lines before the events': [`\n\n\n${delta(text)}${end}`, STREAM],
  ...Object.fromEntries(
    PROGRESS.map(frame => [
      `${JSON.stringify(frame)} before the answer`,
      [`${sse(frame)}${delta(text)}${end}`, STREAM],
    ]),
  ),
  'usage with code 200 and a message': [
    `${delta(text)}${sse({ choices: [], usage: { total_tokens: 429 }, code: 200, message: 'OK' })}${end}`,
    STREAM,
  ],
  'watsonx, as events': [
    events(
      { results: [{ generated_text: text, stop_reason: 'not_finished' }] },
      { results: [{ generated_text: '', stop_reason: 'eos_token' }] },
    ),
    STREAM,
  ],
  'Text Generation Inference, as events': [
    events(
      { token: { text }, generated_text: null, details: null },
      { token: { text: '' }, generated_text: text, details: { finish_reason: 'eos_token' } },
    ),
    STREAM,
  ],
  'Model Studio, as events': [
    events({ output: { finish_reason: 'null', text } }, { output: { finish_reason: 'stop', text } }),
    STREAM,
  ],
  'Model Studio, as events with choices': [
    events({ output: { choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: text } }] } }),
    STREAM,
  ],
  'llama.cpp, as events': [events({ content: text, stop: false }, { content: '', stop: true }), STREAM],
  'Gemini Interactions, as events': [
    events(
      { event_type: 'content.delta', delta: { type: 'text', text } },
      { event_type: 'interaction.complete', interaction: { id: 'i1', status: 'completed' } },
    ),
    STREAM,
  ],
  'Ollama, as JSON lines': [ollama, 'application/x-ndjson'],
  'Ollama, as JSON lines that are called JSON': [ollama, JSON_TYPE],
  'Cohere, its older API, as JSON lines': [
    lines(
      { event_type: 'text-generation', text },
      { event_type: 'stream-end', is_finished: true, finish_reason: 'COMPLETE' },
    ),
    'application/stream+json',
  ],
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
