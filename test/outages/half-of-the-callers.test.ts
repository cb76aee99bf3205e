/** Every second call fails; the others are the primary's, whatever its health makes of that. */
import { describe, expect, it } from 'vitest';
import { ask, type Call } from './callers.ts';
import { isAnswered, isAnsweredBy, openingsOf, simulate, type FateOf } from './simulation.ts';
import { answer, status } from './upstream.ts';

const COUNT = 200;
const numberOf = (call: string) => Number(call.split(' ')[1]);
const isBad = (call: string) => numberOf(call) % 2 === 1;

interface Half {
  code: number;
  everyMs: number;
  failMs: number;
  answerMs: number;
  /** How many calls begin before the first fails. @default 0 */
  quiet?: number;
  headers?: Record<string, string | undefined>;
}

async function half({ code, everyMs, failMs, answerMs, quiet = 0, headers }: Half) {
  const fateOf: FateOf = ({ call }) =>
    isBad(call) && numberOf(call) >= quiet ? status(code, failMs) : answer(answerMs);
  const simulation = simulate([fateOf, code === 503 ? () => answer(answerMs) : fateOf]);
  const calls: Call[] = [];
  for (let index = 0; index < COUNT; index += 1) {
    const id = `call ${index}`;
    simulation.clock.at(
      index * everyMs,
      () => void ask(simulation, id, isBad(id) ? headers : undefined).then(call => calls.push(call)),
    );
  }
  await simulation.clock.runOut(10_000_000);
  const isFailing = ({ id }: Call) => isBad(id) && numberOf(id) >= quiet;
  return { simulation, failing: calls.filter(isFailing), others: calls.filter(call => !isFailing(call)) };
}

const WHEN = [
  { when: 'one after the other', everyMs: 20 },
  { when: 'in one tick', everyMs: 0 },
];
const EQUAL = { failMs: 10, answerMs: 10 };

describe.each(WHEN)('half of the callers, $when', ({ everyMs }) => {
  it.each([
    { name: 'with a wrong request', given: { code: 400, ...EQUAL } },
    {
      name: 'with own credentials that are wrong',
      given: { code: 401, ...EQUAL, headers: { authorization: 'Bearer x' } },
    },
    { name: 'with own credentials that are spent', given: { code: 402, ...EQUAL, headers: { 'x-api-key': 'x' } } },
    {
      name: 'with own credentials that are limited',
      given: { code: 429, ...EQUAL, headers: { authorization: 'Bearer x' } },
    },
  ])('fail $name: the primary answers all others', async ({ given }) => {
    const { simulation, failing, others } = await half({ ...given, everyMs });
    expect(failing.filter(isAnswered)).toEqual([]);
    expect(others).toHaveLength(COUNT / 2);
    expect(others.every(isAnsweredBy('a'))).toBe(true);
    expect(openingsOf(simulation, 'a')).toEqual([]);
  });

  it.each([
    { failMs: 10, answerMs: 10 },
    { failMs: 1_000, answerMs: 1_000 },
    { failMs: 2_000, answerMs: 1_000 },
  ])(
    'get a 503 after $failMs ms: the fallback answers them, the primary all others after $answerMs ms',
    async times => {
      const { simulation, failing, others } = await half({ code: 503, everyMs, ...times });
      expect(failing.every(isAnsweredBy('b'))).toBe(true);
      expect(others.every(isAnsweredBy('a'))).toBe(true);
      expect(openingsOf(simulation, 'a')).toEqual([]);
    },
  );
});

describe('half of the callers, one after the other', () => {
  it('get a 503 sooner than the others their answers: so it is, too, where the primary has answered before', async () => {
    const { failing, others } = await half({ code: 503, everyMs: 20, failMs: 10, answerMs: 1_000, quiet: 100 });
    expect(failing.every(isAnsweredBy('b'))).toBe(true);
    expect(others.every(isAnsweredBy('a'))).toBe(true);
  });
});
