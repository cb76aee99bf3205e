/** The same shapes as those of good answers, in which something really failed: what the good ones are told apart from. */
import { sse } from '../generate-via/difference.ts';
import { chat } from '../generate-via/wire/chat.ts';
import { gemini } from '../generate-via/wire/gemini.ts';
import { messages } from '../generate-via/wire/messages.ts';
import { responses } from '../generate-via/wire/responses.ts';
import type { FailureCategory } from '../../src/index.ts';
import type { DoorName } from './doors.ts';
import { PAGE_502 } from './sayings.ts';

export interface NearMiss {
  name: string;
  door: DoorName;
  /** The whole body, of an answer or of a stream. */
  body: string;
  /** A stream's body has events. */
  isStream?: true;
  category: FailureCategory;
  /** What is left of it where the package hands on no byte of a stream. */
  heard?: FailureCategory;
}

const empty = (finish: string, head: object = {}, choice: object = {}): string =>
  JSON.stringify(chat({ content: '', finish, choice }, { head }).json);

const whole = (name: string, door: DoorName, category: FailureCategory, body: unknown): NearMiss => ({
  name,
  door,
  category,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const stream = (name: string, door: DoorName, category: FailureCategory, events: readonly unknown[]): NearMiss => ({
  name,
  door,
  category,
  body: events.join(''),
  isStream: true,
});

const compatible = 'openai-compatible';
const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };

export const NEAR_MISSES: readonly NearMiss[] = [
  whole("Google's envelope is the answer itself", compatible, 'rate-limit', {
    error: { code: 429, message: 'Resource has been exhausted (e.g. check quota).', status: 'RESOURCE_EXHAUSTED' },
  }),
  whole(
    'an error beside an empty answer',
    'openai chat',
    'rate-limit',
    empty('stop', {
      error: { code: 'rate_limit_exceeded', message: 'Rate limit reached' },
    }),
  ),
  whole(
    'an error in the choice',
    'openrouter',
    'upstream-failure',
    empty(
      'error',
      {},
      {
        error: { code: 502, message: 'Provider returned error' },
      },
    ),
  ),
  whole('errors: [one]', compatible, 'upstream-failure', {
    success: false,
    result: null,
    errors: [{ code: 2005, message: 'Failed to get response from provider' }],
    messages: [],
  }),
  whole('the page is the answer itself', compatible, 'upstream-failure', PAGE_502),
  whole('nothing', compatible, 'upstream-failure', ''),
  whole('half an answer', compatible, 'stream-interrupted', empty('stop').slice(0, 60)),
  whole('code 429', compatible, 'rate-limit', { code: 429, message: 'Too many requests' }),
  whole('code "503"', compatible, 'overloaded', { code: '503', msg: 'Service Unavailable' }),
  whole('status "error"', compatible, 'server-error', { status: 'error', message: 'Internal server error' }),
  whole('MiniMax: base_resp with a status', compatible, 'billing', {
    base_resp: { status_code: 1008, status_msg: 'insufficient balance' },
  }),
  whole(
    'MiniMax: the same beside an empty answer',
    compatible,
    'rate-limit',
    empty('stop', {
      base_resp: { status_code: 1002, status_msg: 'rate limit exceeded' },
    }),
  ),
  whole('choices: null', compatible, 'upstream-failure', { id: '', object: '', created: 0, model: '', choices: null }),
  whole('a job that failed', compatible, 'upstream-failure', { id: 'job', status: 'FAILED', delayTime: 1 }),
  whole('a job done, which brought an error', compatible, 'overloaded', {
    id: 'job',
    output: [{ object: 'error', code: 503, type: 'AcmeError', message: 'The model is overloaded' }],
    status: 'COMPLETED',
  }),
  whole('Zhipu: network_error', compatible, 'upstream-failure', empty('network_error')),
  whole('DeepSeek: insufficient_system_resource', 'deepseek', 'overloaded', empty('insufficient_system_resource')),
  whole('vLLM: abort', compatible, 'stream-interrupted', empty('abort')),
  whole('watsonx: time_limit', compatible, 'timeout', empty('time_limit')),
  whole('Qianfan: error_code and error_msg', compatible, 'rate-limit', {
    error_code: 18,
    error_msg: 'Open api qps request limit reached',
  }),
  whole('errcode and errmsg', compatible, 'rate-limit', { errcode: 429, errmsg: 'Too many requests' }),
  whole('errorCode and errorMessage', compatible, 'overloaded', {
    errorCode: 'E503',
    errorMessage: 'The model is overloaded',
  }),
  whole('status_code and status_msg', compatible, 'server-error', { status_code: 500, status_msg: 'internal error' }),
  whole('a status, a message and more', compatible, 'server-error', {
    timestamp: 1,
    status: 500,
    message: 'It broke',
    path: '/v1/chat',
  }),
  whole('code 0, but a message of a failure', compatible, 'overloaded', { code: 0, message: 'The system is busy' }),
  whole('code 200, a message of a failure and null', compatible, 'rate-limit', {
    code: 200,
    message: 'Too many requests',
    data: null,
  }),
  {
    ...whole('an error of blanks and nothing else', compatible, 'unknown', {
      error: { message: '', type: '', code: null },
    }),
    // Its package cannot read it.
    heard: 'upstream-failure',
  },
  whole('Model Studio: throttled', compatible, 'rate-limit', {
    code: 'Throttling.RateQuota',
    message: 'Requests rate limit exceeded, please try again later.',
    request_id: 'r',
  }),
  whole('Anthropic: type error', 'anthropic', 'overloaded', overloaded),
  whole('Gemini: a malformed call', 'google', 'server-error', gemini([], 'MALFORMED_FUNCTION_CALL').json),
  whole('Bedrock: an exception', 'bedrock', 'rate-limit', {
    __type: 'ThrottlingException',
    message: 'Too many requests, please wait before trying again.',
  }),
  whole('Cohere: ERROR', 'cohere', 'upstream-failure', {
    message: { role: 'assistant', content: [] },
    finish_reason: 'ERROR',
    usage: { tokens: { input_tokens: 10, output_tokens: 0 } },
  }),
  whole('Responses: failed', 'openai responses', 'server-error', {
    ...(responses([]).json as object),
    status: 'failed',
    error: { code: 'server_error', message: 'The server had an error while processing your request.' },
  }),
  stream('an error event after the head', 'anthropic', 'overloaded', [
    messages([], 'end_turn').stream[0],
    sse(overloaded, 'error'),
  ]),
  stream('an error chunk', 'openai chat', 'rate-limit', [
    sse({ error: { code: 'rate_limit_exceeded', message: 'Rate limit reached', type: 'tokens' } }),
  ]),
  stream('an error chunk with empty choices', 'openrouter', 'upstream-failure', [
    sse({
      id: 'gen-1',
      error: { code: 502, message: 'Provider returned error' },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    }),
  ]),
  stream('a message alone', compatible, 'overloaded', [sse({ message: 'The model is overloaded' })]),
  stream('a message alone and the end', compatible, 'overloaded', [
    sse({ message: 'The model is overloaded' }),
    'data: [DONE]\n\n',
  ]),
  stream('no chunk but an end by abort', compatible, 'stream-interrupted', chat({ finish: 'abort' }).stream),
  stream('the head alone', compatible, 'stream-interrupted', chat({ finish: 'stop' }).stream.slice(0, 1)),
  { ...stream('a page', compatible, 'upstream-failure', [PAGE_502]), heard: 'stream-interrupted' },
  stream('a failed response', 'openai responses', 'server-error', [
    responses([]).stream[0],
    sse({
      type: 'response.failed',
      sequence_number: 1,
      response: { id: 'resp_1', status: 'failed', error: { code: 'server_error', message: 'The server had an error' } },
    }),
  ]),
];
