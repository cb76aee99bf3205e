/** What a module wants its legs to be asked in a drill: its export `drill`. */
import type { DrillRequest } from '../../drill/options.ts';
import { UsageError } from '../exit.ts';
import { isModel } from './load-chains.ts';

/** @throws {UsageError} for an export `drill` that is no request */
export function drillRequestOf(module: Record<string, unknown>): DrillRequest | undefined {
  const request = module['drill'];
  // A function of the name is imported, and a model is drilled.
  if (request === undefined || typeof request === 'function' || isModel(request)) return undefined;
  if (typeof request === 'object' && request !== null && !Array.isArray(request)) return request;
  throw new UsageError(
    'The export `drill` is no request.',
    'It holds what generateText() takes: `export const drill = { prompt: …, tools }`.',
  );
}
