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
      phrase(/\breturned no output\b|\bno (?:content|output) (?:was )?generated\b/i),
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
      all(shape('empty'), evidence => !hasResponse(evidence)),
      { category: 'upstream-failure', statusCode: 502 },
    ],
    ['not-json', shape('not-json'), { category: 'upstream-failure', statusCode: 502 }],
  ]),
];
