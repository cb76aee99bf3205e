/** Records what a listener gives to OpenTelemetry's own SDK, and shows it as text in which nothing depends on the run. */
import { SpanKind, SpanStatusCode, type Attributes } from '@opentelemetry/api';
import { MeterProvider, MetricReader, type MetricData } from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';

class Reader extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

export interface Recorder {
  readonly tracerProvider: BasicTracerProvider;
  readonly meterProvider: MeterProvider;
  /** For `createOtelListener`. */
  readonly options: {
    tracer: ReturnType<BasicTracerProvider['getTracer']>;
    meter: ReturnType<MeterProvider['getMeter']>;
  };
  /** The spans that have ended, in that order. */
  spans(): ReadableSpan[];
  /** How many spans were started and not ended. */
  open(): number;
  metrics(): Promise<MetricData[]>;
  /** All of it as text. */
  shown(): Promise<string>;
}

/** The order in which spans were started: two of one millisecond have the same time. */
const startedAs = new WeakMap<ReadableSpan, number>();
let started = 0;

export function createRecorder(): Recorder {
  const exporter = new InMemorySpanExporter();
  let open = 0;
  const counting: SpanProcessor = {
    onStart(span) {
      open += 1;
      startedAs.set(span, (started += 1));
    },
    onEnd: () => void (open -= 1),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter), counting] });
  const reader = new Reader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  const metrics = async () => (await reader.collect()).resourceMetrics.scopeMetrics.flatMap(scope => scope.metrics);
  return {
    tracerProvider,
    meterProvider,
    options: { tracer: tracerProvider.getTracer('test'), meter: meterProvider.getMeter('test') },
    spans: () => exporter.getFinishedSpans(),
    open: () => open,
    metrics,
    shown: async () => [...showSpans(exporter.getFinishedSpans()), '', ...showMetrics(await metrics())].join('\n'),
  };
}

/** Ids by the order in which they are first seen. */
const stable = (attributes: Attributes, ids: Map<unknown, string>): string =>
  Object.entries(attributes)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => {
      if (name === 'ai_gateway_failover.call.id') {
        if (!ids.has(value)) ids.set(value, `call ${ids.size + 1}`);
        return `.call.id=${ids.get(value)}`;
      }
      return `${name.replace('ai_gateway_failover.', '.')}=${Array.isArray(value) ? value.join('|') : value}`;
    })
    .join(', ');

/** Each span under its parent, with its status, attributes and events. `.` stands for `ai_gateway_failover.`. */
export function showSpans(spans: readonly ReadableSpan[]): string[] {
  const ids = new Map<unknown, string>();
  const known = new Set(spans.map(span => span.spanContext().spanId));
  const childrenOf = (id: string | undefined) =>
    spans
      .filter(({ parentSpanContext: parent }) =>
        id === undefined ? !parent || !known.has(parent.spanId) : parent?.spanId === id,
      )
      .toSorted((a, b) => startedAs.get(a)! - startedAs.get(b)!);
  const show = (span: ReadableSpan, indent: string): string[] => [
    `${indent}${span.name} [${SpanKind[span.kind]}]${
      span.status.code === SpanStatusCode.UNSET ? '' : ` ${SpanStatusCode[span.status.code]}: ${span.status.message}`
    }`,
    `${indent}    ${stable(span.attributes, ids)}`,
    ...span.events.map(
      ({ name, attributes = {} }) =>
        `${indent}  * ${name.replace('ai_gateway_failover', '')} ${stable(attributes, ids)}`,
    ),
    ...childrenOf(span.spanContext().spanId).flatMap(child => show(child, `${indent}  `)),
  ];
  return childrenOf(undefined).flatMap(span => show(span, ''));
}

/** Each measurement: what it says of which attributes. */
export function showMetrics(metrics: readonly MetricData[]): string[] {
  const ids = new Map<unknown, string>();
  return metrics
    .flatMap(({ descriptor: { name, unit }, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => {
        const amount = typeof value === 'number' ? value : 'sum' in value ? `${value.count} x, ${value.sum}` : '?';
        return `${name.replace('ai_gateway_failover', '')}: ${amount} ${unit} (${stable(attributes, ids)})`.replace(
          '  ',
          ' ',
        );
      }),
    )
    .toSorted();
}
