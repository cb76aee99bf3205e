/**
 * What one API's dialect does not have: a field, a form of schema or name, a kind of part, a number of things. The same
 * request is in order elsewhere. A value that no API takes is the request's own fault, and is not told here.
 */
import { all, documented, type Matcher } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** Refusals of content, and failures of relays that pass one on. */
const judged: Matcher = ({ status }) =>
  status === undefined || (status > 399 && ![401, 402, 403, 429].includes(status));

/** A field that this API does not know, in the words of validators, or a word that it keeps for itself. */
const FIELD =
  /\bextra (?:inputs|fields|properties) (?:are )?not (?:permitted|allowed)\b|\bextraneous key\b|\b(?:invalid json payload received\. )?unknown name\b|\b(?:unknown|unrecognized|unexpected) (?:request )?(?:arguments?|parameters?|fields?|keys?|propert(?:y|ies))\b|\badditional propert(?:y|ies)\b.{0,80}\bnot (?:allowed|permitted)\b|\b(?:\S{1,60} )?is a reserved (?:key)?word\b|\binvalid beta flag\b/i;

/** Schemas of tools and answers, and names of tools. What JSON schema's own validators say of one holds everywhere. */
const SCHEMA =
  /\binvalid schema for .{1,80}: (?!.{0,200}\bis not (?:of type|one of|valid under any)\b)|\b(?:tool|function|input|response)[_ ]?schemas? (?:must|cannot|contains|exceeds)\b|\bfunction_?declarations\[|\btoolConfig\.tools\b|\binvalid (?:tool|function) names?\b|\b(?:tool|function) parameters (?:is|are) empty\b|\b(?:tool|function) names?\b.{0,60}\b(?:must (?:match|start|only)|pattern|too long|exceed|invalid)\b|\b(?:\d{1,3} validation errors? detected: )?value at '\S{0,80}tool\S{0,80}' failed to satisfy\b/i;
/** An API counts how many of these it takes. */
const count = (things: string): RegExp =>
  new RegExp(
    String.raw`\b(?:at most|more than|maximum(?: of)?|up to|limit(?:ed)? (?:of|to)) \d{1,6} (?:\w{1,20} ){0,2}(?:${things})\b|\b(?:too many|max(?:imum)? number of) (?:\w{1,20} ){0,2}(?:${things})\b`,
    'i',
  );
const MEDIA = count(String.raw`(?:images?|videos?|audios?|documents?|files?|pages?)(?:\(s\))?`);
const THINGS = count('items|tools?|functions?|elements|stop|sequences|blocks|properties|parameters|values');
const ARRAY = /\b(?:invalid '\S{1,60}': )?(?:array|list) (?:is )?too long\b/i;

const PART = String.raw`[\x60'"]?(?:system|text|json_schema|image_url|input_\w{4,5}|image|file|video_url|audio|document|tool|developer|thinking)\b(?! )`;
/** A kind of part, or a role, that the API has no word for. */
const KIND = new RegExp(
  String.raw`\b(?:invalid|unsupported|unknown|unexpected) (?:message )?role\b|['"\x60]?developer['"\x60]? is not one of\b|\b(?:unknown variant|invalid value:?|un(?:supported|known) (?:content|part|message|block) type:?|input tag|input should be) ${PART}`,
  'i',
);

/** Settings whose values each vendor names in its own words. */
const SETTING = String.raw`(?:reasoning|thinking|effort|verbosity|service_?tier|tool_choice|parallel_tool_calls)(?:[._](?!content)\w{1,20})?\b`;
const VALUE = new RegExp(
  String.raw`\b(?:invalid|unsupported|unknown) (?:value for )?['"\x60]?${SETTING}|${SETTING}['"\x60]?:? (?:\w{1,20} )?(?:(?:must|should) be (?!greater|less|at least|an? |\d)|is not supported\b)`,
  'i',
);
const OF_SETTING = new RegExp(String.raw`(?:^|\.)${SETTING}`);

/** The request asks for more output than this model gives; none at all is asked for nowhere. */
const OUTPUT = [
  /\bmax_?(?:completion_|output_)?tokens\b.{0,80}\b(?:too (?:large|high|big)|exceeds?(?! (?:the )?context)|maximum allowed|supports? at most|valid range|should be (?:in )?\[|must be (?:less|at most|<|in|within|between)|(?<!must be )greater than|(?:cannot|must not|should not) (?:exceed|be (?:greater|larger|more)))/i,
  /\bsupports at most \d{1,9} (?:completion|output) tokens\b|\bmaximum allowed number of output tokens\b|\bmaximum tokens you requested exceed\b/i,
];

/** The template of one model, by which a conversation becomes its prompt: other models take the same messages. */
const TEMPLATE =
  /\b(?:conversation roles|chat messages) must alternate\b|\b(?:the )?(?:last|first) message (?:of \S{1,60} |role )?(?:should|must)\b|\b(?:roles?|messages?(?:\(s\))?) should (?:be )?alternat(?:e|ing)\b|\bsystem (?:role|messages?) (?:is |are )?not supported\b|\bchat[_ ]template\b/i;

export const dialectRules: Rules = rules('request', [
  // https://docs.pydantic.dev/latest/errors/validation_errors/#extra_forbidden
  [
    'field',
    all(judged, ['extra_forbidden unknown_parameter unrecognized_keys', documented(FIELD)]),
    'invalid-request provider fallback',
  ],
  // https://ai.google.dev/gemini-api/docs/structured-output
  // https://platform.claude.com/docs/en/build-with-claude/structured-outputs
  ['schema', all(judged, ['tool_schema_invalid', documented(SCHEMA)]), 'invalid-request provider fallback'],
  ['kind', all(judged, documented(KIND)), 'invalid-request model fallback'],
  // https://developers.openai.com/api/docs/guides/reasoning
  [
    'value',
    all(judged, [
      documented(VALUE),
      ({ params, messages }) => messages.length > 0 && params.some(param => OF_SETTING.test(param)),
    ]),
    'invalid-request model fallback',
  ],
  // https://developers.openai.com/api/docs/guides/function-calling
  ['media-count', all(judged, documented(MEDIA)), 'invalid-request model fallback'],
  [
    'count',
    all(judged, ['array_above_max_length', documented(ARRAY), documented(THINGS)]),
    'invalid-request provider fallback',
  ],
  ['output-cap', all(judged, OUTPUT.map(documented)), 'invalid-request model fallback'],
  // https://huggingface.co/docs/transformers/chat_templating
  ['template', all(judged, documented(TEMPLATE)), 'invalid-request model fallback'],
]);
