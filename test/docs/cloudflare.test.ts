/** docs/cloudflare.md, held to the fixtures and to what its examples do. */
import { generateText, type LanguageModel } from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fixtures, hang, ok, rewritten, scenario, type Fixture, type Step } from '../../mocks/index.ts';
import { EXPLAIN, GATEWAY } from '../../src/cloudflare-gateway/gateway-options.ts';
import { cloudflareGateway } from '../../src/cloudflare-gateway/index.ts';
import { blockWith, run } from './blocks.ts';
import { advance, RETRY_MS, stage, watch } from './stage.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/cloudflare.md';

const yes = (value: boolean) => (value ? 'yes' : 'no');

const own = Object.values(fixtures).filter(
  ({ provider }) => provider === 'cloudflare-ai-gateway' || provider === 'cloudflare-rest-api',
);
/** Forms of a failure that has another row. */
const VARIANTS = /^cloudflare-(?:2005-.+|2009-http-400)$/;

const codeOf = ({ body = '' }: Fixture) => /"code":(\d{4})/.exec(body)?.[1];

it('lists every fixture of the gateway with its verdict', () => {
  const documented = readTable('docs/cloudflare.md', 'fixture').map(row => Object.values(row).slice(0, 6).map(plain));
  const actual = own
    .filter(({ name }) => !VARIANTS.test(name))
    .map(fixture => {
      const { category, scope, retryable, fallback } = fixture.expected;
      const code = codeOf(fixture);
      const wire = code === undefined ? String(fixture.status) : `${fixture.status} / ${code}`;
      return [fixture.name, wire, category, scope, yes(retryable), yes(fallback)];
    });
  expect(documented.toSorted()).toEqual(actual.toSorted());
});

afterEach(() => void vi.unstubAllGlobals());

/** A binding whose gateway answers by script, and has a log. */
function bindingOf(steps: Step[], getLog: (logId: string) => Promise<unknown>) {
  const upstream = scenario(steps);
  return { upstream, AI: { gateway: (name: string) => ({ ...upstream.binding().gateway(name), getLog }) } };
}

const LOG_ID = '019a7c3e-0000-7000-8000-000000000001';

describe('the option `gateway`', () => {
  it('in the first example sends each attempt at claude its headers, and gpt none', async () => {
    const on = stage([ok('unused')], [ok('from gpt')]);
    const upstream = scenario([rewritten(2005), ok('from claude'), rewritten(2001)]);
    vi.stubGlobal('fetch', upstream.fetch);
    const names = { ...on.names, createAiGateway, cloudflareGateway };
    const { model } = await run(blockWith(page, 'requestTimeout: true'), names, 'model');
    const ask = () => generateText({ model: model as LanguageModel, prompt: 'Hi', maxRetries: 0 });
    const first = watch(ask());
    await advance(on, RETRY_MS);
    expect(first.value?.text).toBe('from claude');
    const sent = upstream.requests.map(({ headers }) =>
      Object.fromEntries(Object.entries(headers).filter(([name]) => /^cf-aig-(?!authorization)/.test(name))),
    );
    const { callId } = first.value?.providerMetadata?.['failover'] as { callId: string };
    expect(sent).toEqual(
      [1, 2].map(attempt => ({
        // `firstContentMs` is set, so that a generate call goes over a stream.
        'cf-aig-request-timeout': '20000',
        'cf-aig-max-attempts': '1',
        'cf-aig-metadata': `{"failover-call":"${callId}","failover-attempt":${attempt},"failover-leg":"claude"}`,
      })),
    );
    const second = watch(ask());
    await advance(on, RETRY_MS);
    expect(second.value?.text).toBe('from gpt');
    expect(Object.keys(on.openai.requests[0]!.headers).filter(name => name.startsWith('cf-aig-'))).toEqual([]);
  });

  it('in the second asks the log after a 2005, and logs what the provider said', async () => {
    const lines: string[] = [];
    for (const method of ['warn', 'error'] as const)
      vi.spyOn(console, method).mockImplementation(line => void lines.push(String(line)));
    const waited: Promise<unknown>[] = [];
    const asked: string[] = [];
    const { AI, upstream } = bindingOf([rewritten(2005, { headers: { 'cf-aig-log-id': LOG_ID } })], async logId => {
      asked.push(logId);
      return { id: logId, status_code: 401, success: false, provider: 'anthropic' };
    });
    const on = stage([ok('unused')], [ok('from gpt')]);
    const names = {
      ...on.names,
      createAiGateway,
      cloudflareGateway,
      env: { AI, ANTHROPIC_API_KEY: 'a', OPENAI_API_KEY: 'b' },
      waitUntil: (promise: Promise<unknown>) => void waited.push(promise),
    };
    const { exported } = await run(blockWith(page, 'explain: { gateway: main'), names, 'exported');
    const response = watch((exported as { fetch(): Promise<Response> }).fetch());
    await advance(on, RETRY_MS);
    expect(await response.value?.text()).toBe('from gpt');
    expect([upstream.count, asked, waited.length]).toEqual([2, [], 1]);
    await advance(on, 5_000);
    expect(asked).toEqual([LOG_ID]);
    await waited[0];
    vi.restoreAllMocks();
    expect(lines.at(-1)).toMatch(/: the gateway's log says that the provider behind claude answered 401 \(auth\)$/);
  });

  it('is listed with what it takes, and so is `explain`', () => {
    const shown = (column: string) => readTable(page, column).map(row => [plain(row[column]), plain(row['default'])]);
    expect(shown('option of `cloudflareGateway`')).toEqual(
      Object.entries(GATEWAY).map(([name, { default: value }]) => [
        name,
        Array.isArray(value) ? 'none' : value === undefined ? '' : String(value),
      ]),
    );
    expect(shown('option of `explain`')).toEqual(
      Object.entries(EXPLAIN).map(([name, { default: value }]) => [
        name,
        value === undefined ? '' : String(value).replace(/(?=000$)/, value > 999 ? '_' : ''),
      ]),
    );
  });
});

it('the leg of the last example is not cut by the limit on its first content', async () => {
  const on = stage([hang()], [ok('from gpt')]);
  const { model } = await run(blockWith(page, 'buffered: true'), on.names, 'model');
  const call = watch(generateText({ model: model as LanguageModel, prompt: 'Hi' }));
  await advance(on, 25_000);
  expect([call.isOver, on.openai.count]).toEqual([false, 0]);
  await advance(on, 275_000);
  expect(call.value?.text).toBe('from gpt');
});
