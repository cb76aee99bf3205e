/** What a rule's test asks of a failure, as data: what `described-matchers.ts` makes of the rows. */

export type Said =
  | { kind: 'codes'; codes: string[] }
  | { kind: 'code-like'; pattern: RegExp }
  | { kind: 'statuses'; statuses: number[] }
  | { kind: 'cloudflare'; codes: number[] }
  | { kind: 'texts'; patterns: RegExp[] }
  | { kind: 'from'; origins: string[] }
  | { kind: 'maybe-from'; origin: string }
  | { kind: 'all' | 'any'; parts: Said[] }
  | { kind: 'not'; part: Said }
  /** A function: all that is known is its keys, its name and what it answers. */
  | { kind: 'function'; test: Asked };

/** A test that is a function, and the keys of which the evidence has one wherever it holds. */
export interface Asked {
  (evidence: never): boolean;
  needs?: () => Iterable<string>;
}
