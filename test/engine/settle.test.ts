import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/engine/call.ts';
import type { Guard } from '../../src/engine/guard.ts';
import { startLoop } from '../../src/engine/run-legs.ts';
import { abortCall, isSilent, streamBroken, streamOver } from '../../src/engine/settle.ts';
import { failure, leg } from '../support/legs.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { engineOf, openCall } from './open-call.ts';
import { answers, fails, hangs, startCall, type Ending, type RigOptions } from './run-legs-rig.ts';

const a = leg('a', 0);
const b = leg('b', 1);
const c = leg('c', 2);

describe('a loser', () => {
  it.each<[string, Record<string, Ending[]>, RigOptions, string[]]>([
    ['was silent for as long as a hedge waits', { a: [hangs], b: [answers(50)] }, {}, ['a']],
    ['began later than the winner', { a: [answers(300)], b: [hangs] }, {}, []],
    ['had shown content', { a: [{ ...hangs, contentMs: 120 }], b: [answers(50)] }, {}, []],
    ['was silent, but not for so long', { a: [fails(50, failure('auth'))], b: [answers(99)] }, {}, []],
    ['was silent, of two that were', { a: [hangs], b: [hangs], c: [answers(50)] }, { hedge: { max: 2 } }, ['a', 'b']],
  ])('is charged if it %s', async (_, script, options, charged) => {
    const rig = startCall([a, b, c], script, { hedge: {}, ...options });
    await rig.advance(1_000);
    expect((await rig.result).outcome?.type).toBe('answered');
    expect(rig.charged).toEqual(charged);
  });

  it('gets no verdict otherwise, and none at all when the call fails or is aborted', async () => {
    const raced = startCall([a, b], { a: [answers(300)], b: [hangs] }, { hedge: {} });
    await raced.advance(300);
    expect(raced.cancelled).toEqual(['b']);
    const aborted = startCall(
      [a, b],
      { a: [hangs], b: [hangs] },
      { hedge: {}, caller: new AbortController(), abortMs: 300 },
    );
    await aborted.advance(300);
    expect([aborted.charged, aborted.cancelled]).toEqual([[], ['a', 'b']]);
  });

  it('is a leg that was passed over from then on', async () => {
    const rig = startCall([a, b], { a: [hangs], b: [answers(50)] }, { hedge: {} });
    await rig.advance(200);
    expect(rig.call.plan?.untried).toEqual([a]);
  });
});

describe('whether an attempt is silent', () => {
  it('is so from the time on that a hedge waits, as long as it shows nothing', async () => {
    const rig = startCall([a], { a: [hangs] }, { hedge: {} });
    const [attempt] = rig.attempts as [Attempt];
    await rig.advance(99);
    expect(isSilent(attempt)).toBe(false);
    await rig.advance(1);
    expect(isSilent(attempt)).toBe(true);
    attempt.firstContentMs = 50;
    expect(isSilent(attempt)).toBe(false);
  });

  it('is never so where nothing is hedged', async () => {
    const rig = startCall([a], { a: [hangs] });
    await rig.advance(1_000_000);
    expect(isSilent(rig.attempts[0]!)).toBe(false);
  });
});

