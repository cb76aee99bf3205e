import { expect, it } from 'vitest';
import { CATEGORIES, makeFailure, type FailureCategory } from '../../src/failure.ts';
import { LIMIT_RULES } from '../../src/own-failures.ts';
import { remedyOf } from '../../src/report/remedies.ts';

const categories = Object.keys(CATEGORIES) as FailureCategory[];

it.each(categories)('%s: a sentence that says what to do, of its own', category => {
  const remedy = remedyOf(makeFailure('test', { category }));
  expect(remedy).toMatch(/^[A-Z].{10,240}\.$/);
  const others = categories.filter(other => remedyOf(makeFailure('test', { category: other })) === remedy);
  expect(others).toEqual([category]);
});

it.each(LIMIT_RULES)('%s: names the limit that may be raised', rule => {
  const remedy = remedyOf(makeFailure(rule, { category: 'timeout' }));
  expect(remedy).toContain(`raise ${rule === 'timeout:totalMs' ? 'timeouts.' : ''}${rule.slice('timeout:'.length)}`);
});

it('a remedy of the rule’s own comes first', () => {
  expect(remedyOf(makeFailure('test', { category: 'network', remedy: 'Do this.' }, { code: 'ECONNREFUSED' }))).toBe(
    'Do this.',
  );
});

it.each(['ECONNREFUSED', 'ConnectionRefused'])('%s: that nothing listens there', code => {
  expect(remedyOf(makeFailure('network:connection', { category: 'network' }, { code }))).toContain('Nothing listens');
});

it.each(['overloaded', 'upstream-failure', 'server-error'] as const)('%s that lasts: not to wait', category => {
  const lasting = makeFailure('test', { category, retryable: false });
  expect(remedyOf(lasting)).not.toContain('Ask again');
  expect(remedyOf(makeFailure('test', { category }))).toContain('Ask again');
  // It only asks for more patience than a call has.
  expect(remedyOf({ ...lasting, retryAfterMs: 600_000 })).toContain('Ask again');
});

it.each(['account', 'provider', 'gateway', 'network', 'request'] as const)(
  'a permission that is not about the model, but about the %s',
  scope => {
    expect(remedyOf(makeFailure('test', { category: 'permission', scope }))).not.toContain('access to this model');
  },
);
