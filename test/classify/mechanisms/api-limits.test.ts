/** What one API does not take and another may: options that exclude each other, forms of answers. */
import { describe } from 'vitest';
import { judges } from './verdicts.ts';

const OTHER_MODEL = 'invalid-request@model final fallback';
const REQUEST = 'invalid-request@request final stop';
const text = (message: string) => ({ error: { message, type: 'invalid_request_error' } });

describe('what this API alone does not take', () => {
  judges([
    ['streaming and n', 400, text('stream cannot be combined with n > 1'), OTHER_MODEL],
    ['logprobs and tools', 400, text('logprobs and tools cannot be used together'), OTHER_MODEL],
    ['caching and search', 422, { detail: 'prompt caching cannot be mixed with web search' }, OTHER_MODEL],
    ['parallel calls', 400, text('Parallel function calling with audio output is unsupported'), OTHER_MODEL],
    ['a form of answer', 400, { error: 'response_format must be of type text on this server' }, OTHER_MODEL],
    ['another form', 400, { error: { message: "response_format.type must be 'json_schema'" } }, OTHER_MODEL],
  ]);
});

describe('what the request got wrong', () => {
  judges([
    ['a range', 400, text('temperature must be between 0 and 2'), REQUEST],
    ['two roles', 400, text('messages: roles must alternate between user and assistant'), REQUEST],
    ['a missing field', 400, text('messages is a required property'), REQUEST],
  ]);
});
