/** What one process measures, by name. Some measure all contenders in turns, some need a process for each. */
import { BARE, EMPTY, FLOOR, OURS, OURS_LIMITED, SMALL, without, type Contenders } from './contenders.ts';
import type { Effort } from './effort.ts';
import { plainFailures, worstFailures } from './failed-attempts.ts';
import { callGarbage, streamGarbage } from './garbage.ts';
import { generateOverhead, partOverhead } from './healthy-calls.ts';
import type { Row } from './interleave.ts';
import { historyOf, paramsFor } from './memory-models.ts';
import { callBytes, heapGrowth, instanceBytes } from './memory.ts';
import { nextLegDelay, once } from './next-leg.ts';
import type { Chain } from './peers.ts';
import { rightAnswers } from './right-answers.ts';
import { streamCrowd } from './stream-crowd.ts';

/** Table → contender → number. */
export type Rows = Record<string, Record<string, number>>;

const asRecord = (row: Row): Record<string, number> => Object.fromEntries(row);

const peersOf = (contenders: Contenders): Contenders =>
  without(contenders, BARE, FLOOR, OURS, OURS_LIMITED, SMALL, EMPTY);

/** All contenders in turns. */
export async function measureTimes(contenders: Contenders, effort: Effort): Promise<Rows> {
  const withSignal = { ...paramsFor('Hi'), abortSignal: new AbortController().signal };
  const few = new Map([...contenders].filter(([name]) => [BARE, FLOOR, OURS, SMALL].includes(name)));
  const crowd = without(contenders, OURS_LIMITED, SMALL, EMPTY);
  return {
    calls: asRecord(await generateOverhead(contenders, effort, paramsFor('Hi'))),
    signals: asRecord(await generateOverhead(contenders, effort, withSignal)),
    histories: asRecord(await generateOverhead(few, effort, historyOf(200))),
    parts: asRecord(await partOverhead(contenders, effort)),
    nextLegs: asRecord(await nextLegDelay(peersOf(contenders), effort)),
    plainFailures: asRecord(await plainFailures(effort.plainTurns)),
    crowds: asRecord(await streamCrowd(crowd, effort)),
  };
}

/** What needs no median: one count, and bounds that lie far above what is measured. */
export async function measureOnce(contenders: Contenders, effort: Effort): Promise<Rows> {
  const routers = new Map<string, Chain>([[OURS, once], ...peersOf(contenders)]);
  return {
    rightAnswers: asRecord(await rightAnswers(routers, effort)),
    hostileFailures: asRecord(await worstFailures(effort.hostileTurns, effort.hostilePrompts)),
  };
}

/** One contender alone: what it leaves to the garbage collector, and what it keeps. */
export const ALONE: Record<string, (chain: Chain, effort: Effort) => Promise<Record<string, number>>> = {
  callGarbage: async (chain, effort) => ({ callGarbage: await callGarbage(chain, effort) }),
  streamGarbage: async (chain, effort) => ({ streamGarbage: await streamGarbage(chain, effort) }),
  memory: async (chain, effort) => ({
    instances: await instanceBytes(chain, effort),
    callsInFlight: await callBytes(chain, effort),
    heapGrowth: await heapGrowth(chain, effort),
  }),
};
