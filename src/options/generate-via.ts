/** Through which of its functions a model generates: the option, and what `auto` means for one leg. */
import { oneOf, type Check } from '../runtime/option-rows.ts';
import type { LegTimeouts } from './timeout-options.ts';

/** Through which of its functions a model generates; `auto` judges by the limits that were set. */
export type GenerateVia = 'auto' | 'generate' | 'stream';

/** @throws {TypeError} naming the option, what it got and what it takes */
export const checkGenerateVia: Check = oneOf('auto', 'generate', 'stream');

/** Whether a limit is set that a generate call cannot keep: it shows nothing before its end. */
function needsStream(timeouts: LegTimeouts, own: LegTimeouts = {}): boolean {
  const { firstContentMs = timeouts.firstContentMs, idleMs = timeouts.idleMs } = own;
  return typeof firstContentMs === 'number' || typeof idleMs === 'number';
}

/**
 * What a generate call of one leg is made through.
 *
 * @param timeouts as the user set them, without defaults
 */
export function generatesVia(via: GenerateVia, timeouts: LegTimeouts, own?: LegTimeouts): 'generate' | 'stream' {
  if (via !== 'auto') return via;
  return needsStream(timeouts, own) ? 'stream' : 'generate';
}
