/** Asks a chain for its preflight, and says so clearly where there is none. */
import { createEmbeddingFailover } from '../../sdk/create-embedding-failover.ts';
import { createFailover } from '../../sdk/create-failover.ts';
import { wrappedSettingsOf } from '../../sdk/chain-settings.ts';
import { UsageError } from '../exit.ts';
import type { Found } from './load-chains.ts';

/** What is read of a leg's report. */
export interface PreflightLeg {
  leg: string;
  provider: string;
  modelId: string;
  ok: boolean;
  ms: number;
  firstContentMs?: number;
  failure?: {
    category: string;
    rule: string;
    scope: string;
    statusCode?: number;
    remedy?: string;
    logId?: string;
    message: string;
  };
}

export interface PreflightReport {
  ok: boolean;
  legs: PreflightLeg[];
}

/** What a preflight is told. */
export interface Asking {
  timeoutMs?: number;
  abortSignal?: AbortSignal;
  /** Hears of each leg that is done. */
  onEvent?: (event: { type: string }) => void;
}

interface WithPreflight {
  preflight?: (asking: Asking) => Promise<PreflightReport>;
}

/** A plain model is a chain of one leg; what the SDK wrapped around a chain is left out. */
function chainOf(found: Found): WithPreflight {
  if (found.isChain) return found.model as WithPreflight;
  if (found.kind === 'embedding') return createEmbeddingFailover({ models: [found.model] }) as WithPreflight;
  const settings = wrappedSettingsOf(found.model) ?? { models: [found.model] };
  return createFailover({ ...settings, onEvent: undefined }) as WithPreflight;
}

export async function preflightOf(found: Found, asking: Asking): Promise<PreflightReport> {
  const chain = chainOf(found);
  if (typeof chain.preflight !== 'function')
    throw new UsageError(
      `\`${found.name}\` has no \`preflight()\`.`,
      'The module imports a version of ai-gateway-failover that has none: update it.',
    );
  return await chain.preflight(asking);
}
