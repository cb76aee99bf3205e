/** Answers that a client, or a relay, could not read: the request was taken. */
import { describe } from 'vitest';
import { judges, judgesThrown } from './verdicts.ts';

const AGAIN = 'upstream-failure@provider retry fallback';
const NEVER = 'upstream-failure@provider final fallback';
const CUT = 'stream-interrupted@provider retry fallback';
const UNKNOWN = 'unknown@model final fallback';

describe('an answer that is no JSON', () => {
  judgesThrown([
    ['Unexpected end of JSON input', CUT, 'SyntaxError'],
    ['Unterminated string in JSON at position 90 (line 1 column 91)', AGAIN, 'SyntaxError'],
    ["Expected ',' or '}' after property value in JSON at position 12", AGAIN, 'SyntaxError'],
    [`Unexpected token '<', "<!DOCTYPE "... is not valid JSON`, AGAIN, 'SyntaxError'],
    ['Expecting value: line 1 column 1 (char 0)', AGAIN, 'JSONDecodeError'],
    ["invalid character '<' looking for beginning of value", AGAIN],
    ['could not parse the provider response', AGAIN],
    ['failed to deserialize response: expected value at line 1 column 1', AGAIN],
    // Of code, of a model's arguments, of the request.
    ["Unexpected identifier 'x'", UNKNOWN, 'SyntaxError'],
    [`Unexpected token 'r', "rate limit"... is not valid JSON`, AGAIN, 'SyntaxError'],
    ['failed to parse the tool arguments', UNKNOWN],
    ['could not parse the config file', UNKNOWN],
  ]);
});

describe('an answer that fits no schema, or is of another type', () => {
  judgesThrown([
    ['Response validation failed: [{"code":"invalid_type","path":["choices",0]}]', NEVER, 'SDKValidationError'],
    ['Data returned by API invalid for expected schema.', NEVER, 'APIResponseValidationError'],
    ['Response validation failed', NEVER, 'ResponseValidationError'],
    ['2 validation errors for ChatCompletionResponse\nid\n  Field required', NEVER, 'ValidationError'],
    [
      "1 validation error for AcmeStreamChunk\nchoices.0.finish_reason\n  Input should be 'stop' [type=enum, input_value='error', input_type=str]",
      AGAIN,
      'ValidationError',
    ],
    ['Expected content-type to be text/event-stream, Actual: text/html', NEVER],
    ['Unexpected content type: text/html; charset=utf-8', NEVER],
    ['The stream has a MIME type ("application/json") that is not "text/event-stream".', NEVER],
    ["Expected 'id' to be a string.", NEVER, 'AI_InvalidResponseDataError'],
    ['Unexpected event order, got content_block_start before "message_start"', NEVER, 'AnthropicError'],
    [
      'Type validation failed: Value: {"error":"Stream error: error decoding response body"}.\nError message: []',
      CUT,
      'AI_TypeValidationError',
    ],
    ['HTTP 403: Upstream request failed: [server_error] Upstream response was not valid JSON', AGAIN],
    ['Upstream response was not valid JSON', AGAIN],
    ['1 validation error for ChatRequest\nmessages\n  Field required', UNKNOWN, 'ValidationError'],
    ['the content type of attachment 1 is odd', UNKNOWN],
    ['schema of the tool is odd', UNKNOWN],
  ]);
});

describe('an answer with nothing in it', () => {
  judgesThrown([
    ['No choices returned from the model', AGAIN],
    ['Invalid response from API: missing choices', AGAIN],
    ['Received empty response from model', AGAIN],
    ['Acme returned an empty reply', AGAIN],
    ['No generations found in response', AGAIN],
    ['The model did not return any content', AGAIN],
    ['Provider returned error', AGAIN],
    ['the tool returned an empty response', UNKNOWN],
    ['The menu has no choices for you', UNKNOWN],
    ['an empty list is no prompt', UNKNOWN],
    ['the user did not answer any question', UNKNOWN],
  ]);
});

describe('a relay that could not read its upstream', () => {
  judges([
    ['a gateway', 503, 'processing failed: failed to parse response: invalid type: integer `400`', AGAIN],
    ['a relay in Go', 500, { error: { message: 'failed to unmarshal upstream response: EOF' } }, AGAIN],
    [
      'a number of another type',
      500,
      { error: 'json: cannot unmarshal number into Go struct field E.code of type string' },
      AGAIN,
    ],
    ['a proxy', 502, { error: 'could not decode the provider response' }, AGAIN],
    ['a relay in Rust', 503, { error: 'error deserializing response' }, AGAIN],
    [
      'a refusal that it could not read',
      421,
      {
        error: {
          type: 'invalid_request_error',
          message: 'failed to process response body (failed to parse response: x)',
        },
      },
      NEVER,
    ],
    ['a request', 500, { error: 'failed to parse the request body' }, 'invalid-request@provider final fallback'],
    ['a throttle', 429, { error: 'failed to parse response' }, 'rate-limit@model retry fallback'],
    ['a key', 401, { error: 'failed to parse response' }, 'auth@provider final fallback'],
  ]);
});
