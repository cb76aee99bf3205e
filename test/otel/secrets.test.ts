/** Whatever an upstream sends back and a call brings along: no key, no cookie and no prompt is in a span or a metric. */
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createOtelListener } from '../../src/otel/index.ts';
import { PACKAGES } from '../secrets/failing-packages.ts';
import { fail, unplanted, type Call, type Leavings } from '../secrets/leavings.ts';
import { random, SHAPED } from '../support/planted-secrets.ts';
import { createRecorder } from './recorder.ts';

const secrets = Object.values(SHAPED);

/** All that an exporter gets of what happened. */
async function exported({ events }: Leavings): Promise<string> {
  const recorder = createRecorder();
  const listener = createOtelListener(recorder.options);
  for (const event of events) listener(event);
  expect(recorder.open()).toBe(0);
  const spans = recorder.spans().map(span => [span.name, span.status, span.attributes, span.events, span.links]);
  // A failure that is in no span proves nothing.
  expect(recorder.spans().some(({ status }) => status.code === 2)).toBe(true);
  const given = [spans, await recorder.metrics()];
  return `${JSON.stringify(given)}\n${inspect(given, { depth: Infinity, maxStringLength: Infinity, maxArrayLength: Infinity })}`;
}

const found = (text: string, planted: readonly string[]) => planted.filter(secret => text.includes(secret));

describe.each(PACKAGES)('of what %s leaves', (_, connect) => {
  const body = JSON.stringify({
    error: {
      message: `Wrong: ${secrets.slice(0, 4).join(', ')}`,
      type: `t ${secrets[4]}`,
      code: secrets[5],
      metadata: {
        raw: JSON.stringify({ got: secrets.slice(6, 8), headers: { authorization: `Bearer ${secrets[8]}` } }),
      },
      details: secrets.slice(9).map(secret => ({ '@type': 'x', secret })),
    },
  });

  it.each([400, 401, 429, 503, 200])('no key that it sends back with %d', async status => {
    const headers = {
      'content-type': 'application/json',
      'x-request-id': `id ${secrets[0]}`,
      'cf-aig-log-id': secrets[1]!,
    };
    // The SDK's own wait before a retry would take seconds.
    const left = await fail(connect({ status, body, headers }, secrets[0]), { options: {} });
    if (status !== 200) expect(unplanted(left, secrets.slice(0, 4))).toEqual([]);
    expect(found(await exported(left), secrets)).toEqual([]);
  });

  it('nothing of the call that it sends back', async () => {
    const key = random(30);
    const cookie = random(30);
    const prompt = `The patient's name is ${random(20)}`;
    const instructions = `Never say ${random(20)}`;
    const echo = JSON.stringify({
      error: { message: `Refused ${prompt}; ${instructions}; ${key}; ${cookie}`, code: key, type: prompt },
    });
    const call: Call = {
      headers: { authorization: `Bearer ${key}`, cookie: `session=${cookie}` },
      messages: [{ role: 'user', content: prompt }],
      instructions,
    };
    const left = await fail(connect({ status: 400, body: echo }), call);
    expect(unplanted(left, [key, cookie, prompt, instructions])).toEqual([]);
    expect(found(await exported(left), [key, cookie, prompt, instructions])).toEqual([]);
  });
});
