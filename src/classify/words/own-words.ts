/**
 * What the author of an error message says itself: without what SDKs and proxies put in front of its sentence, and
 * without what it quotes. Providers quote the input that they refuse, and quoted words are no evidence.
 */

/** What SDKs, proxies and validators put in front of a sentence; several may stand one behind the other. */
const WRAPPERS: readonly RegExp[] = [
  // 'litellm.BadRequestError: ', 'AnthropicException - '
  /^(?:[\w-]{1,40}\.){0,3}\w{1,60}(?:Error|Exception)(?::| -)\s{1,4}/,
  // 'An error occurred (ValidationException) when calling the Converse operation: '
  /^an error occurred \(\w{1,60}\) when calling the \w{1,60} operation: /i,
  // 'Error code: 400 - ', 'HTTP 400: ', '400 ', and the sentence in quotes behind it
  /^(?:error code: |http |status(?: code)?:? )?[45]\d\d(?: -|:)? (?:"(?=[^]*"$))?/i,
  // 'Error raised by bedrock service: ', 'I/O error on POST request for "https://…": ', 'Post "https://…": '
  /^(?:error raised by \w{1,20} service|i\/o error on \w{3,7} request for "[^"]{1,300}"|\w{3,7} "https?:[^"]{1,300}"): /i,
  // What AWS's SDK for Go says of the exchange in front of the exception.
  /^(?:\w{1,60}: )?operation error [\w ]{1,60}: \w{1,60}, (?:[^:,]{1,60}, ){0,2}https? response error StatusCode: \d{3}, RequestID: [\w-]{0,60}, (?:api error )?/i,
  // 'Upstream request failed: [invalid_request_error] '
  /^(?:upstream request failed: )?\[[a-z]{1,30}(?:_[a-z]{1,30}){1,4}\] /i,
  // 'PERMISSION_DENIED: ', 'FAILED_PRECONDITION. {'
  /^[A-Z][A-Z\d_]{3,40}(?:: |\. (?=\{))/,
  // '<400> InternalError.Algo.InvalidParameter: '
  /^<[45]\d\d> [\w.]{1,80}: /,
  // The representation of a dictionary or of bytes, as Python prints them.
  /^b?['"]?\{[^]{0,200}?['"](?:message|error|detail|msg)['"]: ?['"]/,
  // 'Error: ', 'Error from provider (X): ', 'Invalid request: ', 'The request is invalid: '
  /^(?:[\w-]{1,30} )?(?:error|bad request|invalid request|validation error|the request is invalid)(?: from provider)?(?: \([^)]{1,40}\))?: /i,
  // What a model's server found, or a parser of Rust's.
  /^(?:the model returned the following errors|failed to deserialize the json body into the target type): /i,
  // The path of a parameter: 'messages.46.content.9.image.source.base64: ', 'max_tokens: '
  /^(?:At )?['\x60]?[a-z_][\w.[\]-]{0,120}(?: -> \w{1,40}){0,8}['\x60]? ?: /,
];
const MAX_WRAPPERS = 8;
/** Every wrapper has one of these. */
const MAY_BE_WRAPPED = /:\s| -\s|[{<]|[45]\d\d/;

/** The sentence itself, from its first word on. */
export function sentenceOf(message: string): string {
  let sentence = message.trimStart();
  if (!MAY_BE_WRAPPED.test(sentence)) return sentence;
  for (let count = 0; count < MAX_WRAPPERS; count += 1) {
    const wrapper = WRAPPERS.find(pattern => pattern.test(sentence));
    if (wrapper === undefined) break;
    sentence = sentence.replace(wrapper, '').trimStart();
  }
  return sentence;
}

/** Quotation marks, and what closes each of them. */
const CLOSING: Readonly<Record<string, string>> = {
  '"': '"',
  '`': '`',
  '“': '”',
  '«': '»',
  "'": "'’",
  '‘': "'’",
};
const ANY_MARK = /["`“”«»'‘’]/;
const LETTER = /\w/;
/** More than one word. Chinese puts no spaces between them. */
const WORDS = /\s|[\u3400-\u9fff]{4}/;

/** Whether a mark may open a quotation: words follow it, and none ends at it. An apostrophe stands between letters. */
const opens = (text: string, index: number): boolean =>
  !LETTER.test(text[index - 1] ?? '') && !/\s/.test(text[index + 1] ?? ' ');

/** Where the quotation ends that opens at the index; -1 if it does not. */
function closingIndex(text: string, opening: number): number {
  const closing = CLOSING[text[opening]!]!;
  for (let index = opening + 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (closing.includes(text[index]!) && !(closing.length > 1 && LETTER.test(text[index + 1] ?? '')))
      return index;
  }
  return -1;
}

/** The text without what it quotes. A single quoted word stays: it names a model, a parameter, a value. Linear. */
function withoutQuotations(text: string): string {
  if (!ANY_MARK.test(text)) return text;
  const unclosed = new Set<string>();
  let rest = '';
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const mark = text[index]!;
    if (CLOSING[mark] === undefined || unclosed.has(mark) || !opens(text, index)) continue;
    const end = closingIndex(text, index);
    if (end < 0) {
      unclosed.add(mark);
      // Cut short before its end, unless something else is quoted behind it.
      const behind = text.slice(index + 1);
      if (/\s/.test(behind) && !ANY_MARK.test(behind)) return `${rest}${text.slice(start, index)}…`;
      continue;
    }
    if (WORDS.test(text.slice(index, end))) {
      rest += `${text.slice(start, index)}…`;
      start = end + 1;
    }
    index = end;
  }
  return rest + text.slice(start);
}

/** The message without what its sentence quotes; what stands in front of the sentence stays. */
export function unquoted(message: string): string {
  const sentence = sentenceOf(message);
  return message.slice(0, message.length - sentence.length) + withoutQuotations(sentence);
}

/** A colon behind which stands what was found; not one before a single quoted value of which the sentence goes on to speak. */
const FOUND = /: (?!['"`][\w./-]{1,60}['"`] (?:is|are|was|does|do|cannot|must|not)\b)/;

/** The author's own words: its sentence up to what it found. */
export function ownWords(message: string): string {
  const own = withoutQuotations(sentenceOf(message));
  const colon = own.search(FOUND);
  return colon < 0 ? own : own.slice(0, colon);
}
