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
  /^(?:error code: |http |status(?: code)?:? )?[45]\d\d(?: -|:)? (?:"(?=[\s\S]*"$))?/i,
  // '<400> InternalError.Algo.InvalidParameter: '
  /^<[45]\d\d> [\w.]{1,80}: /,
  // The representation of a dictionary or of bytes, as Python prints them.
  /^b?['"]?\{[^]{0,200}?['"](?:message|error|detail|msg)['"]: ?['"]/,
  // 'Error: ', 'Error from provider (X): ', 'Invalid request: ', 'The request is invalid: '
  /^(?:[\w-]{1,30} )?(?:error|bad request|invalid request|validation error|the request is invalid)(?: from provider)?(?: \([^)]{1,40}\))?: /i,
  // The path of a parameter: 'messages.46.content.9.image.source.base64: ', 'max_tokens: '
  /^[a-z_][\w.[\]-]{0,120}: /,
];
const MAX_WRAPPERS = 8;

/** The sentence itself, from its first word on. */
export function sentenceOf(message: string): string {
  let sentence = message.trimStart();
  for (let count = 0; count < MAX_WRAPPERS; count += 1) {
    const wrapper = WRAPPERS.find(pattern => pattern.test(sentence));
    if (wrapper === undefined) break;
    sentence = sentence.replace(wrapper, '').trimStart();
  }
  return sentence;
}

/** Quoted words. A single one is a name: of a model, a parameter, a value. */
const QUOTED: readonly RegExp[] = [
  /"(?=\S)(?:\\.|[^"\\]){0,4000}"/g,
  /`(?=\S)[^`]{0,4000}`/g,
  /[“«](?=\S)[^”»]{0,4000}[”»]/g,
  // An apostrophe stands between letters, a quotation mark does not.
  /(?<!\w)['‘](?=\S)(?:[^'’]|['’](?=\w)){0,4000}['’](?!\w)/g,
];
/** A quotation that was cut short before its end. */
const UNENDED = /(?:(?<!\w)['‘]|(?<![\w"])"|(?<!`)`|“)(?=\S)(?:(?!['"`‘’”]).)*\s(?:(?!['"`‘’”]).)*$/s;

/** The text without what it quotes. */
function withoutQuotations(text: string): string {
  let rest = text;
  for (const pattern of QUOTED) rest = rest.replace(pattern, quoted => (/\s/.test(quoted) ? '…' : quoted));
  return rest.replace(UNENDED, '…');
}

/** The message without what its sentence quotes; what stands in front of the sentence stays. */
export function unquoted(message: string): string {
  const sentence = sentenceOf(message);
  return message.slice(0, message.length - sentence.length) + withoutQuotations(sentence);
}

/** The author's own words: its sentence up to a colon, behind which stands what it found. */
export function ownWords(message: string): string {
  const own = withoutQuotations(sentenceOf(message));
  const colon = own.search(/: /);
  return colon < 0 ? own : own.slice(0, colon);
}
