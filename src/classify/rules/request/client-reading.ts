/**
 * Answers that a client, or a relay on the way, could not read: no JSON, none that its schema knows, another media type,
 * or nothing in it. Whoever sent the answer took the request.
 */
import { hasResponse } from '../../evidence.ts';
import { all, any, documented, type Matcher, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** The reader speaks: no status but that of a success came with its words. */
const reader: Matcher = evidence => !hasResponse(evidence);

/** Words of JSON parsers: V8, JavaScriptCore, Python, Go, Rust. */
const NO_JSON =
  /^(?:invalid json response\b|unterminated string in JSON|expected .{1,60} in JSON at position|bad control character in string literal|JSON\.? ?parse(?: error)?: |unexpected token .{0,80}\bis not valid json|unexpected end of (?:json|data)|expecting value: line \d|extra data: line \d|failed to parse json\b)|\binvalid character '.{1,4}' (?:looking for|after)\b|\bexpected value at line \d/i;

const RESPONSE = String.raw`(?:the )?(?:\S{1,30} ){0,2}?(?:responses?|replies|reply|stream chunks?|answer)\b`;
/** 'failed to parse the upstream response', in the words of a client or a relay. */
const UNREAD = new RegExp(
  String.raw`\b(?:failed|unable|could not|couldn.t|cannot|error) (?:to )?(?:pars|deserializ|decod|unmarshal|understand|interpret)\w{0,4} ${RESPONSE}`,
  'i',
);
const NOT_JSON = /\bupstream (?:response|answer|body)\b.{0,20}\bnot valid json\b/i;
const UNREAD_BODY = /\b(?:failed|unable) to process (?:the )?(?:upstream )?response body\b/i;
const UNREAD_TYPE = /\bcannot unmarshal .{1,80}\bof type\b/i;

const SCHEMA =
  /^(?:api )?response (?:validation failed|does not match|failed validation)\b|^unexpected event order\b|\bdata returned by api invalid for expected schema\b/i;
/** A class of an SDK, which may quote its findings. */
const unasked: Matcher = ({ status }) => status === undefined;

/** Pydantic names the model that refused; one for requests is the caller's. */
const PYDANTIC = /^\d{1,5} validation errors? for \w{0,60}(?:Response|Chunk|Completion|Message|Output|Event|Result)\b/i;
/** A stream that ended with an error which the schema has no word for. */
const ENDED_BADLY =
  /^\d{1,5} validation errors? for \w{0,60}\s[^]{0,200}\bfinish_?reason\b[^]{0,200}\binput_value='(?:error|unknown)'/i;

const MEDIA_TYPE =
  /\b(?:expected|unexpected|invalid|wrong|unknown)\b.{0,30}\b(?:content[- ]type|mime ?type)\b.{0,60}\b(?:text\/|application\/)|\bhas a MIME type\b.{0,60}\bthat is not\b/i;

const NOTHING = [
  /\b(?:received|returned|got|sent) (?:an? )?(?:empty|blank|invalid) (?:\w{1,20} ){0,3}(?:response|reply|answer|output|completion)\b|\bempty response (?:from|body|received|text)\b/i,
  /\bno (?:choices|candidates|generations|completions?)\b.{0,20}\b(?:returned|found|received|in (?:the )?(?:response|answer|output))\b|\bmissing (?:or empty )?choices\b/i,
  /\bdid not (?:provide|return|produce|send) any (?:\w{1,20} )?(?:messages?|content|output|response|choices|text)\b/i,
];
/** What was refused stays refused, whoever could not read it. */
const refused: Matcher = ({ status }) =>
  status !== undefined && status > 399 && status < 500 && ![401, 402, 403, 407, 408, 425, 429].includes(status);
const failed: Matcher = ({ status }) => status !== undefined && status > 499;

export const clientReadingRules: Rules = rules('answer', [
  // https://docs.pydantic.dev/latest/errors/errors/
  ['ended-badly', all(reader, documented(ENDED_BADLY)), 'upstream-failure'],
  [
    'schema',
    all(unasked, [
      'SDKValidationError ResponseValidationError APIResponseValidationError AI_InvalidResponseDataError',
      SCHEMA,
      all('AI_TypeValidationError', /^invalid json response$/i),
      documented(PYDANTIC),
    ]),
    'upstream-failure no-retry',
    "The answer does not fit this client's schema: update the client, or check baseURL.",
  ],
  // https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
  [
    'media-type',
    all(reader, ['ContentTypeError', MEDIA_TYPE]),
    'upstream-failure no-retry',
    'The answer is of another media type: check baseURL.',
  ],
  // What a client says whose own words end here.
  [
    'behind',
    all(reader, /^(?:provider returned (?:an )?error|upstream (?:error|request failed)|model error)\b/i),
    'upstream-failure',
  ],
  [
    'try-again',
    all(
      reader,
      /^(?:something went wrong|an? (?:unknown |unexpected )?error occurred|oops)\b.{0,80}\b(?:try again|retry)\b/i,
    ),
    'server-error',
  ],
  ['nothing', all(reader, [...NOTHING], not(/\b(?:tools?|mcp)\b/i)), 'upstream-failure'],
  [
    'unreadable',
    all(
      reader,
      any('jsondecodeerror', NO_JSON, NOT_JSON, UNREAD, UNREAD_BODY, UNREAD_TYPE),
      not(/\b(?:request|arguments?|schema|config\w{0,20}|input|tool)\b/i),
    ),
    'upstream-failure',
  ],
]);

/** Before the words of load: the status is one of a relay that could not read. */
export const relayReadingRules: Rules = rules('answer', [
  // https://www.rfc-editor.org/rfc/rfc9110#section-15.6.3
  ['unreadable-behind', all([refused, 403], 'server_error', NOT_JSON), 'upstream-failure'],
  ['unreadable-refusal', all(refused, documented(UNREAD_BODY)), 'upstream-failure no-retry'],
  ['unreadable-upstream', all(failed, [UNREAD, UNREAD_BODY, UNREAD_TYPE]), 'upstream-failure'],
]);
