/** What the demo says of a failure, whatever was thrown. */
import { expect, it } from 'vitest';
import { GROUPS } from '../../../src/cli/demo/cases.ts';
import { runCase } from '../../../src/cli/demo/run-case.ts';
import { failing } from '../../errors/failing-legs.ts';

const generate = GROUPS[0]!.cases[0]!;

it.each([
  [new TypeError('terminated'), { name: 'TypeError', message: 'terminated' }],
  // Providers for AI SDK 6 hand on the error of a stream as they read it.
  [{ type: 'overloaded_error' }, { name: 'no Error', message: '{"type":"overloaded_error"}' }],
  ['{"code":429}', { name: 'no Error', message: '{"code":429}' }],
  [null, { name: 'no Error', message: 'null' }],
])('says what was thrown: %j', async (thrown, error) => {
  const seen = await runCase(generate, failing(thrown), { count: 1 });
  expect(seen).toEqual({ outcome: 'failed', requests: 1, text: '', error });
});
