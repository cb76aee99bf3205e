/**
 * What an error costs: the CPU of one failed call through `gatewayErrorMiddleware` above the same call without it, with
 * a real provider package. CPU and not time, and the 10th percentile of warm, interleaved turns: what is above it is the
 * machine's.
 */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { wrapLanguageModel } from 'ai';
import type { LanguageModel } from '../src/sdk-types.ts';
import { gatewayErrorMiddleware } from '../src/index.ts';
import { HOSTILE_BODIES, PROMPTS } from '../test/support/hostile-bodies.ts';
import { paramsFor } from './memory-models.ts';
import { tenth, type Row } from './interleave.ts';

const PLAIN = '{"error":{"message":"The server is overloaded, please try again later","type":"server_error"}}';

function failing(body: string, status: number): LanguageModel {
  const headers = { 'content-type': body.startsWith('<') ? 'text/html' : 'application/json' };
  return createOpenAICompatible({
    name: 'local',
    apiKey: 'placeholder-of-a-key',
    baseURL: 'http://local.test/v1',
    fetch: async () => new Response(body, { status, headers }),
  })('model');
}

/** Microseconds of one failed call above the bare model's. */
async function cost(body: string, prompt: string, status: number, rounds: number, calls: number): Promise<number> {
  const bare = failing(body, status);
  const wrapped = wrapLanguageModel({ model: failing(body, status), middleware: gatewayErrorMiddleware() });
  const params = paramsFor(prompt);
  const turn = async (model: LanguageModel): Promise<number> => {
    const start = process.cpuUsage();
    for (let call = 0; call < calls; call++) await Promise.resolve(model.doGenerate(params)).catch(() => {});
    const { user, system } = process.cpuUsage(start);
    return (user + system) / calls;
  };
  const times: { bare: number[]; wrapped: number[] } = { bare: [], wrapped: [] };
  for (let round = -Math.min(rounds, 2); round < rounds; round++) {
    const pair = { bare: await turn(bare), wrapped: await turn(wrapped) };
    if (round < 0) continue;
    times.bare.push(pair.bare);
    times.wrapped.push(pair.wrapped);
  }
  return tenth(times.wrapped) - tenth(times.bare);
}

/** A plain 503 with each prompt. */
export async function plainFailures(rounds: number): Promise<Row> {
  const row: Row = new Map();
  for (const [name, prompt] of Object.entries(PROMPTS)) row.set(name, await cost(PLAIN, prompt(), 503, rounds, 25));
  return row;
}

/** The dearest of these prompts for each hostile body, in milliseconds. */
export async function worstFailures(rounds: number, prompts: readonly string[]): Promise<Row> {
  const row: Row = new Map();
  for (const [name, body] of Object.entries(HOSTILE_BODIES)) {
    let worst = 0;
    for (const prompt of prompts) worst = Math.max(worst, await cost(body(), PROMPTS[prompt]!(), 400, rounds, 1));
    row.set(name, worst / 1_000);
  }
  return new Map([...row].toSorted(([, a], [, b]) => b - a));
}
