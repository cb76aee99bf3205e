/** What is logged holds no credential of anyone's and nothing that the call brought along, in any format, at any level. */
import { describe, expect, it } from 'vitest';
import { ok, status, type Step } from '../../mocks/index.ts';
import { logEvents, type EventListener, type LogFormat } from '../../src/index.ts';
import { settle } from '../support/manual-clock.ts';
import { masked, random, SHAPED } from '../support/planted-secrets.ts';
import { PACKAGES } from '../secrets/failing-packages.ts';
import { fail, unplanted } from '../secrets/leavings.ts';
import { setUp } from '../time/set-up.ts';
import { keeper, type Written } from './lines.ts';

const FORMATS: readonly LogFormat[] = ['text', 'json', 'object', 'pino'];

/** Every event in every format, with the lines that are usual and with all of them. */
function everything() {
  const { logger, written } = keeper();
  const listeners = FORMATS.flatMap(format => [
    logEvents(logger, { format, level: 'debug' }),
    logEvents(logger, { format, verbose: true }),
  ]);
  const onEvent: EventListener = event => listeners.forEach(listener => void listener(event));
  return { onEvent, written };
}

const found = (written: readonly Written[], secrets: readonly string[]) => {
  const text = JSON.stringify(written);
  return secrets.filter(secret => text.includes(secret));
};

/** Each format has its own lines of each call, and no value that is not flat. */
function expectLines(written: readonly Written[]): void {
  expect(new Set(written.map(([method]) => method))).toEqual(new Set(['debug', 'error']));
  const objects = written.flatMap(([, ...data]) => data).filter(data => typeof data === 'object');
  expect(objects.length).toBeGreaterThan(0);
  const nested = objects.flatMap(object => Object.values(object as object)).filter(value => typeof value === 'object');
  expect(nested).toEqual([]);
}

const shaped = Object.values(SHAPED);

describe.each(PACKAGES)('a key that the upstream echoes through %s', (_, connect) => {
  it.each([401, 503])('is in no line, with status %i', async code => {
    const secrets = [...shaped, masked()];
    const body = JSON.stringify({
      error: {
        message: `Wrong: ${secrets.slice(0, 4).join(', ')} ${secrets.at(-1)}`,
        type: `t ${secrets[4]}`,
        code: secrets[5],
        metadata: { raw: JSON.stringify({ got: secrets.slice(6, 9) }) },
        details: secrets.slice(9).map(secret => ({ '@type': 'x', secret })),
      },
    });
    const { onEvent, written } = everything();
    const left = await fail(connect({ status: code, body }, secrets[0]), {
      options: { onEvent, classify: (_error, failure) => ({ ...failure, retryable: false }) },
    });
    expect(left.errors.length).toBeGreaterThan(0);
    expect(unplanted(left, secrets.slice(0, 4))).toEqual([]);
    expect(found(written, secrets)).toEqual([]);
  });
});

describe('what a call brings along', () => {
  const planted = {
    prompt: `My neighbour ${random(7)} lives behind the ${random(7)} door`,
    tool: `This tool knows of ${random(9)} and ${random(9)}`,
    header: random(18),
    option: random(14),
  };
  const secrets = [...Object.values(planted), SHAPED['OpenAI project key']!];
  const echo = (code: number): Step =>
    status(code, {
      body: JSON.stringify({ error: { message: `Cannot serve: ${secrets.join(' and ')}`, code: planted.option } }),
      headers: {
        'content-type': 'application/json',
        'request-id': SHAPED['OpenAI project key']!,
        'x-request-id': planted.header,
      },
    });

  it.each<[string, Step[][]]>([
    ['fails everywhere', [[echo(401)], [echo(503)]]],
    ['is limited', [[echo(429), echo(429)], [echo(400)]]],
  ])('is in no line of a call that %s', async (_, scripts) => {
    const { onEvent, written } = everything();
    const { model, clock } = setUp(scripts, { onEvent });
    const running = Promise.resolve(
      model.doGenerate({
        prompt: [{ role: 'user', content: [{ type: 'text', text: planted.prompt }] }],
        headers: { 'x-tenant': planted.header, authorization: `Bearer ${planted.header}` },
        providerOptions: { anthropic: { metadata: { userId: planted.option } } },
        tools: [{ type: 'function', name: 'lookUp', description: planted.tool, inputSchema: { type: 'object' } }],
      }),
    ).then(
      () => 'answered',
      () => 'failed',
    );
    for (let ms = 0; ms < 10_000; ms += 500) await clock.advance(500);
    await settle();
    expect(await running).toBe('failed');
    expectLines(written.filter(([method]) => method === 'debug' || method === 'error'));
    expect(found(written, secrets)).toEqual([]);
  });

  it('is found where it is logged', () => {
    expect(found([['warn', `x ${planted.prompt}`]], secrets)).toEqual([planted.prompt]);
  });

  it('is not in the lines of a call that recovers', async () => {
    const { onEvent, written } = everything();
    const { model, clock } = setUp([[echo(503), echo(503)], [ok('hello')]], { onEvent });
    const running = model.doGenerate({
      prompt: [{ role: 'user', content: [{ type: 'text', text: planted.prompt }] }],
      headers: { 'x-tenant': planted.header },
      providerOptions: { anthropic: { metadata: { userId: planted.option } } },
    });
    for (let ms = 0; ms < 2_000; ms += 500) await clock.advance(500);
    await running;
    expect(written.filter(([method]) => method === 'warn').length).toBe(2 * FORMATS.length);
    expect(found(written, secrets)).toEqual([]);
  });
});
