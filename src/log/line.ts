/** What is logged of an event: one line for people, and the same as flat fields for machines. */

/** How much a line matters, least first. */
export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type Level = (typeof LEVELS)[number];

/** Flat: every log store can filter by it. */
export type Fields = Record<string, string | number | boolean>;

export interface Line {
  level: Level;
  /** In plain words, without the call's id. */
  text: string;
  /** What is known besides the fields of the event. */
  fields?: Fields;
}
