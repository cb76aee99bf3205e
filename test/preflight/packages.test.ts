/** Every provider package takes the question, and says when its first content came and why it failed. */
import { expect, it } from 'vitest';
import { createFailover } from '../../src/index.ts';
import { json, startServer } from '../support/loopback-server.ts';
import { packageRows } from '../support/provider-packages.ts';
import { goodStream } from '../support/wire-answers.ts';

it.each(packageRows())('%s', async (_, { connect, wire }) => {
  await using good = await startServer(goodStream(wire, ['ok']));
  await using refusing = await startServer(
    json(401, { error: { message: 'The key is wrong', code: 'invalid_api_key' } }),
  );
  const legs = [good, refusing].map(({ url }, index) => ({ model: connect({ baseURL: url }), name: String(index) }));
  const report = await createFailover({ models: legs }).preflight();
  const [answered, failed] = report.legs;
  expect(answered).toMatchObject({ ok: true, via: 'stream' });
  expect(answered?.firstContentMs).toBeGreaterThanOrEqual(0);
  expect(failed).toMatchObject({ ok: false, failure: { category: 'auth', statusCode: 401 } });
  expect(failed?.failure?.remedy).toMatch(/key|token/);
  expect([good.requests.length, refusing.requests.length]).toEqual([1, 1]);
  expect(JSON.stringify(good.requests[0]?.body)).toMatch(/Reply with the word ok\. \(\w{8}\)/);
});
