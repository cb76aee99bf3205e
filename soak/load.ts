/** Keeps so many calls under way for a while: each that ends is followed by the next. */
import { makeCall } from './call.ts';
import type { Models } from './models.ts';
import { nonceOf } from './nonce.ts';
import type { Tally } from './tally.ts';

const KINDS = [
  { name: 'generate', router: 'limited', kind: 'generate' },
  { name: 'stream', router: 'limited', kind: 'stream' },
  { name: 'generate over a stream, hedged', router: 'hedged', kind: 'generate' },
  { name: 'stream, hedged', router: 'hedged', kind: 'stream' },
  { name: 'generate over a stream of a gateway', router: 'gateway', kind: 'generate' },
  { name: 'stream of a gateway', router: 'gateway', kind: 'stream' },
] as const;

export interface Load {
  models: Models;
  tally: Tally;
  width: number;
  isOver: () => boolean;
}

/** Resolves when the last call has ended. */
export async function keepUp({ models, tally, width, isOver }: Load): Promise<void> {
  let next = 0;
  async function worker(): Promise<void> {
    while (!isOver()) {
      const call = next++;
      const { name, router, kind } = KINDS[call % KINDS.length]!;
      tally.add(name, await makeCall(models[router], kind, nonceOf(call)));
    }
  }
  await Promise.all(Array.from({ length: width }, worker));
}
