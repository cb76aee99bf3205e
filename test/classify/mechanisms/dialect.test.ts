/** What only one API's dialect lacks, beside what no API takes: the first goes to the next leg, the second nowhere. */
import { describe } from 'vitest';
import { judges, judgesThrown } from './verdicts.ts';

const OTHER_MODEL = 'invalid-request@model final fallback';
const OTHER_API = 'invalid-request@provider final fallback';
const REQUEST = 'invalid-request@request final stop';
const typed = (message: string, more: object = {}) => ({ error: { message, type: 'invalid_request_error', ...more } });
const google = (message: string) => ({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } });
const forbidden = (...path: string[]) => ({
  detail: [{ type: 'extra_forbidden', loc: ['body', ...path], msg: 'Extra inputs are not permitted' }],
});

describe('a field that this API does not know', () => {
  judges([
    ['by its code', 422, forbidden('store'), OTHER_API],
    ['in a typed envelope', 422, { message: forbidden('n'), type: 'invalid_request_error' }, OTHER_API],
    ['as a sentence', 422, { message: "unknown field: parameter 'strict' is not a valid field" }, OTHER_API],
    [
      'of a transcoder',
      400,
      google('Invalid JSON payload received. Unknown name "seed": Cannot find field.'),
      OTHER_API,
    ],
    ['a word that it keeps', 400, typed('x-header is a reserved keyword and may not be used here.'), OTHER_API],
    ['a key that a JSON schema forbids', 400, { message: '#: extraneous key [top_k] is not permitted' }, OTHER_API],
    ['behind a 502', 502, { error: { message: 'Unknown parameter: reasoning' } }, OTHER_API],
    ['a field that is missing', 400, typed('messages: Field required'), REQUEST],
    ['a value of the wrong type', 400, typed("Invalid value for 'content': expected a string, got null."), REQUEST],
  ]);
});

describe("a form of schema or name that is not this API's", () => {
  const schema = (message: string) => typed(message, { param: 'tools[0]', code: 'invalid_function_parameters' });
  judges([
    ['keywords at the top', 400, schema("Invalid schema for function 'f': schema must not have 'oneOf'"), OTHER_API],
    ['what a validator finds', 400, schema("Invalid schema for function 'f': None is not of type 'object'."), REQUEST],
    ['a path into a schema', 400, google("Invalid value at 'tools[0].function_declarations[5].parameters'"), OTHER_API],
    ['a name of a tool', 400, { message: 'tool names must match ^[a-z_]+$' }, OTHER_API],
    ['two tools of one name', 400, typed('tools: Tool names must be unique.'), REQUEST],
  ]);
});

describe('a number of things', () => {
  judges([
    ['by its code', 400, typed("Invalid 'tools': array too long.", { code: 'array_above_max_length' }), OTHER_API],
    ['of tools', 400, typed("'tools' : maximum number of items is 128"), OTHER_API],
    ['of images', 400, typed('At most 4 image(s) may be provided in one prompt.'), OTHER_MODEL],
    ['of a setting', 400, typed('temperature must be at most 2'), REQUEST],
  ]);
  judgesThrown([['You may not include more than 128 tools in your request.', OTHER_API]]);
});

describe('a kind of part or role', () => {
  judges([
    ['a variant', 400, typed('messages[0]: unknown variant `image_url`, expected `text`'), OTHER_MODEL],
    ['a value', 400, { message: 'Invalid value: file. Supported values are: text,image_url.' }, OTHER_MODEL],
    [
      'a quoted text that begins so',
      400,
      typed("Invalid value: 'file not found'. Supported values are: 'a'."),
      REQUEST,
    ],
  ]);
});

describe('more output than this model gives', () => {
  judges([
    ['a range', 400, typed('Invalid max_tokens value, the valid range of max_tokens is [1, 8192]'), OTHER_MODEL],
    ['a range in other words', 400, { message: 'Range of max_tokens should be [1, 8192]' }, OTHER_MODEL],
    ['none at all', 400, typed('max_tokens must be greater than 0'), REQUEST],
  ]);
});

describe("the template of a model's conversation", () => {
  judges([
    ['roles', 400, { error: { message: 'Conversation roles must alternate user/assistant' } }, OTHER_MODEL],
    ['the last message', 400, typed('The last message of this-model must be a user message.'), OTHER_MODEL],
  ]);
});

describe('options that this model does not take together', () => {
  judges([
    ['an option with another', 400, typed('`temperature` may only be set to 1 when thinking is enabled.'), OTHER_MODEL],
    [
      'a value, and what is said of it',
      400,
      google("A response of the type: 'application/json' is unsupported"),
      OTHER_MODEL,
    ],
  ]);
});

describe('a value that each vendor names in its own words', () => {
  judges([
    ['of effort', 400, typed("invalid reasoning value: 'minimal' (must be high or low)"), OTHER_MODEL],
    ['in prose', 400, { message: 'reasoning_effort must be one of low, high' }, OTHER_MODEL],
    ['by its parameter', 400, typed("Invalid value: 'xhigh'.", { param: 'reasoning.effort' }), OTHER_MODEL],
    ['a role', 400, typed('chat content has invalid message role: developer'), OTHER_MODEL],
    ['two options', 400, typed('Argument not supported: instructions and previous_response_id together'), OTHER_MODEL],
    ['a number', 400, typed('thinking.budget_tokens: Input should be greater than or equal to 1024'), REQUEST],
    ['another parameter', 400, typed("Invalid value: 'x'.", { param: 'messages[0].role' }), REQUEST],
    ['what a text quotes', 400, typed("Invalid 'input': 'reasoning must be better'"), REQUEST],
  ]);
  judgesThrown([
    ['400 invalid params, function parameters is empty (2013)', OTHER_API],
    ['400 invalid params, chat content has invalid message role: system (2013)', OTHER_MODEL],
    ['invalid params, context window exceeds limit (2013)', 'context-length@model final fallback'],
    ['400 invalid params, messages is empty (2013)', REQUEST],
  ]);
});
