import { describe, expect, it, vi } from 'vitest';
import type { Call, CallEvent } from '../../src/engine/call.ts';
import { nextEvent, pushEvent, waitForLeg } from '../../src/engine/queue.ts';
import { leg } from '../support/legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { sortGuards } from '../../src/engine/guard.ts';
import { engineOf, openCall } from './open-call.ts';

const alarm: CallEvent = { type: 'alarm' };
const wake: CallEvent = { type: 'wake' };
const threw: CallEvent = { type: 'threw', error: 'thrown' };

function start() {
  const started: Call[] = [];
  const engine = engineOf(createManualClock(), {
    startLoop(call) {
      started.push(call);
      call.isLooping = true;
    },
  });
  return { call: openCall(engine, [leg('a', 0)]), started };
}

describe('the queue of a call', () => {
  it('keeps what happens in its order', () => {
    const { call } = start();
    for (const event of [alarm, wake, threw]) pushEvent(call, event);
    expect([nextEvent(call), nextEvent(call), nextEvent(call)]).toEqual([alarm, wake, threw]);
  });

  it('starts the loop with the first event, once', () => {
    const { call, started } = start();
    pushEvent(call, alarm);
    pushEvent(call, wake);
    expect([started, call.events]).toEqual([[call], [alarm, wake]]);
  });

  it('hands the next event to the loop that waits for it, and queues those that follow in the same tick', async () => {
    const { call } = start();
    call.isLooping = true;
    const next = nextEvent(call);
    expect(next).toBeInstanceOf(Promise);
    pushEvent(call, alarm);
    pushEvent(call, wake);
    expect(await next).toBe(alarm);
    expect(nextEvent(call)).toBe(wake);
    expect([call.events, call.wakeLoop]).toEqual([[], undefined]);
  });
});

describe('a call that waits for a leg', () => {
  function waiting(concurrency: number | undefined) {
    const clock = createManualClock();
    const wakes: (() => void)[] = [];
    const onFree = (_: unknown, __: unknown, wakeUp: () => void) => (wakes.push(wakeUp), () => {});
    const one = leg('a', 0, { concurrency });
    const call = openCall(engineOf(clock, { guards: sortGuards([{ onFree }]), startLoop: () => {} }), [one]);
    waitForLeg(call, 4_000, { leg: one, after: undefined });
    return { call, wakes, lookMs: call.wakeAt - clock.monotonic() };
  }

  it('is woken when it comes free, once', () => {
    vi.stubGlobal('navigator', { userAgent: 'Node.js/24' });
    const { call, wakes, lookMs } = waiting(1);
    expect(lookMs).toBe(4_000);
    wakes[0]!();
    wakes[0]!();
    expect([call.events, call.wakeAt]).toEqual([[wake], Infinity]);
  });

  it.each([
    [1, 50],
    [undefined, 4_000],
  ])('looks by itself, and is not woken by others, on Workers: with a concurrency of %s after %i ms', (limit, ms) => {
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
    const { call, wakes, lookMs } = waiting(limit);
    expect(lookMs).toBe(ms);
    if (limit === undefined) return;
    wakes[0]!();
    expect(call.events).toEqual([]);
  });
});
