/** Node before 22.18 strips types only when it is told to: the command then runs itself once more, with the flag. */
import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { UsageError } from '../exit.ts';

const FLAG = '--experimental-strip-types';
/** The first Node that has the flag. */
const FIRST = [22, 6] as const;

/** Whether a module did not load because this Node takes no types. */
export const needsTypeStripping = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 'ERR_UNKNOWN_FILE_EXTENSION' &&
  /extension "\.[cm]?ts"/.test(error instanceof Error ? error.message : '');

/** Runs this process once more; its exit code. */
export function runWithTypes(): number {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const hasFlag = major > FIRST[0] || (major === FIRST[0] && minor >= FIRST[1]);
  if (!hasFlag || process.execArgv.includes(FLAG))
    throw new UsageError(
      `Node ${process.versions.node} cannot load TypeScript.`,
      'Use Node 22.18 or newer, or a module in JavaScript.',
    );
  const args = [...process.execArgv, FLAG, '--disable-warning=ExperimentalWarning', ...process.argv.slice(1)];
  const { status, signal, error } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (error) throw error;
  return status ?? (signal === null ? 1 : 128 + constants.signals[signal]);
}
