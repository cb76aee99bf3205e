/**
 * The words under which a code is looked up, however it is spelt: as written, in snake case, its segments, and the
 * word of the shared vocabulary that means the same.
 */
import { remembering } from '../../runtime/remembering.ts';

/** What codes that nobody listed mean by their parts, in snake case; the first that fits counts. */
const MEANINGS: readonly (readonly [pattern: RegExp, word: string])[] = [
  [/(?:concurren|parallel)\w{0,20}(?:limit|exceed)/, 'concurrency_limit_exceeded'],
  [
    /(?:budget|spend|spending(?:_limit)?|cost_limit|credits?|balance|funds|spend_limit)_(?:is_)?(?:exceeded|exhausted|reached|insufficient|depleted|not_enough|low|overdrawn|used_up)|(?:insufficient|not_enough|no|out_of|low)_(?:\w{1,20}_)?(?:balance|credits?|funds)|payment_(?:required|overdue)|resource_pack_exhausted|arrears|overdue/,
    'insufficient_credits',
  ],
  [
    /rate_?limit|too_many_requests|throttl|spike_arrest|quota_(?:violation|exceeded|limit|reached)|(?:requests?|tokens)_limit(?:ed|_reached|_exceeded)/,
    'rate_limit',
  ],
  [
    /overload|(?:no|insufficient|out_of)_capacity|capacity_(?:exceeded|exhausted)|(?:server|system|service)_(?:is_)?busy|queue_(?:is_)?full/,
    'overloaded',
  ],
  [
    /(?:invalid|incorrect|missing|unknown|expired|revoked|bad|no|wrong)_(?:\w{1,20}_)?(?:api_?key|access_?token|credentials?|virtual_key)|(?:api_?key|access_?token|credentials?|virtual_key)_(?:is_)?(?:invalid|missing|expired|revoked|required|unknown|not_found)/,
    'invalid_api_key',
  ],
  [/insufficient_(?:scope|permissions?)/, 'access_denied'],
  [
    /(?:model|deployment|engine)_(?:is_)?(?:not_found|unknown|not_exist|does_not_exist|retired|deprecated)|(?:unknown|no_such|invalid)_(?:model|deployment|engine)$/,
    'model_not_found',
  ],
  [
    /context_(?:length|window|size)_(?:\w{1,20}_)?(?:exceeded|too)|(?:prompt|input|context)_too_(?:long|large)/,
    'context_length_exceeded',
  ],
  [/guardrail_(?:blocked|intervened|violat)|blocked_by_guardrail/, 'guardrail_violation'],
  [
    /censor|content_(?:filter|moderat|policy_viol|safety)|(?:safety|moderation)_(?:blocked|violation|flagged)/,
    'content_filter',
  ],
  [/(?:timed|time)_?out|deadline_exceeded/, 'timeout'],
];

const snake = (code: string): string =>
  code
    .replace(/([a-z\d])(?=[A-Z])/g, '$1_')
    .replace(/[\W_]+/g, '_')
    .replace(/^_|_$/g, '')
    .toLowerCase();

/** In lower case. */
export const wordsOfCode = (code: string | number): readonly string[] =>
  typeof code === 'number' ? [String(code)] : spellings(code);

const spellings: (text: string) => readonly string[] = /* @__PURE__ */ remembering(text => {
  const words = [text.toLowerCase()];
  if (text.length > 200 || !/[a-z]/i.test(text)) return words;
  const segments = /^https?:/i.test(text) ? text.split(/[/#]/).slice(-1) : text.split(/[.:/#]/).slice(-4);
  const whole = snake(text);
  // `QuotaExceededException` and `ERR_QUOTA_EXCEEDED` are one word.
  const parts = segments.map(segment => snake(segment).replace(/^(?:err|error)_|_exception$/g, '')).toReversed();
  const last = parts[0]!;
  words.push(whole, ...parts);
  const meaning = MEANINGS.find(([pattern]) => pattern.test(last) || pattern.test(whole));
  if (meaning) words.push(meaning[1]);
  return words;
});
