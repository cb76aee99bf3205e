/** One tenant's request names what a provider does not have, again and again: the others go on with the primary. */
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/index.ts';
import type { PackageName } from '../support/provider-packages.ts';
import { sized } from '../support/run-length.ts';
import { fileOf, NAMED_ANSWERS, type Naming } from './answers.ts';
import { ask, refusal, router, upstream } from './tenants.ts';

/** More in a row than open a breaker; in full as many as its window counts by share. */
const TIMES = sized({ usual: 8, bounded: 20, full: 20 });

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

describe('a request that a package itself refuses', () => {
  const zip: Naming = {
    messages: [
      { role: 'user', content: [{ type: 'file', data: new Uint8Array([80, 75, 3, 4]), mediaType: 'application/zip' }] },
    ],
  };

  it.each<[string, PackageName, Naming]>([
    ['for a type of file that its API has no form for', 'openai chat', zip],
    ['for a file that is not uploaded to its vendor', 'openai responses', fileOf('mistral', 'file-1')],
    [
      'for an option that it does not take',
      'openai responses',
      { providerOptions: { openai: { reasoningEffort: 7 } } },
    ],
  ])('%s benches nobody', async (_, at, call) => {
    const primary = upstream(at, 'from the primary');
    const { model, told } = router(primary, upstream('anthropic', 'from the fallback'));
    for (let time = 0; time < TIMES; time += 1) {
      await ask(model, { ...call, tenant: 'naming' });
      expect(await ask(model, { tenant: 'other' })).toBe('from the primary');
    }
    // None of the naming tenant's calls got as far as the upstream.
    expect(primary.asked.map(({ tenant }) => tenant)).toEqual(Array.from({ length: TIMES }, () => 'other'));
    expect([told('breaker'), told('config')]).toEqual([[], []]);
  });
});
