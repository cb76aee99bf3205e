import { describe, expect, it } from 'vitest';
import type { Attempt, Call } from '../../src/engine/call.ts';
import { armAlarm, clearAlarm, onAlarm } from '../../src/engine/hedge.ts';
import { sortGuards } from '../../src/engine/guard.ts';
import { leg } from '../support/legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { engineOf, holdingGuards, openCall, SETTINGS, type Holds } from './open-call.ts';

const a = leg('a', 0);
const b = leg('b', 1);

interface Setting extends Holds {
  max?: number;
  afterMs?: number;
  isPermitted?: boolean;
  isFit?: boolean;
}

/** A call over two legs, with an attempt at the first that began now. */
function silent({ max = 1, afterMs = 100, isPermitted = true, isFit = true, ...holds }: Setting = {}) {
  const clock = createManualClock();
  const told: string[] = [];
  const engine = engineOf(clock, {
    settings: SETTINGS,
    guards: sortGuards([
      ...holdingGuards(holds, clock),
      {
        permit({ name }, extra) {
          told.push(`permit ${extra} ${name}`);
          return isPermitted;
        },
      },
    ]),
    startLoop: call => void (call.isLooping = true),
    onEvent: event =>
      void told.push(event.type === 'hedge-start' ? `hedge ${event.from}>${event.to} ${event.afterMs}` : event.type),
  });
  const call = openCall(engine, [a, b], { hedge: { max, afterMs: () => afterMs, fits: () => isFit } });
  const attempt = {
    call,
    leg: a,
    startedAt: clock.now(),
    firstContentMs: undefined,
    isOver: false,
  } as unknown as Attempt;
  call.running = [attempt];
  call.attempts = 1;
  const due = () => call.alarmAt - call.startedAt;
  return { call, attempt, clock, told, due };
}

/** Lets the alarm go off, and says whom that begins. */
function goOff(call: Call): string[] {
  const begun: string[] = [];
  call.alarmAt = Infinity;
  onAlarm(call, ({ name }) => void begun.push(name));
  return begun;
}

describe('the alarm of a silent attempt', () => {
  it('is due so long after its own beginning', () => {
    const { call, attempt, due } = silent();
    armAlarm(call, attempt, call.startedAt + 30);
    expect([due(), call.alarmOf]).toEqual([100, attempt]);
    clearAlarm(call);
    expect([call.alarmAt, call.alarmOf]).toEqual([Infinity, undefined]);
  });

  it('goes off at once when that time is over', () => {
    const { call, attempt } = silent();
    armAlarm(call, attempt, call.startedAt + 99);
    expect(call.events).toEqual([]);
    armAlarm(call, attempt, call.startedAt + 100);
    expect([call.events, call.alarmAt]).toEqual([[{ type: 'alarm' }], Infinity]);
  });

  it('is not set with as many attempts as may be, or once one has shown content', () => {
    const full = silent();
    full.call.running = [...full.call.running, { ...full.attempt }];
    armAlarm(full.call, full.attempt, full.call.startedAt);
    const shown = silent({ max: 5 });
    shown.call.running = [...shown.call.running, { ...shown.attempt, firstContentMs: 3 }];
    armAlarm(shown.call, shown.attempt, shown.call.startedAt);
    expect([full.call.alarmAt, shown.call.alarmAt]).toEqual([Infinity, Infinity]);
  });
});

describe('an alarm that goes off', () => {
  it('begins the next leg, and tells of it', () => {
    const { call, attempt, told } = silent();
    armAlarm(call, attempt, call.startedAt);
    expect(goOff(call)).toEqual(['b']);
    expect([told, call.hedged, call.announced]).toEqual([['permit hedge a', 'hedge a>b 100'], true, b]);
  });

  it.each<[string, (of: ReturnType<typeof silent>) => void]>([
    ['the attempt has ended', ({ call }) => void (call.running = [])],
    ['it has shown content', ({ attempt }) => void (attempt.firstContentMs = 100)],
    ['a failure forbids another leg', ({ call }) => void (call.isFinal = true)],
    ['it was cleared', ({ call }) => clearAlarm(call)],
  ])('does nothing if meanwhile %s', (_, happened) => {
    const set = silent();
    armAlarm(set.call, set.attempt, set.call.startedAt);
    happened(set);
    expect([goOff(set.call), set.told, set.call.alarmOf]).toEqual([[], [], undefined]);
  });

  it('does nothing if it was set anew while it was waiting in the queue', () => {
    const { call, attempt, due } = silent();
    armAlarm(call, attempt, call.startedAt);
    onAlarm(call, () => expect.fail('it is not due'));
    expect([due(), call.alarmOf]).toEqual([100, attempt]);
  });

  it.each<[string, Setting]>([
    ['the budget refuses', { isPermitted: false }],
    ['the request is too large', { isFit: false }],
  ])('keeps the next leg for a failure if %s', (_, setting) => {
    const { call, attempt } = silent(setting);
    armAlarm(call, attempt, call.startedAt);
    expect([goOff(call), call.plan?.untried, call.hedged]).toEqual([[], [b], false]);
  });

  it.each([
    [10, 50],
    [200, 200],
    [90_000, 1_000],
  ])('looks again if no leg is free: after %i ms, %i ms later', (afterMs, laterMs) => {
    const { call, attempt, due } = silent({ afterMs, pauses: { b: 200_000 } });
    armAlarm(call, attempt, call.startedAt);
    expect([goOff(call), due(), call.alarmOf]).toEqual([[], laterMs, attempt]);
  });

  it('does not look again if no leg will ever be free', () => {
    const { call, attempt } = silent({ pauses: { b: Infinity } });
    armAlarm(call, attempt, call.startedAt);
    expect([goOff(call), call.alarmAt]).toEqual([[], Infinity]);
  });
});
