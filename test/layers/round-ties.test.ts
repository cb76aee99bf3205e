import { describe, expect, it } from 'vitest';
import { failure, leg } from '../support/legs.ts';
import { answers, fails, startRound, type Ending } from '../support/round-rig.ts';

const down = failure('server-error');
const forbidden = failure('invalid-request');
const again = (name: string, index: number) => leg(name, index, { retries: 1 });

describe('two legs that end in one tick', () => {
  it('get no second try after the answer of the other one', async () => {
    const rig = startRound([again('a', 0), leg('b', 1)], { a: [fails(150, down)], b: [answers(50)] }, { hedge: {} });
    await rig.advance(1_000);
    expect(rig.log.slice(3)).toEqual(['150 failed a server-error 150', '150 answered b', '150 end']);
  });

  it('get no second try both', async () => {
    const script = { a: [fails(150, down), answers(30)], b: [fails(50, down), answers(30)] };
    const rig = startRound([again('a', 0), again('b', 1)], script, { hedge: {} });
    await rig.advance(1_000);
    expect(rig.log.slice(3)).toEqual([
      '150 failed a server-error 150',
      '150 failed b server-error 50',
      '150 left a',
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
    const rig = startRound(legs, script, { hedge: { max: 2 } });
    await rig.advance(1_000);
    expect(rig.log.slice(3)).toEqual(['150 failed b gateway-config 50', '150 left b', '500 answered a', '500 end']);
  });

  it.each<[string, Record<string, Ending[]>]>([
    ['the newest', { a: [answers(500)], b: [fails(50, forbidden)] }],
    ['the one before', { a: [fails(150, forbidden)], b: [answers(400)] }],
  ])('stops at a failure that forbids another leg: %s', async (_, script) => {
    const rig = startRound([leg('a', 0), leg('b', 1), leg('c', 2)], script, { hedge: { max: 2 } });
    await rig.advance(1_000);
    expect(rig.log.filter(line => line.includes('begin'))).toEqual(['0 begin a', '100 begin b']);
  });
});

describe('a failure that forbids another leg', () => {
  it('forbids another try of the other one, too, and is the outcome', async () => {
    const script = { a: [fails(150, forbidden)], b: [fails(100, down)] };
    const rig = startRound([leg('a', 0), again('b', 1)], script, { hedge: {} });
    await rig.advance(1_000);
    expect(rig.log.filter(line => line.includes('begin'))).toEqual(['0 begin a', '100 begin b']);
    expect(await rig.result).toMatchObject({ outcome: { type: 'failed', failure: forbidden }, isFinal: true });
  });
});
