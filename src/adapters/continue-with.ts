/** Lets another leg go on from a text that broke off. */
import type { Leg } from './leg.ts';
import type { CallOptions } from './sdk-model.ts';

/** Whether the answer to a call may be continued: a prefill in the middle of JSON is none. */
export const mayContinue = ({ responseFormat }: CallOptions): boolean => responseFormat?.type !== 'json';

/** Whether a leg goes on from a partial assistant message. */
export const takesPrefill = ({ declaration }: Leg): boolean => declaration.assistantPrefill === true;

/** The call with the text so far as the beginning of the answer. */
export function withPrefill(params: CallOptions, shown: string): CallOptions {
  // APIs that take a prefill refuse one that ends in white space.
  const text = shown.trimEnd();
  return { ...params, prompt: [...params.prompt, { role: 'assistant', content: [{ type: 'text', text }] }] };
}
