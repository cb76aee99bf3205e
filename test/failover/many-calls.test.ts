import { generateText, streamText, wrapLanguageModel } from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import { describe, expect, it } from 'vitest';
import { ok, scenario, status, type Scenario, type ScenarioRequest, type Step } from '../../mocks/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { failoverMiddleware, type FailoverEvent } from '../../src/index.ts';
import { AT_ONCE } from '../support/at-once.ts';
import { concurrently, seeded } from '../support/concurrently.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';
import { sized } from '../support/run-length.ts';
import { notableIn } from '../support/notable.ts';

const MANY = sized({ usual: 200, bounded: 1_000, full: 1_000 });

const byKey = (request: ScenarioRequest) => request.headers['x-nonce'] ?? '';
const nonces = (count: number) => Array.from({ length: count }, (_, index) => `nonce-${index}`);
const numberOf = (nonce: string) => Number(nonce.slice('nonce-'.length));

/** The nonce itself stands in the call, so that it would be redacted. */
const logIdOf = (nonce: string) => `log-${numberOf(nonce)}`;

/** Each call's primary fails in a way that its number tells. */
const STATUSES = [503, 529, 500, 429] as const;
const statusOf = (nonce: string) => STATUSES[numberOf(nonce) % STATUSES.length]!;
const failing = (nonce: string): Step[] => [
  status(statusOf(nonce), { headers: { ...AT_ONCE, 'request-id': logIdOf(nonce) } }),
];

interface Told {
  nonce: string;
  text: string;
  failover: unknown;
  warnings: number;
  modelId: string;
}

async function call(model: LanguageModel, nonce: string): Promise<Told> {
  const options = { model, prompt: `Say ${nonce}`, maxRetries: 0, headers: { 'x-nonce': nonce } };
  const result = numberOf(nonce) % 2 === 0 ? await generateText(options) : streamText(options);
  return {
    nonce,
    text: await result.text,
    failover: (await result.providerMetadata)?.['failover'],
    warnings: (await result.warnings)?.length ?? 0,
    modelId: (await result.response).modelId,
  };
}

/** One instance for all calls; the primary fails for the nonces that `fails` names. */
function instance(fails: (nonce: string) => boolean) {
  const primary = scenario(key => (fails(key) ? failing(key) : [ok(`${key} by the primary`)]), { byKey });
  const fallback = scenario(key => [ok(`${key} by the fallback`)], { byKey });
  const events: FailoverEvent[] = [];
  const model = wrapLanguageModel({
    model: anthropicLeg(primary),
    middleware: failoverMiddleware({
      to: openaiLeg(fallback),
      // Tells the callers apart, at every vendor.
      forwardHeaders: ['x-nonce'],
      // Every call is to meet the dead primary.
      health: false,
      budget: false,
      onEvent: notableIn(events),
    }),
  });
  return { model, primary, fallback, events };
}

const requestsOf = ({ requests }: Scenario, nonce: string) => requests.filter(({ key }) => key === nonce);

function expectServed(told: readonly Told[], fails: (nonce: string) => boolean): void {
  for (const { nonce, text, failover, warnings, modelId } of told) {
    if (!fails(nonce)) {
      expect({ nonce, text, failover, warnings }).toEqual({
        nonce,
        text: `${nonce} by the primary`,
        failover: undefined,
        warnings: 0,
      });
      continue;
    }
    const statusCode = statusOf(nonce);
    expect({ nonce, text, warnings, modelId: modelId.slice(0, 5) }).toEqual({
      nonce,
      text: `${nonce} by the fallback`,
      warnings: 1,
      modelId: 'gpt-5',
    });
    expect(failover).toMatchObject({ degraded: true, attempts: [{ statusCode }, { statusCode }], skipped: [] });
    expect((failover as { attempts: unknown[] }).attempts).toHaveLength(2);
  }
}

function expectEvents(events: readonly FailoverEvent[], failed: readonly string[]): void {
  const types = new Map<string | undefined, string[]>();
  for (const event of events) {
    const logId = 'failure' in event ? event.failure?.logId : undefined;
    types.set(logId, [...(types.get(logId) ?? []), event.type]);
  }
  expect(types.size).toBe(failed.length);
  for (const nonce of failed) expect(types.get(logIdOf(nonce))).toEqual(['failure', 'retry', 'failure', 'failover']);
}

describe('one instance under many calls', () => {
  it.each([
    ['50 at once', MANY, 50],
    ['100 in one tick', 100, 100],
  ])('answers every call while the primary is dead: %s', async (_, count, width) => {
    const { model, primary, fallback, events } = instance(() => true);
    const told = await concurrently(nonces(count), width, nonce => call(model, nonce));
    expect(told).toHaveLength(count);
    expectServed(told, () => true);
    expect([primary.count, fallback.count]).toEqual([2 * count, count]);
    expectEvents(events, nonces(count));
  });

  it.each([
    ['50 at once', MANY, 50],
    ['100 in one tick', 100, 100],
  ])('answers every call while the primary fails for a tenth: %s', async (_, count, width) => {
    const random = seeded(7);
    const unlucky = new Set(nonces(count).filter(() => random() < 0.1));
    expect(unlucky.size).toBeGreaterThan(count / 20);
    const fails = (nonce: string) => unlucky.has(nonce);
    const { model, primary, fallback, events } = instance(fails);
    const told = await concurrently(nonces(count), width, nonce => call(model, nonce));
    expectServed(told, fails);
    expect([primary.count, fallback.count]).toEqual([count + unlucky.size, unlucky.size]);
    for (const nonce of nonces(count)) expect(requestsOf(primary, nonce)).toHaveLength(fails(nonce) ? 2 : 1);
    expectEvents(events, [...unlucky]);
  });
});

describe('legs that are shared models of ai-gateway-provider', () => {
  const openai = () => openaiLeg(scenario([ok('never asked directly')]));
  const connect = (upstream: Scenario, name: string) =>
    createAiGateway({ binding: upstream.binding().gateway(name) })(openai());
  // The binding's own request carries the call's headers in each entry.
  const promptOf = ({ body }: ScenarioRequest) => /nonce-\d+/.exec(JSON.stringify(body))?.[0] ?? '';

  it.each([
    ['the primary answers', false],
    ['the primary is dead', true],
  ])('keeps 50 calls of one tick apart when %s', async (_, isDead) => {
    const primary = scenario(key => (isDead ? failing(key) : [ok(`${key} by the primary`)]), { byKey: promptOf });
    const fallback = scenario(key => [ok(`${key} by the fallback`)], { byKey: promptOf });
    const shared = [connect(primary, 'one'), connect(fallback, 'two')] as const;
    const before = shared.map(model =>
      Object.getOwnPropertyDescriptors((model as unknown as { models: { config: object }[] }).models[0]!.config),
    );
    const model = wrapLanguageModel({ model: shared[0], middleware: failoverMiddleware({ to: shared[1] }) });
    const told = await Promise.all(nonces(50).map(nonce => call(model, nonce)));
    expect(told.map(({ text }) => text)).toEqual(
      nonces(50).map(nonce => `${nonce} by the ${isDead ? 'fallback' : 'primary'}`),
    );
    expect([primary.count, fallback.count]).toEqual(isDead ? [100, 50] : [50, 0]);
    expect(
      shared.map(given =>
        Object.getOwnPropertyDescriptors((given as unknown as { models: { config: object }[] }).models[0]!.config),
      ),
    ).toEqual(before);
  });
});
