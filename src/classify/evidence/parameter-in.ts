/** Which parameter of the request an envelope blames. */
import { itemsOf, read, readString } from './safe-read.ts';

/** Whether a text in a parameter's place is none of its names. */
export const isSentence = (text: string): boolean => /\s\w{1,40}\s/.test(text);

/** The parameter that an envelope names: OpenAI's `param`, the `loc` of validators, Google's field violations. */
export function parameterIn(value: object): string | undefined {
  const path = itemsOf(read(value, 'loc'), 8).filter(step => typeof step === 'string' || typeof step === 'number');
  const named = readString(value, 'param', 'field');
  // What Python makes of a missing one.
  if (named !== undefined && named !== 'None' && !isSentence(named) && !/^\d+$/.test(named)) return named;
  return path.length > 0 ? path.join('.') : undefined;
}
