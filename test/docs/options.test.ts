/** docs/options.md names every option, with its default. */
import { describe, expect, it } from 'vitest';
import { GATEWAY_ERROR, resolveGatewayErrorOptions } from '../../src/options/gateway-error-options.ts';
import { GUARD } from '../../src/options/guard-options.ts';
import { RETRIES } from '../../src/options/retry-options.ts';
import { ROUTER } from '../../src/options/router-options.ts';
import { createFailover } from '../../src/index.ts';
import { readPage } from './blocks.ts';
import { tableBelow } from '../support/markdown.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/options.md';

describe('the table of one model', () => {
  const rows = tableBelow(readPage(page), 'Of one model');
  const resolved = resolveGatewayErrorOptions({}) as unknown as Record<string, unknown>;

  it('has every option, and none that does not exist', () => {
    // The clock is for tests.
    expect(rows.map(([name]) => name).toSorted()).toEqual(
      Object.keys(GATEWAY_ERROR)
        .filter(key => key !== 'clock')
        .toSorted(),
    );
  });

  it.each(rows.map(([name, shown]) => [name!, shown!]))('`%s` is %s by default', (name, shown) => {
    if (shown === '') expect(resolved[name]).toBeUndefined();
    else expect(new Function(`return (${shown});`)()).toEqual(resolved[name]);
  });
});

describe('the table of a router', () => {
  const rows = readTable(page, 'option of the router');
  const documented = new Map(rows.map(row => [plain(row['option of the router']), plain(row['default'])]));

  it('names every option', () => {
    let message = '';
    try {
      createFailover({ models: ['openai/gpt-5'], unknown: true } as never);
    } catch (error) {
      ({ message } = error as Error);
    }
    const [, known = ''] = /it takes (.*)\.$/.exec(message) ?? [];
    const own = new Set(['models', 'clock', 'random', ...Object.keys(GUARD)]);
    const expected = plain(known)
      .split(', ')
      .filter(option => !own.has(option));
    const named = [...documented.keys()].map(option => option.split('.')[0]!);
    expect(expected.length).toBeGreaterThan(10);
    expect(expected.filter(option => !named.includes(option))).toEqual([]);
    expect(named.filter(option => !plain(known).split(', ').includes(option))).toEqual([]);
  });

  it('names their defaults', () => {
    const expected = {
      'retries.baseDelayMs': RETRIES.baseDelayMs.default,
      'retries.maxDelayMs': RETRIES.maxDelayMs.default,
      maxWaitMs: ROUTER.maxWaitMs.default,
      holdBackMs: ROUTER.holdBackMs.default,
      maxHeldParts: ROUTER.maxHeldParts.default,
      hedge: `{ afterMs: '${(ROUTER.hedge.default || {}).afterMs}' }`,
      generateVia: `'${ROUTER.generateVia.default}'`,
    };
    for (const [option, value] of Object.entries(expected))
      expect([option, documented.get(option)?.replaceAll('_', '')]).toEqual([option, String(value)]);
  });
});
