/** A command: what it takes, and what it does with it. */
import type { ArgsDef } from 'citty';
import type { ExitCode } from '../exit.ts';
import type { Output } from '../terminal/output.ts';

/** Arguments as they were read: checked against the command's own list. */
export type Args = Readonly<Record<string, string | boolean | undefined>>;

export interface Command {
  description: string;
  args: ArgsDef;
  run(args: Args, output: Output): Promise<ExitCode>;
}

/** What every command takes. */
export const COMMON: ArgsDef = {
  json: { type: 'boolean', description: 'Print the result as JSON, and nothing else' },
};

/** What a command takes that loads a module. */
export const MODULE: ArgsDef = {
  module: { type: 'positional', description: 'A module (.ts or .js) that exports models or chains' },
  only: { type: 'string', description: 'Only the export of this name', valueHint: 'name' },
  dotenv: { type: 'string', description: 'Read variables from this file first, like .env', valueHint: 'file' },
  ...COMMON,
};

/** A text that was given. */
export const text = (args: Args, name: string): string | undefined => {
  const value = args[name];
  return typeof value === 'string' ? value : undefined;
};
