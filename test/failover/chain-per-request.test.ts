/** Chains that are made for each request, as on Workers: what a route has never done is remembered with their shared health. */
import { describe, expect, it } from 'vitest';
import { ok, rewritten, scenario, type Scenario } from '../../mocks/index.ts';
import { createFailover, createHealth, type FailoverEvent, type Health } from '../../src/index.ts';
import { callGenerate, CALLS } from '../support/calls.ts';
import { anthropicLeg, gatewayLeg } from '../support/failover-legs.ts';
import { createManualClock } from '../support/manual-clock.ts';

const NEVER = 'cloudflare:2005:never-succeeded';

function start(health: (clock: ReturnType<typeof createManualClock>) => Health | undefined) {
  const clock = createManualClock();
  const shared = health(clock);
  const rules: string[] = [];
  const chain = (primary: Scenario, name = 'main') =>
    createFailover({
      models: [
        { name, model: gatewayLeg(primary) },
        { name: 'spare', model: anthropicLeg(scenario([ok('spare')])) },
      ],
      health: shared,
      clock,
      retries: { perLeg: 0 },
      onEvent(event: FailoverEvent) {
        if (event.type === 'failure' && event.leg === name) rules.push(event.failure.rule);
      },
    });
  return { clock, chain, rules };
}

/** Opens for no failure, so that each call asks the primary. */
const lenient = (clock: ReturnType<typeof createManualClock>) =>
  createHealth({ clock, consecutiveFailures: 1_000, minCalls: 1_000 });

describe('a chain for each request', () => {
  it.each(CALLS)('%s: finds a route that has never answered, after ten of them and five minutes', async (_, call) => {
    const { clock, chain, rules } = start(lenient);
    for (let request = 0; request < 12; request += 1) {
      expect((await call(chain(scenario([rewritten(2005)])))).text).toBe('spare');
      await clock.advance(31_000);
    }
    expect(rules).toEqual([...Array<string>(10).fill('cloudflare:2005'), NEVER, NEVER]);
  });

  it('does not suspect one that has answered in an earlier request', async () => {
    const { clock, chain, rules } = start(lenient);
    expect((await callGenerate(chain(scenario([ok('main')])))).text).toBe('main');
    for (let request = 0; request < 12; request += 1) {
      await callGenerate(chain(scenario([rewritten(2005)])));
      await clock.advance(60_000);
    }
    expect(new Set(rules)).toEqual(new Set(['cloudflare:2005']));
  });

  it('keeps legs of other names apart, though their models are the same', async () => {
    const { clock, chain, rules } = start(lenient);
    for (let request = 0; request < 12; request += 1) {
      await callGenerate(chain(scenario([rewritten(2005)]), 'tenant a'));
      await clock.advance(60_000);
    }
    rules.length = 0;
    await callGenerate(chain(scenario([rewritten(2005)]), 'tenant b'));
    expect(rules).toEqual(['cloudflare:2005']);
  });

  it('knows nothing of earlier ones without a shared health', async () => {
    const { clock, chain, rules } = start(() => undefined);
    for (let request = 0; request < 12; request += 1) {
      await callGenerate(chain(scenario([rewritten(2005)])));
      await clock.advance(60_000);
    }
    expect(new Set(rules)).toEqual(new Set(['cloudflare:2005']));
  });
});
