/**
 * The same for the options of a call: ids under which one provider's server keeps a conversation, a cache or a container.
 * What else a user has set stays, and so does what stands in a leg's own options: those are not passed here.
 */
import type { History } from './owner.ts';
import { type Fields, isFields, type ModelIdentity, type OtherWarning, text } from './prompt-shape.ts';

export interface SanitizeProviderOptions extends History {
  readonly for: ModelIdentity;
}

export interface SanitizedProviderOptions<Options> {
  /** The very options that were given, if nothing had to change. */
  readonly providerOptions: Options;
  readonly warnings: readonly OtherWarning[];
}

/** OpenAI, Azure and xAI responses; Gemini's caches and interactions. */
const STATE_OPTION = /^(?:openai|azure)\.conversation$|\.(?:previousResponseId|cachedContent|previousInteractionId)$/;

/** The value without its reference to a server; `undefined` if nothing else is in it. */
const withoutReference = (namespace: string, key: string, value: unknown): unknown => {
  if (value !== null && STATE_OPTION.test(`${namespace}.${key}`)) return undefined;
  if (!isFields(value)) return value;
  // A thread of Anthropic's can be begun anywhere, but continued only where it is.
  if (key === 'thread' && value['type'] === 'continue') return undefined;
  // Anthropic's `container` names a running container beside the skills to load: only the name is bound to an account.
  if (key !== 'container' || text(value['id']) === undefined) return value;
  const { id: _, ...others } = value;
  return Object.keys(others).length === 0 ? undefined : others;
};

const withoutState = (namespace: string, fields: Fields, removed: string[]): Fields => {
  const kept = Object.entries(fields).flatMap(([key, value]): [string, unknown][] => {
    const rest = withoutReference(namespace, key, value);
    if (rest !== value) removed.push(`${namespace}.${key}`);
    return rest === undefined && rest !== value ? [] : [[key, rest]];
  });
  return Object.fromEntries(kept);
};

/**
 * Removes references to server-side state from a call's options, unless the leg asked is the one that the user has written
 * them for: `leg` and `unstamped` are the same, or either is unknown. The context behind such a reference is lost to
 * other legs, which the warning says.
 */
export const sanitizeProviderOptions = <Options extends object | undefined>(
  providerOptions: Options,
  { for: { provider, modelId }, leg, unstamped }: SanitizeProviderOptions,
): SanitizedProviderOptions<Options> => {
  const own = leg === undefined || unstamped === undefined || leg === unstamped;
  if (own || !isFields(providerOptions)) return { providerOptions, warnings: [] };
  const removed: string[] = [];
  const kept = Object.fromEntries(
    Object.entries(providerOptions).map(([namespace, fields]) => [
      namespace,
      isFields(fields) ? withoutState(namespace, fields, removed) : fields,
    ]),
  );
  if (removed.length === 0) return { providerOptions, warnings: [] };
  const message =
    `Call options adapted to ${provider}/${modelId}. Removed ${removed.join(', ')}: what this refers to is kept by ` +
    'another provider or account, so its content is missing from this call.';
  return { providerOptions: kept as Options, warnings: [{ type: 'other', message }] };
};
