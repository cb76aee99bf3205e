/** The same failure in the forms in which logs, terminals, runtimes and chats show it. */
import { inspect } from 'node:util';
import { APICallError, RetryError } from 'ai';
import { curl } from './texts.ts';

export interface Failed {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

const URL_ASKED = 'https://api.example.com/v1/chat/completions';

const thrown = ({ status, headers, body }: Failed): APICallError =>
  new APICallError({
    message: 'The request failed',
    url: URL_ASKED,
    requestBodyValues: { model: 'foo', messages: [{ role: 'user', content: 'Is the model overloaded?' }] },
    statusCode: status,
    responseHeaders: { ...headers },
    responseBody: body,
  });

/** A dictionary as Python prints it. */
export function pythonRepr(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string')
    return value.includes("'") && !value.includes('"')
      ? `"${value.replaceAll('\\', '\\\\').replaceAll('\n', String.raw`\n`)}"`
      : `'${value
          .replaceAll('\\', '\\\\')
          .replaceAll("'", String.raw`\'`)
          .replaceAll('\n', String.raw`\n`)}'`;
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${pythonRepr(key)}: ${pythonRepr(item)}`)
    .join(', ')}}`;
}

const TRACEBACK = `Traceback (most recent call last):
  File "/app/main.py", line 12, in <module>
    reply = client.chat.completions.create(model="foo", messages=[{"role": "user", "content": "hi"}])
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/usr/lib/python3.12/site-packages/openai/_base_client.py", line 1047, in request
    raise self._make_status_error_from_response(err.response) from None`;

const pretty = (body: string): string => JSON.stringify(JSON.parse(body), undefined, 2);
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);
const indented = (text: string): string => text.replaceAll(/^/gm, '    ');
const log = (fields: object): string => JSON.stringify({ level: 'error', time: '2026-11-02T10:00:00Z', ...fields });
const REQUEST = JSON.stringify({ model: 'foo', messages: [{ role: 'user', content: 'Is the model overloaded?' }] });

/** Forms that show the status, too. */
export const WITH_STATUS: Readonly<Record<string, (failed: Failed) => string>> = {
  'curl -i': ({ status, headers, body }) => curl(status, headers, body),
  'curl -i behind its command': ({ status, headers, body }) =>
    `$ curl -i ${URL_ASKED} -d '${REQUEST}'\n${curl(status, headers, body)}`,
  'curl -i, indented': ({ status, headers, body }) => indented(curl(status, headers, body).replaceAll('\r', '')),
  'curl -i in a code fence': ({ status, headers, body }) =>
    `It fails since today:\n\n\`\`\`http\n${curl(status, headers, body)}\n\`\`\`\n\nAny idea?`,
  'JSON in a code fence, the status in the text': ({ status, body }) =>
    `We get a status ${status}:\n\n\`\`\`json\n${pretty(body)}\n\`\`\`\n`,
  'a log line with colons': ({ status, body }) =>
    `2026-11-02T10:00:00.123Z app: worker[12]: chat: upstream: request failed: status: ${status}: ${body}`,
  'a log line of Rust': ({ status, body }) =>
    `2026-11-02T10:00:00Z ERROR app::llm::client: request failed status=${status} body=${body} elapsed=812ms`,
  'a line with JSON over many lines': ({ status, body }) =>
    `[10:00:00] ERROR: HTTP ${status} from the gateway:\n${pretty(body)}\n[10:00:01] INFO: next`,
  'a log in JSON, the body escaped': ({ status, body }) => log({ msg: 'call failed', status, body }),
  'a log in JSON, the response in it': ({ status, headers, body }) =>
    log({ msg: 'call failed', res: { statusCode: status, headers, body } }),
  'a log in JSON, the body parsed': ({ status, body }) =>
    log({ event: 'llm', response: { status, data: JSON.parse(body) as unknown } }),
  'a log in JSON in a log': ({ status, body }) =>
    JSON.stringify({ log: `${log({ status, body })}\n`, stream: 'stderr' }),
  'lines of logs in JSON': ({ status, body }) =>
    [
      log({ level: 'info', msg: 'call', request: REQUEST }),
      log({ msg: 'call failed', status, responseBody: body }),
      log({ level: 'info', msg: 'done' }),
    ].join('\n'),
  'inspect of an error': failed => inspect(thrown(failed)),
  'inspect of an error, in colours': failed => inspect(thrown(failed), { colors: true }),
  'inspect of an error, from console.error': failed => `Chat failed: ${inspect(thrown(failed))}`,
  'inspect of an error, indented': failed => indented(inspect(thrown(failed))),
  'inspect of an error of retries': failed =>
    inspect(
      new RetryError({ message: 'Failed after 3 attempts.', reason: 'maxRetriesExceeded', errors: [thrown(failed)] }),
      { depth: 4 },
    ),
  'inspect of an object': ({ status, body }) => inspect({ statusCode: status, responseBody: body }),
  'inspect of an object, on one line': ({ status, body }) =>
    inspect({ statusCode: status, responseBody: body }, { breakLength: Infinity }),
  'inspect of an object in a log line': ({ status, headers, body }) =>
    `[chat] failed ${inspect({ ok: false, status, headers: new Map(Object.entries(headers)), body }, { depth: 5 })}`,
  'inspect of a response of axios': ({ status, headers, body }) =>
    inspect(
      { status, statusText: 'Bad', headers, config: { url: URL_ASKED }, data: JSON.parse(body) as unknown },
      { depth: 9 },
    ),
  'a traceback of Python': ({ status, body }) =>
    `${TRACEBACK}\nopenai.APIStatusError: Error code: ${status} - ${pythonRepr(JSON.parse(body))}`,
  'a traceback of Python with a cause': ({ status, body }) =>
    `${TRACEBACK}\nhttpx.HTTPStatusError: the server refused\n\nThe above exception was the direct cause of the following exception:\n\n${TRACEBACK}\nopenai.APIStatusError: Error code: ${status} - ${pythonRepr(JSON.parse(body))}`,
  'JSON, twice escaped': ({ status, body }) =>
    JSON.stringify(JSON.stringify({ statusCode: status, responseBody: body })),
  'JSON, escaped without its quotes': ({ status, body }) =>
    escaped(JSON.stringify({ statusCode: status, responseBody: body })),
};

/** Forms that show the body alone. */
export const BODY_ALONE: Readonly<Record<string, (body: string) => string>> = {
  'as it is': body => body,
  pretty,
  'behind a byte order mark': body => `\uFEFF${body}`,
  'in a code fence': body => `\`\`\`json\n${pretty(body)}\n\`\`\``,
  'in a code fence of tildes, in a list': body => `1. This:\n\n   ~~~\n${indented(pretty(body))}\n   ~~~\n`,
  'cited in a mail': body => pretty(body).replaceAll(/^/gm, '> '),
  'behind a request': body => `${REQUEST}\n${body}`,
  'escaped without quotes': escaped,
  'in single quotes': body => `'${body}'`,
  'as Python prints it': body => pythonRepr(JSON.parse(body)),
  'as Node prints it': body => inspect(JSON.parse(body), { depth: 9 }),
  'in an event': body => `event: error\ndata: ${body}\n\n`,
  'in an event behind others': body =>
    `: ping\n\nevent: message\ndata: {"choices":[{"delta":{"content":"Hel"}}]}\n\nevent: error\ndata: ${body}\n\ndata: [DONE]\n`,
};
