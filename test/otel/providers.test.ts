/** Where no tracer and meter are given: those of the providers that are registered with the API, whenever that is. */
import { metrics, trace } from '@opentelemetry/api';
import { afterEach, expect, it } from 'vitest';
import { createOtelListener } from '../../src/otel/index.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { begun, ended, over, PRIMARY, started, teller } from './told.ts';

afterEach(() => {
  trace.disable();
  metrics.disable();
});

function register({ tracerProvider, meterProvider }: Recorder): void {
  trace.disable();
  metrics.disable();
  trace.setGlobalTracerProvider(tracerProvider);
  metrics.setGlobalMeterProvider(meterProvider);
}

const COURSE = [started(), begun(PRIMARY, 1), over(PRIMARY, 1, 'answered'), ended('answered', PRIMARY)];
const seen = async (recorder: Recorder) => [recorder.spans().length, (await recorder.metrics()).length];

it('costs nothing and throws nothing without providers', () => {
  expect(() => teller(createOtelListener())(...COURSE)).not.toThrow();
});

it('finds providers that are registered after the listener was made, and after its first calls', async () => {
  const listener = createOtelListener();
  teller(listener, 'before')(...COURSE);
  const recorder = createRecorder();
  register(recorder);
  teller(listener, 'after')(...COURSE);
  expect(await seen(recorder)).toEqual([2, 2]);
  const [span] = recorder.spans();
  expect(span?.instrumentationScope).toMatchObject({ name: 'ai-gateway-failover', version: '0.1.0' });
});

it('follows a change of providers', async () => {
  const listener = createOtelListener();
  const [first, second] = [createRecorder(), createRecorder()];
  register(first);
  teller(listener, 'one')(...COURSE);
  register(second);
  teller(listener, 'two')(...COURSE);
  expect([await seen(first), await seen(second)]).toEqual([
    [2, 2],
    [2, 2],
  ]);
});

it('gives each metric its unit and a description', async () => {
  const recorder = createRecorder();
  const tell = teller(createOtelListener(recorder.options));
  tell(...COURSE, { type: 'breaker', leg: 'primary', state: 'open', pauseMs: 1 });
  for (const { descriptor } of await recorder.metrics()) expect(descriptor.description).toMatch(/\.$/);
  const units = (await recorder.metrics()).map(({ descriptor: { name, unit } }) => `${name} [${unit}]`);
  expect(units.toSorted()).toEqual([
    'ai_gateway_failover.attempts [{attempt}]',
    'ai_gateway_failover.breaker.changes [{change}]',
    'ai_gateway_failover.breaker.state []',
    'ai_gateway_failover.call.duration [s]',
  ]);
});
