/** What commands do that load a module: its variables first, then its models. */
import { loadEnvFile } from 'node:process';
import type { Args } from '../commands/context.ts';
import { text } from '../commands/context.ts';
import { UsageError } from '../exit.ts';
import { loadChains, type Loaded } from './load-chains.ts';

/** @throws {UsageError} for a file that cannot be read, or a module without models */
export async function loadFor(args: Args): Promise<Loaded> {
  const variables = text(args, 'dotenv');
  if (variables !== undefined) {
    try {
      loadEnvFile(variables);
    } catch (error) {
      throw new UsageError(`${variables} cannot be read. ${error instanceof Error ? error.message : ''}`);
    }
  }
  return await loadChains(text(args, 'module')!, text(args, 'only'));
}
