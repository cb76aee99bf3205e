/**
 * Names of exception classes: those that were thrown, and those that a text names, as clients do that print one error
 * into another. Whatever library made them, their parts say what happened.
 */

/** 'litellm.APIError: ', 'OllamaException - ', '(ThrottlingException) when', 'exception is javax.net.ssl.SSLException'. */
const IN_TEXT = /(?<![\w/-])[A-Z]\w{0,30}[a-z\d]\w{0,20}[A-Z]\w{1,40}(?=$|["':;,()\]]| -)/g;
/** How much of a text is read: a class stands before what it says. */
const READ_CHARS = 400;
const MAX_CLASSES = 12;

/** What was found, by the list of messages: many rules ask for it. */
const known = new WeakMap<readonly string[], readonly string[]>();

/** All class names of an error, the thrown ones first. */
export function classNames({
  names,
  messages,
}: {
  readonly names: readonly string[];
  readonly messages: readonly string[];
}): readonly string[] {
  let found = known.get(messages);
  if (found === undefined) {
    const said = messages.flatMap(message => message.slice(0, READ_CHARS).match(IN_TEXT) ?? []);
    known.set(messages, (found = [...names, ...said].slice(0, MAX_CLASSES)));
  }
  return found;
}
