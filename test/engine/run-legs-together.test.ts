import { describe, expect, it } from 'vitest';
import { failure, leg } from '../support/legs.ts';
import { answers, fails, hangs, startCall, type Ending, type RigOptions } from './run-legs-rig.ts';

const down = failure('server-error');
const auth = failure('auth');
const forbidden = failure('invalid-request');
const a = leg('a', 0);
const b = leg('b', 1);
const c = leg('c', 2);

/** What happens after the first leg was joined at 100 ms. */
async function race(script: Record<string, Ending[]>, legs = [a, b, c], options: RigOptions = {}) {
  const rig = startCall(legs, script, { hedge: {}, ...options });
  await rig.advance(10_000);
  const joined = ['0 begin a', '100 hedge a>b', '100 begin b'];
  expect(rig.log.slice(0, 3)).toEqual(joined);
  expect([rig.timers, rig.mostTimers, rig.held]).toEqual([0, 1, 0]);
  return { log: rig.log.slice(3), result: await rig.result };
}

describe('two legs that are asked at a time', () => {
  it.each<[string, Record<string, Ending[]>, string[]]>([
    [
      'the second',
      { a: [answers(400)], b: [answers(50)] },
      ['150 answered b', '150 lost a to b', '150 end', '400 discard a 1'],
    ],
    [
      'the first',
      { a: [answers(150)], b: [answers(400)] },
      ['150 answered a', '150 lost b to a', '150 end', '500 discard b 2'],
    ],
    [
      'the first, with the second in the same tick',
      { a: [answers(150)], b: [answers(50)] },
      ['150 answered a', '150 discard b 2', '150 end'],
    ],
    [
      'the only one that ever does',
      { a: [answers(150)], b: [hangs] },
      ['150 answered a', '150 lost b to a', '150 end'],
    ],
  ])('give the answer that came first and get rid of the other: %s', async (_, script, log) => {
    expect((await race(script)).log).toEqual(log);
  });

  it('give the value of the winner', async () => {
    expect(await race({ a: [answers(400)], b: [answers(50)] })).toMatchObject({
      result: { outcome: { type: 'answered', value: 'b 2' }, isFinal: false },
    });
  });

  it.each([
    ['fails', fails(400, down)],
    ['fails with what forbids another leg', fails(400, forbidden)],
    ['throws', { ms: 400, throws: new Error('a hook of the user') }],
  ])('forget the other one, even if it %s later', async (_, late) => {
    const { log, result } = await race({ a: [late], b: [answers(50)] });
    expect(log).toEqual(['150 answered b', '150 lost a to b', '150 end']);
    expect(result.isFinal).toBe(false);
  });

  it('go on with the first if the second fails', async () => {
    const { log } = await race({ a: [answers(300)], b: [fails(50, auth)] }, [a, b]);
    expect(log).toEqual(['150 failed b auth 50', '150 left b', '300 answered a', '300 end']);
  });

  it('go on with the second if the first fails', async () => {
    const { log } = await race({ a: [fails(150, auth)], b: [answers(200)] }, [a, b]);
    expect(log).toEqual(['150 failed a auth 150', '150 left a', '300 answered b', '300 end']);
  });

  it.each<[string, Ending[], Ending[], string[]]>([
    [
      'the first before the second',
      [fails(150, auth)],
      [fails(100, down)],
      ['150 failed a auth 150', '150 left a', '200 failed b server-error 100', '200 left b', '200 failover b>c'],
    ],
    [
      'both in one tick',
      [fails(200, auth)],
      [fails(100, down)],
      ['200 failed a auth 200', '200 left a', '200 failed b server-error 100', '200 left b', '200 failover b>c'],
    ],
  ])('are followed by the third, once, if both fail: %s', async (_, ofA, ofB, log) => {
    const told = await race({ a: ofA, b: ofB, c: [answers(10)] });
    expect(told.log).toEqual([...log, '200 begin c', '210 answered c', '210 end']);
  });

  it('end with the last failure if both fail and there is no third', async () => {
    const { log, result } = await race({ a: [fails(200, auth)], b: [fails(50, down)] }, [a, b]);
    expect(log.slice(-2)).toEqual(['200 left a', '200 end']);
    expect(result).toMatchObject({ outcome: { type: 'failed', failure: auth }, isFinal: false });
  });

  it('skip the third if it shares what is broken', async () => {
    const legs = [leg('a', 0, { gateway: 'g' }), b, leg('c', 2, { gateway: 'g' })];
    const { log } = await race({ a: [fails(150, failure('gateway-config'))], b: [fails(100, down)] }, legs);
    expect(log.slice(-2)).toEqual(['200 left b', '200 end']);
  });

  it('get no second try while the other one runs, but when it is alone', async () => {
    const legs = [leg('a', 0, { retries: 1 }), leg('b', 1, { retries: 1 }), c];
    const { log } = await race({ a: [fails(150, down)], b: [fails(100, down), answers(10)] }, legs);
    expect(log).toEqual([
      '150 failed a server-error 150',
      '150 left a',
      '200 failed b server-error 100',
      '200 retry b in 50',
      '250 begin b',
      '260 answered b',
      '260 end',
    ]);
  });

  it('are followed by none if one fails with what forbids that; the other one still may answer', async () => {
    const { log, result } = await race({ a: [fails(150, forbidden)], b: [answers(100)] });
    expect(log).toEqual(['150 failed a invalid-request 150', '150 left a', '200 answered b', '200 end']);
    expect(result.outcome).toEqual({ type: 'answered', value: 'b 2' });

    const both = await race({ a: [fails(150, forbidden)], b: [fails(100, auth)] });
    expect(both.log.slice(-2)).toEqual(['200 left b', '200 end']);
    expect(both.result).toMatchObject({ outcome: { type: 'failed' }, isFinal: true });
  });

  const joinedBy = (from: string, at: number) => [
    `${at} hedge ${from}>c`,
    `${at} begin c`,
    `${at + 10} answered c`,
    `${at + 10} lost ${from} to c`,
    `${at + 10} end`,
  ];

  it.each([1, 2])(
    'make room for the third at once if the second fails beside a silent first: at most %i',
    async max => {
      const script = { a: [hangs], b: [fails(50, auth)], c: [answers(10)] };
      const { log } = await race(script, [a, b, c], { hedge: { max } });
      expect(log).toEqual(['150 failed b auth 50', '150 left b', ...joinedBy('a', 150)]);
    },
  );

  it.each([1, 2])("let the second's time run on when the first fails: at most %i", async max => {
    const script = { a: [fails(150, auth)], b: [hangs], c: [answers(10)] };
    const { log } = await race(script, [a, b, c], { hedge: { max } });
    expect(log).toEqual(['150 failed a auth 150', '150 left a', ...joinedBy('b', 200)]);
  });

  it('are joined by every leg there is if each one that joins fails, and by none twice', async () => {
    const script = { a: [hangs], b: [fails(50, auth)], c: [fails(30, down)], d: [fails(20, auth)] };
    const { log } = await race(script, [a, b, c, leg('d', 3)], { caller: new AbortController(), abortMs: 1_000 });
    expect(log.filter(line => /hedge|begin/.test(line))).toEqual([
      '150 hedge a>c',
      '150 begin c',
      '180 hedge a>d',
      '180 begin d',
    ]);
    expect(log.slice(-2)).toEqual(['1000 aborted a', '1000 end']);
  });

  it('are not joined by a third while both are silent', async () => {
    const { log } = await race({ a: [answers(5_000)], b: [hangs] });
    expect(log).toEqual(['5000 answered a', '5000 lost b to a', '5000 end']);
  });

  it('are joined by no third if the first has shown content when the second fails', async () => {
    const { log } = await race({ a: [answers(300, 140)], b: [fails(50, auth)] });
    expect(log).toEqual(['150 failed b auth 50', '150 left b', '300 answered a', '300 end']);
  });

  it('are joined by a third if the first is silent when the second fails in spite of its content', async () => {
    const { log } = await race({ a: [hangs], b: [{ ...fails(100, down), contentMs: 50 }], c: [answers(10)] });
    expect(log).toEqual(['200 failed b server-error 100', '200 left b', ...joinedBy('a', 200)]);
  });

  it('are joined by no third if that is refused when the second fails', async () => {
    const asked: string[] = [];
    const permit = ({ name }: { name: string }) => asked.push(name) === 1;
    const script = { a: [answers(300)], b: [fails(50, auth)] };
    const { log } = await race(script, [a, b, c], { hooks: { permit } });
    expect(log).toEqual(['150 failed b auth 50', '150 left b', '300 answered a', '300 end']);
    expect(asked).toEqual(['a', 'a']);
  });
});
