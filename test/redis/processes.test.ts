/** Two processes that share health in a real Redis: whatever they do to the legs, in the end they agree. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedisServer, hasRedis } from '../support/redis-server.ts';
import { sized } from '../support/run-length.ts';
import { differences, type LegView } from '../store/transitions.ts';
import type { FromProcess } from './transitions-process.ts';

const TRANSITIONS = sized({ usual: 300, bounded: 1_000, full: 1_000 });
const RUNS = sized({ usual: 1, bounded: 1, full: 10 });

function next<Type extends FromProcess['type']>(child: ChildProcess, type: Type) {
  return new Promise<Extract<FromProcess, { type: Type }>>((resolve, reject) => {
    child.once('message', message => resolve(message as Extract<FromProcess, { type: Type }>));
    child.once('exit', () => reject(new Error(`The process ended before it was ${type}`)));
  });
}

async function ask<Type extends FromProcess['type']>(child: ChildProcess, count: number, type: Type) {
  const answer = next(child, type);
  child.send(count);
  return answer;
}

describe.runIf(hasRedis)('two processes', () => {
  const server = createRedisServer();
  beforeAll(() => server.start());
  afterAll(() => server.remove());

  const start = async (prefix: string, seed: number) => {
    const child = fork(fileURLToPath(new URL('transitions-process.ts', import.meta.url)), [
      server.path,
      prefix,
      String(seed),
    ]);
    await next(child, 'ready');
    return child;
  };

  it.each(Array.from({ length: RUNS }, (_, run) => run))(
    `agree after ${TRANSITIONS} random transitions each (%i)`,
    async run => {
      const children = await Promise.all([start(`run-${run}`, 2 * run + 1), start(`run-${run}`, 2 * run + 2)]);
      const made = await Promise.all(children.map(child => ask(child, TRANSITIONS, 'made')));
      expect(made.map(({ count }) => count)).toEqual([TRANSITIONS, TRANSITIONS]);
      const [here, there] = await Promise.all(children.map(async child => (await ask(child, 0, 'view')).view));
      for (const child of children) child.disconnect();
      expect(differences(here!, there!)).toEqual([]);
      // What nothing happened to agrees, too.
      const isMarked = ({ isIsolated, timesOpened, waitDs }: LegView) => isIsolated || timesOpened > 0 || waitDs > 0;
      expect(here!.filter(isMarked).length).toBeGreaterThan(1);
    },
  );
});
