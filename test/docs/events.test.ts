/** docs/events.md, held to the types and to what a router tells. */
import { generateText, type LanguageModel as AnyModel } from 'ai';
import { describe, expect, it, vi } from 'vitest';
import { ok, status } from '../../mocks/index.ts';
import type { FailoverEvent } from '../../src/index.ts';
import { blockWith, run } from './blocks.ts';
import { advance, stage, watch } from './stage.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/events.md';

type Fields<Type extends FailoverEvent['type']> = Exclude<
  keyof Extract<FailoverEvent, { type: Type }>,
  'type' | 'at' | 'callId'
>;

const served = { leg: true, provider: true, modelId: true } as const;
const of = { ...served, attempt: true } as const;
const within = { ...of, ms: true } as const;

/** Held to the type by the compiler. */
const events: { [Type in FailoverEvent['type']]: Record<Fields<Type>, true> } = {
  'call-start': { operation: true, legs: true, canary: true },
  'attempt-start': { ...of, purpose: true },
  committed: within,
  failure: { ...within, failure: true, phase: true },
  'attempt-end': {
    ...within,
    outcome: true,
    failure: true,
    firstContentMs: true,
    usage: true,
    logId: true,
    gatewayStep: true,
    cacheStatus: true,
    gatewayProvider: true,
    gatewayModel: true,
    routedModel: true,
    routingReason: true,
    routingDecision: true,
  },
  retry: { ...of, failure: true, waitMs: true },
  failover: { from: true, to: true, attempt: true, failure: true, waitMs: true },
  skip: { ...served, reason: true, until: true },
  'hedge-start': { from: true, to: true, attempt: true, afterMs: true },
  'hedge-win': within,
  'hedge-lose': within,
  timeout: { ...of, limit: true, ms: true, observed: true },
  breaker: { leg: true, state: true, pauseMs: true },
  budget: { refused: true, leg: true, tokens: true, capacity: true },
  config: { ...within, failure: true },
  upstream: {
    ...within,
    logId: true,
    statusCode: true,
    category: true,
    rule: true,
    gatewayProvider: true,
    gatewayModel: true,
    message: true,
  },
  'leg-never-used': { ...served, calls: true, ms: true },
  warning: { message: true },
  'call-end': {
    operation: true,
    outcome: true,
    servedBy: true,
    degraded: true,
    canary: true,
    hedged: true,
    attempts: true,
    ms: true,
    failure: true,
    isRetryable: true,
  },
};

it('lists every event with all that it has', () => {
  const documented = readTable(page, '`type`').map(row => [plain(row['`type`']), plain(row['with']).split(', ')]);
  expect(documented).toEqual(Object.entries(events).map(([type, fields]) => [type, Object.keys(fields)]));
});

it.each(['timeouts', 'hedging', 'health', 'budget'])('the events of docs/%s.md exist', layer => {
  const named = readTable(`docs/${layer}.md`, 'event').map(row => plain(row['event']));
  expect(named.filter(type => !(type in events))).toEqual([]);
  expect(named.length).toBeGreaterThan(0);
});

describe.each([
  [page, 'broken set-up', 'model'],
  ['docs/routing.md', 'Broken set-up:', 'model'],
])('the example of %s', (where, words, name) => {
  it('prints what went wrong, and who answered instead', async () => {
    const told: unknown[][] = [];
    for (const method of ['warn', 'error'] as const)
      vi.spyOn(console, method).mockImplementation((...args) => void told.push(args));
    const on = stage([status(401)], [ok('hello')]);
    const { [name]: router } = await run(blockWith(where, words), on.names, name);
    const call = watch(generateText({ model: router as AnyModel, prompt: 'Hi' }));
    await advance(on, 0);
    vi.restoreAllMocks();
    expect(call.value?.text).toBe('hello');
    expect(told.map(([first]) => first)).toEqual(
      where === page
        ? ['broken set-up', 'fallback']
        : ['Broken set-up:', expect.stringMatching(/failed \(.*\), asking openai/)],
    );
  });
});
