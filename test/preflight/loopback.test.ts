/** Every way in which a leg is set up wrongly, found by one preflight: real provider packages, real connections. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { expect, it } from 'vitest';
import { fixtures } from '../../mocks/index.ts';
import { createFailover, type PreflightLeg } from '../../src/index.ts';
import { hang, json, startServer } from '../support/loopback-server.ts';
import { random } from '../support/planted-secrets.ts';
import { goodStream } from '../support/wire-answers.ts';
import { wires } from '../support/wires.ts';

/** An address of this machine where nothing listens. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

const secret = `${'s'}k-proj-${random(48)}`;
/** Without a shape by which it would be known. */
const headerSecret = 'otter-orange-window-lamp';

const openai = (baseURL: string, apiKey = 'placeholder') => createOpenAI({ apiKey, baseURL });

/** As OpenAI says it, with the whole key. */
const wrongKey = json(401, {
  error: {
    message: `Incorrect API key provided: ${secret}. You can find your API key at https://platform.openai.com/account/api-keys.`,
    type: 'invalid_request_error',
    param: null,
    code: 'invalid_api_key',
  },
});

it('five broken legs and a good one: each has its own verdict and remedy, at once, and no secret', async () => {
  const { status, body, headers } = fixtures['cloudflare-2001'];
  await using good = await startServer(goodStream(wires.openaiChat, ['ok']));
  await using noModel = await startServer(
    json(400, { message: 'The provided model identifier is invalid.' }, { 'x-amzn-errortype': 'ValidationException' }),
  );
  await using noKey = await startServer(wrongKey);
  await using noGateway = await startServer(json(status, body, headers));
  await using silent = await startServer(hang);
  await using echo = await startServer((response, { headers: sent }) =>
    json(403, { error: { message: `Team ${String(sent['x-team-token'])} may not use this model` } })(
      response,
      {} as never,
    ),
  );
  const chain = createFailover({
    models: [
      { model: openai(good.url).chat('gpt-4o'), name: 'good' },
      {
        model: createAmazonBedrock({ apiKey: 'placeholder', region: 'us-east-1', baseURL: noModel.url })(
          'anthropic.claude-9',
        ),
        name: 'no such model',
      },
      { model: openai(noKey.url, secret).responses('gpt-5'), name: 'wrong key' },
      { model: openai(noGateway.url).chat('gpt-4o'), name: 'no such gateway', gateway: 'shared' },
      { model: openai(noGateway.url).chat('gpt-4o-mini'), name: 'no such gateway either', gateway: 'shared' },
      { model: openai(await closedPort()).chat('gpt-4o'), name: 'closed port' },
      {
        model: createAnthropic({ apiKey: 'placeholder', baseURL: 'http://nowhere.invalid/v1' })('claude-sonnet-4-5'),
        name: 'no such host',
      },
      { model: openai(silent.url).chat('gpt-4o'), name: 'silent' },
      { model: openai(echo.url).chat('gpt-4o'), name: 'echo', headers: { 'x-team-token': headerSecret } },
    ],
  });
  const startedAt = performance.now();
  const report = await chain.preflight({ timeoutMs: 2_000 });
  expect(performance.now() - startedAt).toBeLessThan(15_000);
  expect(report.ok).toBe(false);
  const [ok, ...broken] = report.legs as [PreflightLeg, ...PreflightLeg[]];
  expect(ok).toMatchObject({ leg: 'good', provider: 'openai.chat', modelId: 'gpt-4o', ok: true, via: 'stream' });
  expect(ok.failure).toBeUndefined();
  expect(ok.firstContentMs).toBeGreaterThanOrEqual(0);
  expect(ok.ms).toBeGreaterThanOrEqual(ok.firstContentMs!);
  const gateway = 'Create the AI Gateway in the Cloudflare dashboard, or correct the gateway id in the URL.';
  expect(broken.map(({ leg, failure }) => [leg, failure?.category, failure?.rule, failure?.remedy])).toEqual([
    [
      'no such model',
      'not-found',
      'bedrock:model-identifier',
      'Check the model id and that this region offers the model.',
    ],
    ['wrong key', 'auth', 'vocabulary:auth', 'Check the key or token for this provider.'],
    ['no such gateway', 'gateway-config', 'cloudflare:2001', gateway],
    ['no such gateway either', 'gateway-config', 'cloudflare:2001', gateway],
    [
      'closed port',
      'network',
      'network:unreached',
      'Nothing listens at this address: check host and port of baseURL, and whether the server runs.',
    ],
    [
      'no such host',
      'network',
      expect.stringMatching(/^network:dns/),
      expect.stringMatching(/^The host name .*check baseURL/),
    ],
    [
      'silent',
      'timeout',
      'timeout:firstContentMs',
      expect.stringContaining('check that the host and the model are up'),
    ],
    ['echo', 'permission', 'vocabulary:model-permission', expect.stringContaining('Ask for access to this model')],
  ]);
  expect(broken.at(-1)?.failure?.message).toContain('may not use this model');
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  const text = JSON.stringify(report);
  expect([secret, headerSecret].filter(planted => text.includes(planted))).toEqual([]);
});

it('what was asked is closed: a host that never answers keeps no connection', async () => {
  await using silent = await startServer(hang);
  const chain = createFailover({ models: [openai(silent.url).chat('gpt-4o')] });
  const { legs } = await chain.preflight({ timeoutMs: 100 });
  expect(legs[0]?.failure?.rule).toBe('timeout:firstContentMs');
  expect(silent.requests).toHaveLength(1);
  await silent.requests[0]!.closed;
});
