/** What tells one call's answer from every other's. */

const PATTERN = /nonce-\d+-/;
const WORDS = 20;

export const nonceOf = (call: number): string => `nonce-${call}-`;

/** The nonce in a request's body. */
export const findNonce = (body: string): string | undefined => PATTERN.exec(body)?.[0];

/** The deltas of the one right answer. */
export const deltasFor = (nonce: string): string[] =>
  Array.from({ length: WORDS }, (_, index) => `${index === 0 ? '' : ' '}${nonce}${index}`);

export const answerTo = (nonce: string): string => deltasFor(nonce).join('');
