/** Who is measured: the bare model, our own, the floor, and the packages to compare with. */
import { wrapLanguageModel } from 'ai';
import { createFailover, gatewayErrorMiddleware } from '../src/index.ts';
import { floor } from './floors.ts';
import { loadPeers, type Chain } from './peers.ts';

/** Names of contenders that measurements and targets speak of. */
export const BARE = 'bare model';
export const OURS = 'ours';
export const OURS_LIMITED = 'ours, all limits';
export const SMALL = 'gatewayErrorMiddleware';
export const EMPTY = 'empty middleware';
export const FLOOR = 'floor';

export type Contenders = ReadonlyMap<string, Chain>;

const limited: Chain = models =>
  createFailover({
    models,
    timeouts: { firstContentMs: 20_000, idleMs: 30_000, attemptMs: 60_000, totalMs: 120_000 },
    // Its own way of asking is compared, and not a stream that is collected.
    generateVia: 'generate',
  });

const own: Record<string, Chain> = {
  [BARE]: ([model]) => model!,
  [FLOOR]: floor,
  [OURS]: models => createFailover({ models }),
  [OURS_LIMITED]: limited,
  [SMALL]: ([model]) => wrapLanguageModel({ model: model!, middleware: gatewayErrorMiddleware() }),
  // What a middleware costs that does nothing: the SDK's own share in the line above.
  [EMPTY]: ([model]) => wrapLanguageModel({ model: model!, middleware: {} }),
};

export const loadContenders = async (): Promise<Contenders> =>
  new Map([...Object.entries(own), ...Object.entries(await loadPeers())]);

/** Those without what does not route. */
export function without(contenders: Contenders, ...names: string[]): Contenders {
  return new Map([...contenders].filter(([name]) => !names.includes(name)));
}
