/**
 * What in `providerOptions` is state of a provider's server: signatures, ids of stored items, encrypted content. All else
 * is an option of the user, cache marks included, and stays.
 */
import { type Fields, isFields } from './prompt-shape.ts';

/** By name and in every namespace, so that providers which the user has named are covered. */
const STATE_KEYS: ReadonlySet<string> = new Set([
  // OpenAI, Azure and xAI responses
  'itemId',
  'responseId',
  'reasoningEncryptedContent',
  'encryptedContent',
  'parallelToolCall',
  // Anthropic, Bedrock, Google's interactions
  'signature',
  'redactedData',
  'redactedContent',
  'interactionId',
  // Google
  'thoughtSignature',
  'serverToolCallId',
  'serverToolType',
  // OpenRouter
  'reasoning_details',
  // Which server-side execution called a tool (Anthropic, OpenAI)
  'caller',
]);

const isState = (key: string, value: unknown): boolean =>
  (STATE_KEYS.has(key) && value !== undefined && value !== null) ||
  // Citations of an answer point into search results on the server; as an option of a file they are `{ enabled }`.
  (key === 'citations' && Array.isArray(value));

/** The namespaces under which this part, message or result carries state. */
export const stateNamespaces = (providerOptions: unknown): readonly string[] => {
  if (!isFields(providerOptions)) return [];
  return Object.entries(providerOptions)
    .filter(([, fields]) => isFields(fields) && Object.entries(fields).some(([key, value]) => isState(key, value)))
    .map(([namespace]) => namespace);
};

const withoutStateFields = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key, value]) => !isState(key, value)));

/** A part or a message. */
export interface OptionsHolder {
  readonly providerOptions?: unknown;
}

/** The same holder if it has no state, else a copy without it; options left empty are left out. */
export const withoutServerState = <Holder extends OptionsHolder>(holder: Holder): Holder => {
  const { providerOptions, ...others } = holder;
  const namespaces = stateNamespaces(providerOptions);
  if (namespaces.length === 0 || !isFields(providerOptions)) return holder;
  const kept = Object.fromEntries(
    Object.entries(providerOptions).flatMap(([namespace, fields]): [string, unknown][] => {
      if (!namespaces.includes(namespace) || !isFields(fields)) return [[namespace, fields]];
      const rest = withoutStateFields(fields);
      return Object.keys(rest).length === 0 ? [] : [[namespace, rest]];
    }),
  );
  // Only options are taken away, and no type here requires any.
  return (Object.keys(kept).length === 0 ? others : { ...others, providerOptions: kept }) as unknown as Holder;
};
