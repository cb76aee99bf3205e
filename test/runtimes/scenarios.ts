/** All that a runtime is asked to do. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { FailoverEvent } from 'ai-gateway-failover';
import { aborts } from './aborts.ts';
import { embeddings, recoveries } from './recoveries.ts';
import { answered, equal, type Stage } from './stage.ts';

/** Throws if the runtime does something else than it should. */
export type Scenario = readonly [name: string, play: (stage: Stage) => Promise<void>];

const context: Scenario = [
  'events in the async context of their call',
  async stage => {
    const callers = new AsyncLocalStorage<string>();
    const heard = new Map<string | undefined, Set<string>>();
    const onEvent = (event: FailoverEvent) => {
      const caller = callers.getStore();
      heard.set(caller, (heard.get(caller) ?? new Set()).add(`${'callId' in event ? event.callId : ''}`));
    };
    // The limit ends the first attempt by a timer, which was set in nobody's context.
    const model = stage.router(['hang', 'ok'], { firstContentMs: 60, generateVia: 'stream', onEvent });
    const ask = (caller: string) => callers.run(caller, () => stage.call(model));
    for (const outcome of await Promise.all([ask('a'), ask('b')])) answered(outcome, true);
    equal([...heard.keys()].toSorted(), ['a', 'b'], 'contexts');
    equal(
      [...heard.values()].map(({ size }) => size),
      [1, 1],
      'calls of each context',
    );
  },
];

/** Played with both ways to call a model. */
export const scenarios: readonly Scenario[] = [...recoveries, ...aborts, context];
export const single: readonly Scenario[] = embeddings;
