/** How the command ends. */

export const EXIT = {
  /** All is well. */
  ok: 0,
  /** The command did its work, and something is broken. */
  broken: 1,
  /** It was called wrongly, or was given what it cannot use. */
  usage: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What is wrong with how the command was called, in words for whoever called it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** What helps, a line each. */
  readonly hints: readonly string[];

  constructor(message: string, ...hints: string[]) {
    super(message);
    this.hints = hints;
  }
}