describe('a stream that was handed out', () => {
  const stream = (options: RigOptions = {}) =>
    startCall([a, b], { a: [answers(50, 50)] }, { isStream: true, totalMs: 1_000, ...options });

  it('keeps the timer and the listener of its call until its end', async () => {
    const caller = new AbortController();
    const listeners = { added: 0, removed: 0 };
    const { addEventListener, removeEventListener } = caller.signal;
    caller.signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
      listeners.added += 1;
      addEventListener.apply(caller.signal, given);
    };
    caller.signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
      listeners.removed += 1;
      removeEventListener.apply(caller.signal, given);
    };
    const rig = stream({ caller });
    await rig.advance(50);
    expect((await rig.result).outcome).toEqual({ type: 'answered', value: 'a 1' });
    expect([rig.timers, listeners, rig.call.served === rig.attempts[0]]).toEqual([1, { added: 1, removed: 0 }, true]);
    streamOver(rig.attempts[0]!, { type: 'whole' });
    expect([rig.timers, listeners, rig.call.served]).toEqual([0, { added: 1, removed: 1 }, undefined]);
    expect(rig.log.slice(1)).toEqual(['50 answered a', '50 committed a', '50 end', '50 stream whole a']);
  });

  it('is ended by an abort with its reason, and its call is not settled again', async () => {
    const caller = new AbortController();
    const rig = stream({ caller });
    await rig.advance(50);
    const reason = { mine: true };
    caller.abort(reason);
    expect(rig.stops).toEqual([{ type: 'aborted', reason }]);
    expect(rig.log.filter(line => line.endsWith('end'))).toEqual(['50 end']);
  });

  it('is cut by the total of its call', async () => {
    const rig = stream();
    await rig.advance(999);
    expect(rig.stops).toEqual([]);
    await rig.advance(1);
    expect(rig.stops).toEqual([{ type: 'expired', limit: 'totalMs', ms: 1_000 }]);
  });

  it('keeps its call open when it broke off and another one may go on', async () => {
    const caller = new AbortController();
    const rig = stream({ caller });
    await rig.advance(50);
    const [attempt] = rig.attempts as [Attempt];
    streamBroken(attempt, { type: 'broken', failure: failure('network'), error: 'gone', isCallers: false });
    expect([rig.call.running, rig.call.served === attempt]).toEqual([[], true]);
    caller.abort('mine');
    expect(rig.stops).toEqual([{ type: 'aborted', reason: 'mine' }]);
    streamOver(attempt, { type: 'left' });
    expect([rig.log.filter(line => line.includes('stream')), rig.timers]).toEqual([['50 stream broken a'], 0]);
  });
});

describe('an abort', () => {
  const reason = { mine: true };

  function running(abortedAnswer: () => unknown, isLooping: boolean) {
    const told: unknown[] = [];
    const engine = engineOf(createManualClock(), { abortedAnswer, stop: (_, stop) => void told.push(stop) });
    const call = openCall(engine, [a], {
      signal: AbortSignal.abort(reason),
      resolve: value => void told.push({ value }),
      reject: error => void told.push({ error }),
    });
    call.running = [
      { call, leg: a, entry: { leg: a, tickets: [], state: 'asked' }, isStream: true } as unknown as Attempt,
    ];
    if (isLooping) startLoop(call);
    return { call, told };
  }

  it.each([false, true])('gives the reason, or what stands for it: in a loop %s', async isLooping => {
    const plain = running(() => undefined, isLooping);
    abortCall(plain.call);
    await settle();
    expect(plain.told[0]).toEqual({ type: 'aborted', reason });
    expect(plain.told.at(-1)).toEqual({ error: reason });
    const held = running(() => 'what was held', isLooping);
    abortCall(held.call);
    await settle();
    expect(held.told.at(-1)).toEqual({ value: 'what was held' });
  });
});

describe('what throws at the end of a call', () => {
  it('is its error, so that it never hangs', async () => {
    const engine = engineOf(createManualClock(), {
      exhausted() {
        throw new Error('no error could be made');
      },
    });
    const settled = Promise.withResolvers<unknown>();
    const call = openCall(engine, [], { resolve: settled.resolve, reject: settled.reject });
    startLoop(call);
    await expect(settled.promise).rejects.toThrow('no error could be made');
    expect([call.isSettled, call.isLooping]).toEqual([true, false]);
  });

  it("takes nobody's answer away where a guard notes what became of the others", async () => {
    const fault = () => {
      throw new Error('a guard that fails');
    };
    const guard: Guard = { enter: ({ name }) => (name === 'b' ? undefined : { failed: fault, cancel: fault }) };
    const rig = startCall([a, b, c], { a: [hangs], b: [answers(50)], c: [hangs] }, { hedge: {}, guards: [guard] });
    await rig.advance(1_000);
    expect((await rig.result).outcome?.type).toBe('answered');
    const aborted = startCall([a], { a: [hangs] }, { guards: [guard], caller: new AbortController(), abortMs: 10 });
    await aborted.advance(100);
    expect((await aborted.result).outcome?.type).toBe('aborted');
  });
});

it('an answer that is still in the queue when another one was given is got rid of', async () => {
  const rig = startCall([a, b, c], { a: [answers(250)], b: [answers(150)], c: [answers(50)] }, { hedge: { max: 2 } });
  await rig.advance(1_000);
  expect(rig.log.filter(line => /answered|discard/.test(line))).toEqual([
    '250 answered a',
    '250 discard b 2',
    '250 discard c 3',
  ]);
  expect(rig.call.events).toEqual([]);
});
