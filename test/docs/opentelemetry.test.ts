/** docs/opentelemetry.md, held to what the listener records. */
import { expect, it } from 'vitest';
import { createOtelListener, type OtelListenerOptions } from '../../src/otel/index.ts';
import { createRecorder } from '../otel/recorder.ts';
import { begun, COURSE, ended, FAILURE, over, PRIMARY, started, teller } from '../otel/told.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/opentelemetry.md';

/** Everything that a call may be told of, and a failed one with a retry. */
function recorded() {
  const recorder = createRecorder();
  const listener = createOtelListener(recorder.options);
  teller(listener, 'one')(...COURSE);
  const failure = { ...FAILURE, wireStatus: 400, code: 2005, retryAfterMs: 5, logId: 'log' };
  teller(listener, 'two')(
    started(),
    begun(PRIMARY, 1),
    over(PRIMARY, 1, 'failed'),
    begun(PRIMARY, 2, 'retry'),
    over(PRIMARY, 2, 'failed'),
    { ...ended('failed'), failure, isRetryable: true } as ReturnType<typeof ended>,
  );
  return recorder;
}

it('lists every option', () => {
  const options: Record<keyof OtelListenerOptions, true> = { tracer: true, meter: true, attributes: true, usage: true };
  expect(readTable(page, 'option').map(row => plain(row['option']))).toEqual(Object.keys(options));
});

it('lists every attribute of a span, and on which it stands', () => {
  const on = new Map<string, Set<string>>();
  for (const { name, attributes } of recorded().spans())
    for (const key of Object.keys(attributes))
      on.set(key, (on.get(key) ?? new Set()).add(name.startsWith('failover') ? 'call' : 'attempt'));
  const actual = [...on].map(([key, spans]) => `${key}: ${[...spans].toSorted().toReversed().join(', ')}`);
  const documented = readTable(page, 'attribute').map(row => `${plain(row['attribute'])}: ${row['on']}`);
  expect(documented.toSorted()).toEqual(actual.toSorted());
});

it('lists every metric, with its unit and its attributes', async () => {
  const recorder = recorded();
  const all = await recorder.metrics();
  const actual = all.map(({ descriptor: { name, unit }, dataPoints }) => {
    const by = new Set<string>(dataPoints.flatMap(({ attributes }) => Object.keys(attributes)));
    return [name, unit, [...by].map(key => key.replace('ai_gateway_failover.', '.')).toSorted()];
  });
  const documented = readTable(page, 'metric').map(row => [
    plain(row['metric']),
    plain(row['unit']),
    plain(row['by'])
      .split(', ')
      .map(name => name.replace(/:.*/, ''))
      .filter(name => /^\.|error\.type|^gen_ai/.test(name))
      .toSorted(),
  ]);
  expect(documented.toSorted()).toEqual(actual.toSorted());
});
