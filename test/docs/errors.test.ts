/** docs/errors.md, held to the code. */
import { generateText } from 'ai';
import { afterEach, expect, it, vi } from 'vitest';
import { createFailover, FailoverError, type AttemptFacts, type CreateFailoverOptions } from '../../src/index.ts';
import { failing, PROMPT, responded } from '../errors/failing-legs.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { usage } from '../support/part-source.ts';
import { blockWith, run } from './blocks.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/errors.md';

afterEach(() => void vi.restoreAllMocks());

const HEADERS = {
  'cf-aig-log-id': 'log-1',
  'cf-aig-step': '0',
  'cf-aig-cache-status': 'MISS',
  'cf-aig-provider': 'openai',
  'cf-aig-model': 'gpt-5',
  'cf-aig-routed-model': 'openai/gpt-5',
  'cf-aig-routing-reason': 'pinned_by_turn',
  'cf-aig-routing-decision-id': 'decision-1',
};
const down = (): LanguageModel => failing(responded(503, '{"error":{"message":"Down"}}', HEADERS));

const rejected = (): LanguageModel => ({
  ...down(),
  doGenerate: async () => ({
    content: [{ type: 'text', text: 'no' }],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage,
    warnings: [],
    response: { headers: HEADERS },
  }),
});

const firstColumn = (header: string) => readTable(page, header).map(row => plain(row[header]));

it('the example logs one short line and a line for each attempt', async () => {
  const lines: string[] = [];
  vi.spyOn(console, 'error').mockImplementation(line => void lines.push(String(line)));
  vi.spyOn(console, 'warn').mockImplementation((...words) => void lines.push(words.join(' ')));
  const leg = (provider: string) => (modelId: string) => ({ ...down(), provider, modelId });
  const names = {
    anthropic: leg('anthropic.messages'),
    openai: leg('openai.responses'),
    generateText,
    FailoverError,
    createFailover: (options: CreateFailoverOptions) => createFailover({ ...options, retries: { perLeg: 0 } }),
  };
  const { answer } = await run(blockWith(page, 'FailoverError.isInstance'), names, 'answer');
  expect(answer).toEqual({ text: 'Please come back in a minute.' });
  expect(lines).toEqual([
    expect.stringMatching(/^\{"name":"FailoverError","message":"2 legs failed in 2 attempts\. .+"callId":/),
    expect.stringMatching(/^1 anthropic\.messages\/claude-sonnet-4-5 overloaded \d+ log-1$/),
    expect.stringMatching(/^2 openai\.responses\/gpt-5 overloaded \d+ log-1$/),
  ]);
  expect(lines[0]!.length).toBeLessThanOrEqual(1_500);
});

it('the tables have every field', async () => {
  const legs = [
    { model: down(), name: 'down' },
    { model: rejected(), name: 'rejected' },
  ];
  const model = createFailover({
    models: [...legs, { model: rejected(), name: 'good' }],
    retries: { perLeg: 0 },
    acceptResult: (_, { leg }) => leg.name === 'good',
  });
  const { providerMetadata } = await model.doGenerate(PROMPT);
  const told = providerMetadata?.['failover'] as unknown as { attempts: AttemptFacts[] };
  // Nothing was dropped here.
  expect([...Object.keys(told), 'dropped'].toSorted()).toEqual(firstColumn('in metadata').toSorted());
  const fields = new Set(told.attempts.flatMap(attempt => Object.keys(attempt)));
  // A whole answer has no first content, and no log was asked.
  expect([...fields, 'firstContentMs', 'upstream'].toSorted()).toEqual(firstColumn('of an attempt').toSorted());
});

it('the values of the option are those that it takes', () => {
  const values = firstColumn('`metadata`').map(value => value.replaceAll("'", ''));
  expect(values).toEqual(['degraded', 'always', 'off']);
  const models = [down()];
  for (const metadata of values) expect(() => createFailover({ models, metadata: metadata as 'off' })).not.toThrow();
  expect(() => createFailover({ models, metadata: 'never' as 'off' })).toThrow(TypeError);
});
