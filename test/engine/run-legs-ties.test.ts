import { describe, expect, it } from 'vitest';
import { failure, leg } from '../support/legs.ts';
import { answers, fails, hangs, startCall, type Ending } from './run-legs-rig.ts';

const down = failure('server-error');
const forbidden = failure('invalid-request');
const again = (name: string, index: number) => leg(name, index, { retries: 1 });

describe('two legs that end in one tick', () => {
  it('get no second try after the answer of the other one', async () => {
    const rig = startCall([again('a', 0), leg('b', 1)], { a: [fails(150, down)], b: [answers(50)] }, { hedge: {} });
    await rig.advance(1_000);
    expect(rig.log.slice(3)).toEqual(['150 failed a server-error 150', '150 left a', '150 answered b', '150 end']);
  });

  it('get no second try both', async () => {
    const script = { a: [fails(150, down), answers(30)], b: [fails(50, down), answers(30)] };
    const rig = startCall([again('a', 0), again('b', 1)], script, { hedge: {} });
    await rig.advance(1_000);
    expect(rig.log.slice(3)).toEqual([
      '150 failed a server-error 150',
      '150 left a',
      '150 failed b server-error 50',
      '150 retry b in 50',
      '200 begin b',
      '230 answered b',
      '230 end',
    ]);
  });
});

describe('more than one hedge', () => {
  it('never joins a leg that shares what has just been found broken', async () => {
    const legs = [leg('a', 0), leg('b', 1, { gateway: 'g' }), leg('c', 2, { gateway: 'g' })];
    const script = { a: [answers(500)], b: [fails(50, failure('gateway-config'))] };
    const rig = startCall(legs, script, { hedge: { max: 2 } });
    await rig.advance(1_000);
    expect(rig.log.slice(3)).toEqual(['150 failed b gateway-config 50', '150 left b', '500 answered a', '500 end']);
  });

  it.each<[string, Record<string, Ending[]>]>([
    ['the newest', { a: [answers(500)], b: [fails(50, forbidden)] }],
    ['the one before', { a: [fails(150, forbidden)], b: [answers(400)] }],
  ])('stops at a failure that forbids another leg: %s', async (_, script) => {
    const rig = startCall([leg('a', 0), leg('b', 1), leg('c', 2)], script, { hedge: { max: 2 } });
    await rig.advance(1_000);
    expect(rig.log.filter(line => line.includes('begin'))).toEqual(['0 begin a', '100 begin b']);
  });
});

describe('a failure that forbids another leg', () => {
  it('forbids another try of the other one, too, and is the outcome', async () => {
    const script = { a: [fails(150, forbidden)], b: [fails(100, down)] };
    const rig = startCall([leg('a', 0), again('b', 1)], script, { hedge: {} });
    await rig.advance(1_000);
    expect(rig.log.filter(line => line.includes('begin'))).toEqual(['0 begin a', '100 begin b']);
    expect(await rig.result).toMatchObject({ outcome: { type: 'failed', failure: forbidden }, isFinal: true });
  });
});

describe('an alarm that went off for an attempt that has ended in the same tick', () => {
  const three = [leg('a', 0), leg('b', 1), leg('c', 2)];

  it('does not join the attempt that follows before that one is late itself', async () => {
    const script = { a: [hangs], b: [hangs], c: [hangs] };
    const rig = startCall(three, script, { hedge: {}, limits: { a: { firstContentMs: 100 } } });
    await rig.advance(199);
    expect(rig.log.filter(line => line.includes('begin'))).toEqual(['0 begin a', '100 begin b']);
    await rig.advance(1);
    expect(rig.log.slice(-2)).toEqual(['200 hedge b>c', '200 begin c']);
  });
});
