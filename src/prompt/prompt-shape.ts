/**
 * As much of a prompt as its readers need to know, by structure. It fits the prompt a model gets and the messages a user
 * writes, of any version of the SDK; whatever else stands in a part is carried along unread.
 */

/** What names a model: every SDK model has it. */
export interface ModelIdentity {
  readonly provider: string;
  readonly modelId: string;
}

/** One message, as loosely as any version of the SDK would have it. */
export interface PromptMessage {
  readonly role: string;
  readonly content?: unknown;
  readonly providerOptions?: unknown;
}

export type Fields = Readonly<Record<string, unknown>>;

/** The SDK's own shape of a warning that belongs to no feature. */
export interface OtherWarning {
  type: 'other';
  message: string;
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The parts of a message; none for a system prompt or anything that is not a message. */
export const partsOf = (message: unknown): readonly unknown[] =>
  isFields(message) && Array.isArray(message['content']) ? message['content'] : [];

/** The leg that served a part, as the router has stamped it. */
export const stampOf = (holder: unknown): string | undefined => {
  const options = isFields(holder) ? holder['providerOptions'] : undefined;
  const stamp = isFields(options) ? options['failover'] : undefined;
  return isFields(stamp) ? text(stamp['leg']) : undefined;
};
