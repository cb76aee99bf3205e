/** A listener that makes spans and metrics for OpenTelemetry from events alone. */
import { trace, type Attributes, type Meter, type Tracer } from '@opentelemetry/api';
import type { EventListener, FailoverEvent } from '../events.ts';
import { checkBoolean, checkKeys, optionError } from '../runtime/check-options.ts';
import { giveUpCall, traceEvent, type TraceSettings } from './call-trace.ts';
import { findInstruments } from './instruments.ts';
import { measureEvent, measureWaste, type MeasureSettings } from './measure.ts';
import { OpenCalls } from './open-calls.ts';
import { SCOPE, SCOPE_VERSION } from './scope.ts';
import { wastedBy } from './wasted.ts';

/** Where spans and metrics go, and what stands on each of them. */
export interface OtelListenerOptions {
  /** @default the tracer `ai-gateway-failover` of the provider that is registered when a call begins */
  tracer?: Tracer | undefined;
  /** @default the meter `ai-gateway-failover` of the provider that is registered when an event is told */
  meter?: Meter | undefined;
  /** Attributes to add to every span and metric, e.g. the name of a router: few values, no ids. */
  attributes?: Attributes | undefined;
  /**
   * Whether the spans of attempts carry `gen_ai.usage.*`. Switch it off where the AI SDK's own spans are recorded, too,
   * and a backend adds up the tokens of all spans of a trace.
   * @default true
   */
  usage?: boolean | undefined;
}

const OWNER = 'createOtelListener';

/**
 * Creates a listener for `onEvent` that records a span for each call and each attempt, and metrics. One may serve any number
 * of routers and middlewares. If an exporter throws, calls go on.
 *
 * @example
 * const model = createFailover({ models: [primary, fallback], onEvent: createOtelListener() });
 */
export function createOtelListener(options: OtelListenerOptions = {}): EventListener {
  const { tracer, meter, attributes = {}, usage = true } = checked(options);
  const tracing: TraceSettings = {
    // A tracer of the API finds the provider later on; asked for each time, it also follows a change of providers.
    tracer: () => tracer ?? trace.getTracer(SCOPE, SCOPE_VERSION),
    attributes,
    usage,
  };
  const measuring: MeasureSettings = { instruments: findInstruments(meter), attributes };
  const calls = new OpenCalls(giveUpCall);
  return event => {
    const { callId } = event;
    // What is told as a middleware is made belongs to no call, hence to no trace.
    if (callId !== undefined) record(calls, callId, event, tracing, measuring);
  };
}

/** Each step is taken, whatever the one before it threw; the first thing thrown is the hub's to report. */
function record(
  calls: OpenCalls,
  callId: string,
  event: FailoverEvent,
  tracing: TraceSettings,
  measuring: MeasureSettings,
): void {
  const call = calls.of(event, callId);
  const wasted = call ? wastedBy(call, event) : [];
  try {
    if (call) traceEvent(call, event, tracing);
  } finally {
    if (call) calls.settle(call, event);
    try {
      measureEvent(call, event, measuring);
    } finally {
      measureWaste(wasted, measuring);
    }
  }
}

function checked(options: OtelListenerOptions): OtelListenerOptions {
  checkKeys(OWNER, '', options, ['tracer', 'meter', 'attributes', 'usage']);
  const { tracer, meter, attributes, usage } = options;
  if (tracer !== undefined && typeof tracer?.startSpan !== 'function')
    throw optionError(OWNER, 'tracer', tracer, 'a tracer');
  if (meter !== undefined && typeof meter?.createCounter !== 'function')
    throw optionError(OWNER, 'meter', meter, 'a meter');
  if (attributes !== undefined && (typeof attributes !== 'object' || attributes === null || Array.isArray(attributes)))
    throw optionError(OWNER, 'attributes', attributes, 'an object');
  checkBoolean(OWNER, 'usage', usage);
  return options;
}
