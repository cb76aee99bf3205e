/** Which parameter of the request an envelope blames. */
import { itemsOf, read, readString } from './safe-read.ts';

/** The parameter that an envelope names: OpenAI's `param`, the `loc` of validators, Google's field violations. */
export function parameterIn(value: object): string | undefined {
  const path = itemsOf(read(value, 'loc'), 8).filter(step => typeof step === 'string' || typeof step === 'number');
  const named = readString(value, 'param', 'field');
  // What Python makes of a missing one.
  if (named !== undefined && named !== 'None') return named;
  return path.length > 0 ? path.join('.') : undefined;
}
