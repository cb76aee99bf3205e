/** The instruments of a meter, by the names under which backends know them. */
import { metrics, type Counter, type Gauge, type Histogram, type Meter, type MeterProvider } from '@opentelemetry/api';
import { SCOPE, SCOPE_VERSION } from './scope.ts';

export interface Instruments {
  readonly attempts: Counter;
  readonly failovers: Counter;
  readonly hedges: Counter;
  readonly firstContent: Histogram;
  readonly callDuration: Histogram;
  readonly breakerState: Gauge;
  readonly breakerChanges: Counter;
  readonly wastedAttempts: Counter;
  readonly wastedInputTokens: Counter;
  readonly wastedOutputTokens: Counter;
}

/** In seconds: the convention's boundaries, and two more, since models that think take minutes. */
const BOUNDARIES = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const LONG_BOUNDARIES = [...BOUNDARIES, 163.84, 327.68];

export function makeInstruments(meter: Meter): Instruments {
  const counter = (name: string, unit: string, description: string): Counter =>
    meter.createCounter(`ai_gateway_failover.${name}`, { unit, description });
  const seconds = (name: string, description: string, explicitBucketBoundaries: number[]): Histogram =>
    meter.createHistogram(name, { unit: 's', description, advice: { explicitBucketBoundaries } });
  return {
    attempts: counter('attempts', '{attempt}', 'Attempts that ended, by leg and outcome.'),
    failovers: counter('failovers', '{failover}', 'Failures after which another leg was asked.'),
    hedges: counter('hedges', '{hedge}', 'Legs that were asked beside a silent one: started, won, lost.'),
    firstContent: seconds(
      'gen_ai.client.inference.time_to_first_chunk',
      'Time from the start of an attempt to the first content of its stream.',
      BOUNDARIES,
    ),
    callDuration: seconds(
      'ai_gateway_failover.call.duration',
      'Time until the caller has an answer, a stream with its first content, or an error.',
      LONG_BOUNDARIES,
    ),
    breakerState: meter.createGauge('ai_gateway_failover.breaker.state', {
      description: "State of a leg's circuit breaker: 0 closed, 1 half-open, 2 open.",
    }),
    breakerChanges: counter('breaker.changes', '{change}', "Changes of a leg's circuit breaker, by its new state."),
    wastedAttempts: counter(
      'wasted.attempts',
      '{attempt}',
      'Attempts that failed or lost and gave the caller nothing.',
    ),
    wastedInputTokens: counter(
      'wasted.input_tokens',
      '{token}',
      'Input tokens of such attempts, where the provider reports them.',
    ),
    wastedOutputTokens: counter(
      'wasted.output_tokens',
      '{token}',
      'Output tokens of such attempts, where the provider reports them.',
    ),
  };
}

/**
 * Finds the instruments at each use: unlike a tracer, a meter of the API that was got before a provider was registered
 * never reaches it.
 */
export function findInstruments(given: Meter | undefined): () => Instruments {
  let provider: MeterProvider | undefined;
  let found: Instruments | undefined;
  return () => {
    if (given) return (found ??= makeInstruments(given));
    const current = metrics.getMeterProvider();
    if (found === undefined || current !== provider) {
      found = makeInstruments(current.getMeter(SCOPE, SCOPE_VERSION));
      provider = current;
    }
    return found;
  };
}
