/** Beside the AI SDK's own telemetry: what is asked of the router lies in the SDK's span of the model call. */
import { OpenTelemetry } from '@ai-sdk/otel';
import { context, metrics } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { generateText, streamText } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtures, ok, rewritten, scenario, type Script } from '../../mocks/index.ts';
import { createFailover } from '../../src/index.ts';
import { createOtelListener, type OtelListenerOptions } from '../../src/otel/index.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';
import { createRecorder } from './recorder.ts';

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());

const usage = { inputTokens: 12, outputTokens: 3 };

function stage(primary: Script, otel: OtelListenerOptions = {}) {
  const recorder = createRecorder();
  const { tracer } = recorder.options;
  const model = createFailover({
    models: [
      { name: 'primary', model: anthropicLeg(scenario(primary)) },
      { name: 'fallback', model: openaiLeg(scenario([ok(['fine ', 'words'], { usage })])) },
    ],
    retries: { perLeg: 0 },
    random: () => 0,
    onEvent: createOtelListener({ ...recorder.options, ...otel }),
  });
  const telemetry = { integrations: [new OpenTelemetry({ tracer })] };
  return { recorder, call: { model, telemetry, prompt: 'Hi', maxRetries: 0 } };
}

/** The names of spans, each under its parent, in the order in which they began. */
function tree({ spans }: ReturnType<typeof createRecorder>): string[] {
  const all = spans();
  const startOf = ({ startTime: [seconds, nanos] }: (typeof all)[number]) => seconds * 1e9 + nanos;
  const under = (id: string | undefined, indent: string): string[] =>
    all
      .filter(span => span.parentSpanContext?.spanId === id)
      .toSorted((a, b) => startOf(a) - startOf(b))
      .flatMap(span => [indent + span.name, ...under(span.spanContext().spanId, `${indent}  `)]);
  return under(undefined, '');
}

const WITH_FAILOVER = [
  'invoke_agent claude-sonnet-4-5',
  '  step 1',
  '    chat claude-sonnet-4-5',
  '      failover OPERATION primary',
  '        chat claude-sonnet-4-5',
  '        chat gpt-5',
];
const expected = (operation: string) => WITH_FAILOVER.map(line => line.replace('OPERATION', operation));

describe('attempts are children of the SDK’s span', () => {
  it('of generateText', async () => {
    const { recorder, call } = stage([rewritten(2005)]);
    expect((await generateText(call)).text).toBe('fine words');
    expect(tree(recorder)).toEqual(expected('generate'));
    expect(recorder.open()).toBe(0);
  });

  it('of streamText', async () => {
    const { recorder, call } = stage([fixtures['anthropic-200-overloaded-first-event']]);
    expect(await streamText(call).text).toBe('fine words');
    expect(tree(recorder)).toEqual(expected('stream'));
    expect(recorder.open()).toBe(0);
  });

  it('of each of fifty calls at a time', async () => {
    const { recorder, call } = stage([rewritten(2005)]);
    await Promise.all(Array.from({ length: 50 }, () => generateText(call)));
    const traces = recorder
      .spans()
      .filter(({ name }) => name.startsWith('failover'))
      .map(span => span.spanContext().traceId);
    expect(new Set(traces).size).toBe(50);
    // Breakers may have opened meanwhile: not each call had an attempt at the primary.
    expect(tree(recorder).filter(line => line.startsWith('      failover'))).toHaveLength(50);
    expect(recorder.open()).toBe(0);
  });
});

it('tokens stand once in a trace if the attempts leave them out', async () => {
  const tokensOf = ({ spans }: ReturnType<typeof createRecorder>) =>
    spans()
      .filter(({ name }) => name.startsWith('chat'))
      .reduce((sum, { attributes }) => sum + Number(attributes['gen_ai.usage.input_tokens'] ?? 0), 0);
  const twice = stage([ok('fine', { usage })]);
  await generateText(twice.call);
  const once = stage([ok('fine', { usage })], { usage: false });
  await generateText(once.call);
  expect([tokensOf(twice.recorder), tokensOf(once.recorder)]).toEqual([24, 12]);
});

it('no metric of the SDK’s is recorded a second time', async () => {
  const { recorder, call } = stage([rewritten(2005)]);
  const theirs = createRecorder();
  metrics.setGlobalMeterProvider(theirs.meterProvider);
  try {
    await streamText(call).text;
  } finally {
    metrics.disable();
  }
  const names = async ({ metrics: all }: typeof recorder) => (await all()).map(({ descriptor }) => descriptor.name);
  const sdk = await names(theirs);
  expect(sdk).toContain('gen_ai.client.inference.duration');
  expect((await names(recorder)).filter(name => sdk.includes(name))).toEqual([]);
});
