/** What commands do that load a module: its variables first, then its models, while its own words go elsewhere. */
import { loadEnvFile } from 'node:process';
import type { Args } from '../commands/context.ts';
import { text } from '../commands/context.ts';
import { UsageError } from '../exit.ts';
import { loadChains, type Found } from './load-chains.ts';

/** What a module prints must not stand between the lines of a result. */
function sendConsoleToErrors(): () => void {
  const { console } = globalThis;
  const { log, info, debug } = console;
  for (const method of ['log', 'info', 'debug'] as const)
    console[method] = (...said: unknown[]) => console.error(...said);
  return () => void Object.assign(console, { log, info, debug });
}

/**
 * Does something with the models of a module.
 *
 * @throws {UsageError} for a file that cannot be read, or a module without models
 */
export async function withChains<Result>(
  args: Args,
  use: (chains: readonly Found[]) => Promise<Result>,
): Promise<Result> {
  const variables = text(args, 'env-file');
  if (variables !== undefined) {
    try {
      loadEnvFile(variables);
    } catch (error) {
      throw new UsageError(`${variables} cannot be read. ${error instanceof Error ? error.message : ''}`);
    }
  }
  const restore = sendConsoleToErrors();
  try {
    return await use(await loadChains(text(args, 'module')!, text(args, 'only')));
  } finally {
    restore();
  }
}
