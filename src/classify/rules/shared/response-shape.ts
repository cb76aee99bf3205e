/** Answers that are none: an HTML page, nothing, half a document, or a stream that ends without saying so. */
import { type Evidence, hasResponse, type PageKind, type ResponseShape } from '../../evidence.ts';
import { all, type Matcher, needing } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

const shape = (wanted: ResponseShape): Matcher =>
  needing(
    () => [`shape:${wanted}`],
    evidence => evidence.shape === wanted,
  );

/** The SDK's errors about one event of a stream, which may go on: it is no JSON, or fits no schema of its API. */
const UNREADABLE = 'AI_JSONParseError';
const UNKNOWN = 'AI_TypeValidationError';

/** The rules of such events, if nothing in them says more. */
export const EVENT_RULES: ReadonlySet<string> = new Set(['response:unreadable-event', 'response:unknown-event']);

type InStream = Pick<Evidence, 'phase' | 'names'>;

/** Whether an error in a stream is about one event of it. */
export const isAboutEvent = ({ phase, names: [name] }: InStream): boolean =>
  phase === 'stream' && (name === UNREADABLE || name === UNKNOWN);

const event = (name: string): Matcher =>
  needing(
    () => [`word:${name.toLowerCase()}`],
    evidence => isAboutEvent(evidence) && evidence.names[0] === name,
  );

const page = (kind: PageKind): Matcher =>
  all(shape('html'), ({ page: found, edgeCode }) => found === kind && edgeCode === undefined);

/** Pages that somebody between puts in place of any answer. */
export const pageRules: Rules = rules('page', [
  // https://www.rfc-editor.org/rfc/rfc8952
  [
    'login',
    page('login'),
    'auth network 511',
    'A login page came in place of an answer: sign in to this network or site.',
  ],
  ['filter', page('filter'), 'permission network 403', 'A web filter of this network blocks the host.'],
  // https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/
  ['challenge', page('challenge'), 'permission provider 403', "The site's bot protection refuses this client."],
]);

export const responseShapeRules: Rules = rules('response', [
  // https://html.spec.whatwg.org/multipage/server-sent-events.html
  ['unreadable-event', event(UNREADABLE), 'stream-interrupted'],
  // A schema that did not fit once will not fit again.
  ['unknown-event', event(UNKNOWN), 'unknown'],
  [
    'truncated',
    [
      shape('truncated'),
      /\bended without a finish reason\b/i,
      /\bstream (?:was )?(?:truncated|ended (?:prematurely|before|unexpectedly)|closed before)\b/i,
      /\bunexpected end of (?:stream|json input)\b|\bincomplete (?:json|stream|chunk)\b|\bmissing finish[_ ]reason\b/i,
      /\b(?:stream|request|response|answer)\b.{0,30}\b(?:ended|completed|closed|finished) (?:without|before|prematurely)\b/i,
      'stream-truncated stream_interrupted incomplete_stream interrupted',
    ],
    'stream-interrupted',
  ],
  // https://www.rfc-editor.org/rfc/rfc9110#section-6.4
  [
    'no-output',
    // The last is the mistake that @ai-sdk/openai 3 makes of a 2xx without an answer.
    /\breturned no output\b|\bno (?:content|output) (?:was )?generated\b|^response did not contain any choices\b|^no choices? in response\b|\bcontained no choices\b|\bno response body\b|^response\.output is not iterable$/i,
    'upstream-failure',
  ],
  [
    'html',
    // A page does not overrule the status that it came with.
    all(shape('html'), ({ status }) => status === undefined || status > 499),
    'upstream-failure 502',
    'A page came in place of an answer: check baseURL and what stands between.',
  ],
  [
    'empty',
    [all(shape('empty'), evidence => !hasResponse(evidence)), 'AI_EmptyResponseBodyError'],
    'upstream-failure 502',
  ],
  // workers-ai-provider keeps only the parser's words, in its own APICallError.
  [
    'not-json',
    [shape('not-json'), all('AI_APICallError', /^unexpected token\b.{0,200}\bis not valid json$/is)],
    'upstream-failure 502',
  ],
]);
