/** Answers that are none: an HTML page, nothing, half a document, or a stream that ends without saying so. */
import { hasResponse, type ResponseShape } from '../evidence.ts';
import { all, any, code, type Matcher, phrase, type Rule, ruleTable } from '../rule.ts';

const SOURCE = 'https://www.rfc-editor.org/rfc/rfc9110#section-6.4';
const SSE = 'https://html.spec.whatwg.org/multipage/server-sent-events.html';

const shape =
  (...shapes: ResponseShape[]): Matcher =>
  evidence =>
    shapes.includes(evidence.shape);

export const responseShapeRules: readonly Rule[] = [
  ...ruleTable('response', SSE, [
    // One event that is no JSON; a whole body that is none is an APICallError. The source may well go on after it.
    ['unreadable-event', ({ names }) => names[0] === 'AI_JSONParseError', { category: 'stream-interrupted' }],
    [
      'truncated',
      any(
        shape('truncated'),
        phrase(
          /\bended without a finish reason\b/i,
          /\bstream (?:was )?(?:truncated|ended (?:prematurely|before|unexpectedly)|closed before)\b/i,
          /\bunexpected end of (?:stream|json input)\b/i,
        ),
        code('stream-truncated', 'stream_interrupted', 'incomplete_stream', 'interrupted'),
      ),
      { category: 'stream-interrupted' },
    ],
  ]),
  ...ruleTable('response', SOURCE, [
    [
      'no-output',
      phrase(
        /\breturned no output\b|\bno (?:content|output) (?:was )?generated\b|^response did not contain any choices\b|^no choices? in response\b/i,
      ),
      { category: 'upstream-failure' },
    ],
    [
      'html',
      shape('html'),
      {
        category: 'upstream-failure',
        statusCode: 502,
        remedy: 'A page came in place of an answer: check baseURL and what stands between.',
      },
    ],
    [
      'empty',
      any(
        all(shape('empty'), evidence => !hasResponse(evidence)),
        code('AI_EmptyResponseBodyError'),
      ),
      { category: 'upstream-failure', statusCode: 502 },
    ],
    [
      'not-json',
      // workers-ai-provider keeps only the parser's words, in its own APICallError.
      any(shape('not-json'), all(code('AI_APICallError'), phrase(/^unexpected token\b.*\bis not valid json$/is))),
      { category: 'upstream-failure', statusCode: 502 },
    ],
  ]),
];
