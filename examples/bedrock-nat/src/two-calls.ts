/** A call, a pause, and a call: what the second one meets, by the events of the package and by what the NAT does. */
import { setTimeout as wait } from 'node:timers/promises';
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { generateText, wrapLanguageModel } from 'ai';
import { gatewayErrorMiddleware, type FailoverEvent } from 'ai-gateway-failover';
import { startBedrock } from './bedrock.ts';
import { startNat } from './nat.ts';

/** Beside each the time of the field, that it stands for. */
export const TIMES = {
  /** Two hours, in which a person thinks; more than the four seconds for which Node keeps a connection unasked. */
  pauseMs: 5_000,
  /** 350 seconds on AWS. */
  natForgetsMs: 1_000,
  /** The 60 seconds after which a client gives a silent request up. */
  firstContentMs: 2_000,
  /** The 50 seconds after which `createKeepAliveFetch` closes an idle connection. */
  idleSocketMs: 300,
  /** Three seconds. */
  modelMs: 100,
} as const;

export interface Line {
  ms: number;
  text: string;
}

/** What is said of an event, if anything. */
function words(event: FailoverEvent): string | undefined {
  if (event.type === 'attempt-start') return 'attempt-start';
  if (event.type === 'timeout') return `timeout: ${event.limit} of ${event.ms} ms ran out`;
  if (event.type === 'committed') return 'committed: first content';
  if (event.type === 'failure') return `failure: ${event.failure.category}`;
  if (event.type !== 'call-end') return undefined;
  return event.outcome === 'answered' ? 'call-end: answered' : 'call-end: failed; the SDK waits and retries';
}

/** @returns the second call */
export async function twoCalls(fetch: typeof globalThis.fetch | undefined): Promise<Line[]> {
  let lines: Line[] = [];
  let startedAt = 0;
  const note = (text: string): void => void lines.push({ ms: performance.now() - startedAt, text });
  const bedrock = await startBedrock(TIMES.modelMs);
  const nat = await startNat({ port: bedrock.port, forgetsAfterMs: TIMES.natForgetsMs, note });
  const provider = createAmazonBedrock({ apiKey: 'unused', region: 'us-east-1', baseURL: nat.url, fetch });
  const model = wrapLanguageModel({
    model: provider('anthropic.claude-sonnet-4-5-20250929-v1:0'),
    middleware: gatewayErrorMiddleware({
      timeouts: { firstContentMs: TIMES.firstContentMs },
      onEvent(event) {
        const text = words(event);
        if (text !== undefined) note(text);
      },
    }),
  });
  try {
    await generateText({ model, prompt: 'Hi' });
    await wait(TIMES.pauseMs);
    lines = [];
    startedAt = performance.now();
    await generateText({ model, prompt: 'Hi again' }).catch(() => note('the call failed'));
    return lines;
  } finally {
    await nat[Symbol.asyncDispose]();
    await bedrock[Symbol.asyncDispose]();
  }
}
