/** The command `preflight` with chains that have one, and with chains that have none. */
import { expect, it } from 'vitest';
import { preflightOf, type PreflightReport } from '../../src/cli/modules/preflight-of.ts';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { runHere, scratch } from './run.ts';

/** A module whose chain was made by a copy of the package that reports this. */
const moduleWith = (report: PreflightReport) => `
const settings = Symbol.for('ai-gateway-failover.settings');
const call = () => { throw new Error('not called'); };
export const chat = {
  specificationVersion: '${SPECIFICATION}', provider: 'own', modelId: 'one', supportedUrls: {}, doGenerate: call, doStream: call,
  [settings]: { models: [] },
  preflight: async options => ({ ...${JSON.stringify(report)}, options }),
};`;

const good = { leg: 'first', provider: 'own', modelId: 'one', ok: true, ms: 900, firstContentMs: 340 };
const bad = {
  leg: 'second',
  provider: 'own',
  modelId: 'two',
  ok: false,
  ms: 120,
  failure: {
    category: 'auth',
    rule: 'openai:invalid-key',
    scope: 'provider',
    statusCode: 401,
    message: 'Incorrect API key provided.',
    remedy: 'Set the key.',
  },
};

it('lists each leg with its first content, its verdict and what to do, and ends with 1 if one is broken', async () => {
  using folder = scratch();
  const module = folder.file('chains.mjs', moduleWith({ ok: false, legs: [good, bad] }));
  const { code, out } = await runHere(['preflight', module], { columns: 120 });
  expect(code).toBe(1);
  expect(out).toMatch(/^1 of 2 legs answer\.$/m);
  expect(out).toMatch(/^chat +first +340 ms +✓ answers$/m);
  expect(out).toMatch(/^chat +second +– +✗ auth +Incorrect API key provided\. Set the key\.$/m);
});

it('ends with 0 if all legs answer, and hands its limit on', async () => {
  using folder = scratch();
  const module = folder.file('chains.mjs', moduleWith({ ok: true, legs: [good] }));
  const { code, out } = await runHere(['preflight', module, '--json', '--timeout-ms', '5000']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    chains: [{ chain: 'chat', options: { timeoutMs: 5000 }, legs: [good] }],
  });
});

it('says clearly that a chain has no preflight', async () => {
  const model = { specificationVersion: SPECIFICATION, provider: 'own', modelId: 'one', supportedUrls: {} };
  const found = { name: 'chat', kind: 'language' as const, model: model as never, isChain: true };
  await expect(preflightOf(found, {})).rejects.toThrow('`chat` has no `preflight()`');
});
