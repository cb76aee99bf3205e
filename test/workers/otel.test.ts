/** On a plain worker, without a context manager: the spans of a call are one trace, its attempts below it. */
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { generateText } from 'ai';
import { expect, it } from 'vitest';
import { ok, rewritten, scenario } from '../../mocks/index.ts';
import { createFailover } from '../../src/index.ts';
import { createOtelListener } from '../../src/otel/index.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';

it('traces a failover', async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const model = createFailover({
    models: [anthropicLeg(scenario([rewritten(2005)])), openaiLeg(scenario([ok('hello')]))],
    retries: { perLeg: 0 },
    onEvent: createOtelListener({ tracer: provider.getTracer('test') }),
  });
  const { text } = await generateText({ model, prompt: 'Hi', maxRetries: 0 });
  expect(text).toBe('hello');
  const [first, second, call] = exporter.getFinishedSpans();
  expect([first?.name, second?.name]).toEqual(['chat claude-sonnet-4-5', 'chat gpt-5']);
  for (const attempt of [first, second]) {
    expect(attempt?.parentSpanContext?.spanId).toBe(call?.spanContext().spanId);
    expect(attempt?.spanContext().traceId).toBe(call?.spanContext().traceId);
  }
});
