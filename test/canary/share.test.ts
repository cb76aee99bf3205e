/** Fifty calls at a time on one instance that sends canaries: real connections, a seeded draw, each caller its own answer. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';
import { expect, it } from 'vitest';
import { createFailover, type FailoverEvent } from '../../src/index.ts';
import { json, startServer, type Answer } from '../support/loopback-server.ts';
import { goodJson, goodStream } from '../support/wire-answers.ts';
import { wires, type Wire } from '../support/wires.ts';

const CALLS = 50;
const FRACTION = 0.2;

/** The same draws in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Answers each caller by its number, whole or streamed as it was asked. */
const answersBy =
  (wire: Wire, who: string): Answer =>
  (response, request) => {
    const [caller] = /caller-\d+/.exec(JSON.stringify(request.body))!;
    const isStream = (request.body as { stream?: boolean }).stream === true;
    const text = `${who} for ${caller}`;
    return (isStream ? goodStream(wire, [text]) : goodJson(wire, text))(response, request);
  };

type Told = { text: string; failover: Record<string, unknown> | undefined };

it.each([
  ['a fallback that works', true],
  ['a fallback that is broken', false],
])('%s: about the share is sent there, and every caller gets its own answer', async (_, works) => {
  await using a = await startServer(answersBy(wires.anthropic, 'a'));
  await using b = await startServer(
    works
      ? answersBy(wires.openaiChat, 'b')
      : json(404, { error: { message: 'The model `gpt-9` does not exist', code: 'model_not_found' } }),
  );
  const events: FailoverEvent[] = [];
  const model = createFailover({
    models: [
      createAnthropic({ apiKey: 'placeholder', baseURL: a.url })('claude-sonnet-4-5'),
      createOpenAI({ apiKey: 'placeholder', baseURL: b.url }).chat('gpt-4o'),
    ],
    canary: { fraction: FRACTION },
    random: seeded(7),
    health: false,
    onEvent: event => void events.push(event),
  });
  const ask = async (index: number): Promise<Told> => {
    const options = { model, prompt: `I am caller-${index}`, maxRetries: 0 };
    if (index % 2 === 0) {
      const { text, providerMetadata } = await generateText(options);
      return { text, failover: providerMetadata?.['failover'] };
    }
    const result = streamText(options);
    return { text: await result.text, failover: (await result.providerMetadata)?.['failover'] };
  };
  const told = await Promise.all(Array.from({ length: CALLS }, (_, index) => ask(index)));
  const canaries = told.filter(({ failover }) => failover?.['canary'] === true);
  // Three standard deviations about the expected ten.
  expect(canaries.length).toBeGreaterThan(1);
  expect(canaries.length).toBeLessThan(19);
  expect(b.requests).toHaveLength(canaries.length);
  expect(a.requests).toHaveLength(works ? CALLS - canaries.length : CALLS);
  for (const [index, { text, failover }] of told.entries()) {
    const isCanary = failover?.['canary'] === true;
    expect(text).toBe(`${isCanary && works ? 'b' : 'a'} for caller-${index}`);
    expect(failover?.['degraded']).toBe(isCanary ? false : undefined);
  }
  const ends = events.filter(event => event.type === 'call-end');
  expect(ends.filter(({ degraded }) => degraded)).toEqual([]);
  expect(ends.filter(({ canary }) => canary)).toHaveLength(canaries.length);
  expect(events.filter(({ type }) => type === 'config').length).toBe(works ? 0 : canaries.length);
});
