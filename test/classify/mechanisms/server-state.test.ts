/** Words of a server's own state behind a client error, and permanent things behind a server's error. */
import { describe } from 'vitest';
import { judges, type Sample } from './verdicts.ts';

const MODEL_ERROR = 'server-error@model retry fallback';
const NEVER = 'server-error@model final fallback';
const BUSY = 'overloaded@model retry fallback';
const UPSTREAM = 'upstream-failure@provider retry fallback';
const OTHER_MODEL = 'invalid-request@model final fallback';
const CONFIG = 'gateway-config@provider final fallback';
const REQUEST = 'invalid-request@request final stop';
const ERROR = 'server-error@provider retry fallback';
const BOUND = 'invalid-request@request final fallback';

const state: [sentence: string, expected: string][] = [
  ['Failed to start the model worker: exit 1', MODEL_ERROR],
  ['Error: could not load the model weights', MODEL_ERROR],
  ['Model unloaded.', MODEL_ERROR],
  ['The model has crashed without additional information. (Exit code: 6)', MODEL_ERROR],
  ["Error: model worker for 'acme' is restarting", MODEL_ERROR],
  ['llama runner process has terminated: exit status 2', MODEL_ERROR],
  ['The inference engine is not running', MODEL_ERROR],
  ['inference worker 3 crashed while it loaded an adapter', MODEL_ERROR],
  ['replica #12 unexpectedly exited', MODEL_ERROR],
  ['backend acme is still starting up', MODEL_ERROR],
  ['CUDA error: an illegal access was encountered', MODEL_ERROR],
  ['torch: out of memory while allocating the cache', MODEL_ERROR],
  ['Unable to allocate GPU memory for this sequence', MODEL_ERROR],
  ['model acme-7b is currently loading', BUSY],
  ['cannot serve: KV cache is full (100%)', BUSY],
  ['the request queue is full', BUSY],
  ['no free slots available', BUSY],
  ['sequence was preempted by a longer one', BUSY],
  ['connection to the tokenizer was refused', UPSTREAM],
  ['Channel Error', UPSTREAM],
  ['redis backend unreachable', UPSTREAM],
];

describe("a client error about the server's own state", () => {
  judges(
    state.flatMap(([sentence, expected]): Sample[] => [
      [sentence, 400, { error: sentence }, expected],
      [sentence, 422, { detail: sentence }, expected],
    ]),
  );
  judges([
    [
      'in an error with a type',
      400,
      { error: { type: 'invalid_request_error', message: 'messages.0.content is no list' } },
      REQUEST,
    ],
    [
      'a word of it in quotes',
      400,
      { error: { message: "the name 'model worker is restarting' is not allowed" } },
      REQUEST,
    ],
    ['a queue that the request names', 400, { error: { message: 'queue must be a number' } }, REQUEST],
    ['a memory that the request names', 400, { error: { message: 'memory must be a list of strings' } }, REQUEST],
    ['a process that the request names', 400, { error: { message: 'process is not a valid role' } }, REQUEST],
    ['a connection that the request names', 400, { error: { message: 'connection_id must be a string' } }, REQUEST],
    ['a loaded dice', 400, { error: { message: 'temperature must lie between 0 and 2' } }, REQUEST],
    ['a model that is not there', 404, { error: 'model acme not found' }, 'not-found@model final fallback'],
    ['a key', 401, { error: 'the session was lost, backend stopped' }, 'auth@provider final fallback'],
    ['a limit', 429, { error: 'the request queue is full' }, 'rate-limit@model retry fallback'],
  ]);
});

const permanent: [sentence: string, expected: string][] = [
  ['model requires more system memory (48.0 GiB) than is available (12.1 GiB)', NEVER],
  ['unable to load full model on GPU', NEVER],
  ['the weights do not fit into the GPU memory', NEVER],
  ['unsupported architecture: acme-next', OTHER_MODEL],
  ['unsupported quantization: q9', OTHER_MODEL],
  ['backend not compiled with vision support', OTHER_MODEL],
  ['please start the server with --enable-lora', OTHER_MODEL],
  ['tools param requires --jinja flag', OTHER_MODEL],
  ['streaming is not implemented for this model', OTHER_MODEL],
  ["provider 'acme' is not configured", CONFIG],
  ['Invalid configuration for the upstream', CONFIG],
  ['this channel was disabled by the administrator', CONFIG],
  ['The role is not authorized to perform: acme:Invoke on this resource', 'permission@model final fallback'],
  ['Model access is denied: subscribe first', 'permission@model final fallback'],
  ['x509: certificate signed by unknown authority', 'upstream-failure@provider final fallback'],
  ['TLS: CERTIFICATE_VERIFY_FAILED', 'upstream-failure@provider final fallback'],
  ['Payload is too big. Max payload size is 32MB.', 'invalid-request@provider final fallback'],
  ['failed to parse the request body', 'invalid-request@provider final fallback'],
];

describe('a permanent thing behind a server error', () => {
  judges(
    permanent.flatMap(([sentence, expected]): Sample[] => [
      [sentence, 500, { error: { message: sentence } }, expected],
      [sentence, 503, { error: { message: sentence } }, expected],
    ]),
  );
  judges([
    ['an error of its own', 500, { error: { message: 'Something went wrong, we are on it' } }, ERROR],
    ['a configuration that loads', 500, { error: { message: 'configuration reloaded, try again' } }, ERROR],
    ['a certificate in passing', 500, { error: { message: 'the certificate service is late' } }, ERROR],
    ['a provider that is down', 502, { error: { message: 'the provider is down' } }, UPSTREAM],
    ['a body that was not read', 500, { error: { message: 'could not read from the database' } }, ERROR],
    [
      'a parameter by its short name',
      500,
      { error: { message: 'Unsupported param: functions' } },
      'invalid-request@provider final fallback',
    ],
    ['a right in passing', 500, { error: { message: 'we perform maintenance, authorized by us' } }, ERROR],
    ['a busy feature', 503, { error: { message: 'vision is busy' } }, BUSY],
  ]);
});

const bound: string[] = [
  'messages.1.content.0: Invalid `signature` in `thinking` block',
  'messages.3.content.1: `thinking` or `redacted_thinking` blocks in the latest message cannot be modified',
  'Function call is missing a thought_signature in functionCall parts',
  'Thought signature is not valid',
  'The encrypted content for item rs_1a2b3c could not be verified',
  'Encrypted content could not be decrypted or parsed',
  "Item 'rs_0a1b2c' of type 'reasoning' was provided without its required following item",
  'Expected `thinking` or `redacted_thinking`, but found `tool_use`',
  'reasoning encrypted_content is malformed',
  'Corrupted thought signature',
];

describe('state that only its vendor can read', () => {
  judges(
    bound.flatMap((message): Sample[] => [
      [message, 400, { error: { type: 'invalid_request_error', message } }, BOUND],
      [message, 400, { error: { code: 400, message, status: 'INVALID_ARGUMENT' } }, BOUND],
    ]),
  );
  judges([
    [
      'a budget of thinking',
      400,
      { error: { type: 'invalid_request_error', message: 'thinking.budget_tokens must be at least 1024' } },
      REQUEST,
    ],
    [
      'a signature of a function',
      400,
      { error: { type: 'invalid_request_error', message: 'the function signature has no name' } },
      REQUEST,
    ],
    [
      'a part that is missing',
      400,
      { error: { type: 'invalid_request_error', message: 'contents.parts must not be empty' } },
      REQUEST,
    ],
  ]);
});
