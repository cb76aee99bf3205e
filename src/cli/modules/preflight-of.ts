/** Asks a chain for its preflight, and says so clearly where there is none. */
import { createFailover } from '../../sdk/create-failover.ts';
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

interface WithPreflight {
  preflight?: (options?: { timeoutMs?: number }) => Promise<PreflightReport>;
}

/** A plain model is a chain of one leg. */
export async function preflightOf(
  { name, model, isChain }: Found,
  timeoutMs: number | undefined,
): Promise<PreflightReport> {
  const chain = (isChain ? model : createFailover({ models: [model] })) as WithPreflight;
  if (typeof chain.preflight !== 'function')
    throw new UsageError(
      `\`${name}\` has no \`preflight()\`.`,
      'The module imports a version of ai-gateway-failover that has none: update it.',
    );
  return await chain.preflight(timeoutMs === undefined ? {} : { timeoutMs });
}
