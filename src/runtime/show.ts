/**
 * Names in a message what a user passed in, by its shape, so that a model in the wrong place is not "an object". Never
 * prints an object, and no text that might be a credential.
 */

/** What the SDK works with, told apart by the methods that only it has. */
export type Kind =
  | 'provider'
  | 'middleware'
  | 'language model'
  | 'embedding model'
  | 'reranking model'
  | 'image model'
  | 'video model'
  | 'transcription model'
  | 'speech model'
  | 'model of another kind';

/** What only the names tell: models for speech have the methods of a language model, or some of them. */
const NAMED = /image|video|transcription|speech/i;

/** What a thing of the SDK's is; `undefined` for anything else. */
export function kindOf(value: unknown): Kind | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const thing = value as Record<string, unknown>;
  const can = (...methods: string[]) => methods.some(method => typeof thing[method] === 'function');
  try {
    if (can('wrapGenerate', 'wrapStream', 'wrapEmbed', 'transformParams')) return 'middleware';
    if (can('languageModel', 'embeddingModel', 'textEmbeddingModel')) return 'provider';
    if (can('doEmbed')) return 'embedding model';
    if (can('doRerank')) return 'reranking model';
    const { provider, modelId } = thing;
    if (typeof provider !== 'string' || typeof modelId !== 'string') return undefined;
    const isLanguage = can('doGenerate') && can('doStream');
    // Only asked for, not read: a getter may answer with a new promise, which would be nobody's.
    if (isLanguage && 'supportedUrls' in thing) return 'language model';
    const [named] = NAMED.exec(`${provider} ${thing.constructor?.name}`) ?? [];
    if (named !== undefined) return `${named.toLowerCase()} model` as Kind;
    return isLanguage ? 'language model' : 'model of another kind';
  } catch {
    return undefined;
  }
}

/** Longest text that is shown; most credentials are longer. */
const MAX_TEXT = 60;
/** Letters and digits without a break: no name of a model or an option has that, but credentials have. */
const DENSE = /(?=[a-z]*\d)[a-z\d]{16,}/i;

/** Whether a function is declared to return a promise. */
export const isAsync = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object AsyncFunction]';

/** A kind with its article. */
export const aKind = (kind: Kind): string => `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;

function showObject(value: object): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  const kind = kindOf(value);
  if (kind !== undefined) return aKind(kind);
  if (typeof value === 'function') return isAsync(value) ? 'an async function' : 'a function';
  if (typeof (value as { then?: unknown }).then === 'function') return 'a promise';
  // `Headers` and maps have none of what they hold as properties.
  return Symbol.iterator in value ? `a ${Object.prototype.toString.call(value).slice(8, -1)}` : 'an object';
}

/** Names a value in a message; also one that does not let itself be looked at. */
export function show(value: unknown): string {
  try {
    if (typeof value === 'string') {
      return value.length > MAX_TEXT || DENSE.test(value)
        ? `a text of ${value.length} characters`
        : JSON.stringify(value);
    }
    if (typeof value === 'bigint') return `${value}n`;
    return (typeof value !== 'object' && typeof value !== 'function') || value === null
      ? String(value)
      : showObject(value);
  } catch {
    return 'an unreadable object';
  }
}

/** Whether a value can hold options. */
export const isOptions = (value: unknown): value is object => show(value) === 'an object';
