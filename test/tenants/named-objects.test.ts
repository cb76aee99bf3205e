/** One tenant's request names what a provider does not have, again and again: the others go on with the primary. */
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/index.ts';
import { NAMED_ANSWERS } from './answers.ts';
import { ask, refusal, router, upstream } from './tenants.ts';

const TIMES = 20;

describe('an answer about what one request names', () => {
  it('is tried with forty answers or more, each with its source', () => {
    expect(NAMED_ANSWERS.length).toBeGreaterThanOrEqual(40);
    expect(NAMED_ANSWERS.filter(({ source }) => !/^https:\/\/[\w.-]+\//.test(source))).toEqual([]);
    expect(new Set(NAMED_ANSWERS.map(({ name }) => name)).size).toBe(NAMED_ANSWERS.length);
  });

  it.each(NAMED_ANSWERS)('$at: $name', async ({ at, call, status, body, headers, fallback }) => {
    const refused = refusal(status, body, headers);
    const primary = upstream(at, 'from the primary', ({ tenant }) => (tenant === 'naming' ? refused : undefined));
    const second =
      at === 'anthropic' ? upstream('openai chat', 'from the fallback') : upstream('anthropic', 'from the fallback');
    const { model, told } = router(primary, second);
    const answers: unknown[] = [];
    const others: unknown[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const stream = time % 2 === 1;
      answers.push(await ask(model, { ...call, tenant: 'naming', stream }));
      if (time % 2 === 0) others.push(await ask(model, { tenant: 'other', stream: time % 4 === 0 }));
    }
    expect(others).toEqual(Array.from({ length: TIMES / 2 }, () => 'from the primary'));
    expect([told('breaker'), told('config')]).toEqual([[], []]);
    // The naming tenant asked the primary each time, and was answered wherever another leg could.
    expect(primary.asked.filter(({ tenant }) => tenant === 'naming')).toHaveLength(TIMES);
    // A leg that cannot open a file of the prompt is passed over.
    const holdsFile = JSON.stringify(call.messages ?? '').includes('"reference"');
    if (fallback && !holdsFile) expect(new Set(answers)).toEqual(new Set(['from the fallback']));
    else for (const answer of answers) expect(classify(answer)).toMatchObject({ fallback });
  });
});
