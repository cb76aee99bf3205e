import { expect, it } from 'vitest';
import { enterLeg } from '../../src/engine/entry.ts';
import { sortGuards } from '../../src/engine/guard.ts';
import { UNUSED_MS, usageGuard, type LegUse } from '../../src/guards/usage-guard.ts';
import type { FailoverEvent } from '../../src/events.ts';
import { createBoundedMap } from '../../src/runtime/bounded-map.ts';
import { engineOf, openCall } from '../engine/open-call.ts';
import { leg } from '../support/legs.ts';
import { createManualClock } from '../support/manual-clock.ts';

const [a, b, c] = [leg('a', 0), leg('b', 1), leg('c', 2)];

function start() {
  const clock = createManualClock();
  const told: string[] = [];
  const onEvent = (event: FailoverEvent) =>
    void told.push(event.type === 'leg-never-used' ? `${event.leg} ${event.calls} ${event.ms}` : event.type);
  const guard = usageGuard(createBoundedMap<LegUse>({ max: 10, now: clock.monotonic }), clock.monotonic);
  const engine = engineOf(clock, { guards: sortGuards([guard]), onEvent });
  /** A call to some of three legs, which enters these one after the other. */
  const routed = (route: readonly (typeof a)[], ...legs: readonly (typeof a)[]) => {
    const call = Object.assign(openCall(engine, route), { all: [a, b, c].map(facts => ({ facts })) });
    for (const entered of legs) {
      enterLeg(call, entered, false);
      call.attempts += 1;
    }
  };
  const enter = (...legs: readonly (typeof a)[]) => routed([a, b, c], ...legs);
  return { clock, told, enter, routed };
}

it('a leg that no call asked in an hour is told of, with the calls that came by, and once an hour', async () => {
  const { clock, told, enter } = start();
  enter(a);
  await clock.advance(UNUSED_MS - 1);
  enter(a);
  expect(told).toEqual([]);
  await clock.advance(1);
  enter(a);
  expect(told).toEqual([`b 3 ${UNUSED_MS}`, `c 3 ${UNUSED_MS}`]);
  enter(a);
  await clock.advance(UNUSED_MS);
  enter(a, b);
  expect(told.slice(2)).toEqual([`b 2 ${UNUSED_MS}`, `c 2 ${UNUSED_MS}`]);
});

it('a leg that no route lists is told of, too', async () => {
  const { clock, told, routed } = start();
  routed([a, c], a);
  await clock.advance(UNUSED_MS);
  routed([a, c], a);
  expect(told).toEqual([`c 2 ${UNUSED_MS}`, `b 2 ${UNUSED_MS}`]);
});

it('one that was asked, as the first leg or a later one, counts from then on', async () => {
  const { clock, told, enter } = start();
  enter(a, b);
  await clock.advance(UNUSED_MS / 2);
  enter(c);
  enter(a, b);
  await clock.advance(UNUSED_MS / 2);
  enter(a);
  expect(told).toEqual([]);
});

it('without calls nothing is told: no one came by', async () => {
  const { clock, told, enter } = start();
  enter(a, b, c);
  await clock.advance(10 * UNUSED_MS);
  expect(told).toEqual([]);
});
