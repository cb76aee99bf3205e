/**
 * Exceptions of a server's own code that it passes on as if the request were to blame, and checks of the request that it
 * passes on as its own failure. The same request meets the same code again.
 */
import { all, documented } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** What runtimes say of a programming mistake: Python, JavaScript, Go, Java, tensors. */
const MISTAKE =
  /(?:'\w{1,40}' object (?:has no attribute|is not (?:subscriptable|iterable|callable))|(?:list|string|tuple) index out of range|pop from empty list|keyerror: |unsupported operand type|cannot unpack non-iterable|object of type '?\w{1,40}'? (?:is not json serializable|has no len)|maximum (?:recursion depth|call stack size) exceeded|division by zero|dictionary changed size|(?:cannot access )?local variable .{1,60} (?:referenced before|where it is not)|runtime error: (?:invalid memory|index out|slice bounds)|invalid memory address|panic: |cannot read propert(?:y|ies) of (?:undefined|null)|undefined is not an? |(?:java\.lang\.)?nullpointerexception|index out of bounds|the size of tensor a|mat1 and mat2 shapes|expected all tensors)/i;

const FIELD = String.raw`['"\x60]?(?:content|contents|messages?|roles?|tools?|tool_calls?|tool_choice|prompt|input|functions?|parameters|response_format|json_schema|schema|max_tokens|temperature|stop|logprobs|arguments)['"\x60]?(?:\[\])?(?:\.\w{1,30})?`;
/** 'Expected 'content' to be a string', 'Missing 'messages'', ''tools' is required'. */
const CHECKED = [
  new RegExp(
    String.raw`^(?:expected|missing|unsupported|unknown|invalid)(?: (?:field|param(?:eter)?|type for|type of|value for))?:? ${FIELD}(?:$|:| (?:to be|field|type|must|is|in|value)\b)`,
    'i',
  ),
  new RegExp(String.raw`^${FIELD} (?:is required|must (?:be|have|not)|should be|cannot be (?:empty|null))\b`, 'i'),
  /\bunsupported (?:tool type|content type|message role|response_format)\b|^only '?function'? tools are supported\b/i,
  // A form of content that the server's code does not expect.
  /\bcan only concatenate str\b|\bunhashable type\b|\b(?:last|first) message role (?:should|must)\b|\broles must alternate\b/i,
];

export const ownExceptionRules: Rules = rules('server', [
  // https://docs.python.org/3/library/exceptions.html
  ['exception', all([400, 422], documented(MISTAKE)), 'server-error model no-retry'],
  // https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
  ['checked', all(500, [...CHECKED]), 'invalid-request provider fallback'],
]);
