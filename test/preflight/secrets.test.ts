/** A report goes into logs of CI: whatever an upstream repeats of its request, no secret of it stands there. */
import { createOpenAI } from '@ai-sdk/openai';
import { expect, it } from 'vitest';
import { createFailover, type FailoverEvent } from '../../src/index.ts';
import { json, startServer } from '../support/loopback-server.ts';
import { random, SHAPED } from '../support/planted-secrets.ts';

const planted = Object.entries(SHAPED);

it.each([400, 401, 403, 404, 429, 500])('%i: an upstream that repeats all that it got', async code => {
  await using echo = await startServer((response, request) => {
    const { url, headers, body } = request;
    const said = `You sent ${url} with ${JSON.stringify(headers)} and ${JSON.stringify(body)}`;
    return json(code, { error: { message: said, type: 'error', code: 'echo' } })(response, request);
  });
  const prompt = `Tell no one of ${random(24)} and the yellow submarine in the garden`;
  const legs = planted.map(([name, secret]) => ({
    model: createOpenAI({ apiKey: secret, baseURL: `${echo.url}/v1` }).chat('gpt-4o'),
    name,
    headers: { 'x-team': `team-${secret}`, 'x-plain': 'otter-orange-window-lamp' },
    providerOptions: { openai: { user: secret, metadata: { note: 'maple-river-kettle-stone' } } },
  }));
  const events: FailoverEvent[] = [];
  const report = await createFailover({ models: legs }).preflight({
    prompt,
    onEvent: event => void events.push(event),
  });
  expect(report.legs.map(({ ok }) => ok)).toEqual(legs.map(() => false));
  expect(echo.requests).toHaveLength(legs.length);
  expect(JSON.stringify(echo.requests.map(({ headers }) => headers))).toContain(planted[0]![1]);
  const shown = JSON.stringify([report, events]);
  const secrets = [
    ...planted.map(([, secret]) => secret),
    'otter-orange-window-lamp',
    'maple-river-kettle-stone',
    'yellow submarine',
  ];
  expect(secrets.filter(secret => shown.includes(secret))).toEqual([]);
});
