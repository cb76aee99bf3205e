/**
 * Tells the caller who answered, and what it took. A call that the primary answered at its first try is told nothing:
 * its result stays the model's own.
 */
import type { FailedAttempt, LegFacts, SkippedLeg } from '../core/attempt.ts';
import { SILENT } from './leg-memory.ts';
import type { Leg } from './leg.ts';
import { listOf } from './part-shape.ts';
import type { GenerateResult, StreamPart } from './sdk-model.ts';

/** Largest metadata in bytes of JSON. */
const MAX_METADATA_BYTES = 2_000;

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

/** What it took to get an answer. It is looked at when there is one, since other legs may be at work beside. */
export interface Service {
  leg: Leg;
  /** What was taken out of the prompt for this leg. */
  warnings: readonly Warning[];
  /** What happened so far. */
  soFar: () => SoFar;
}

export interface SoFar {
  failed: readonly FailedAttempt[];
  skipped: readonly SkippedLeg[];
  /** Tries of other legs that are still under way, and since how many milliseconds. */
  beaten: readonly { leg: LegFacts; ms: number; isSilent: boolean }[];
  hedged: boolean;
}

type ProviderMetadata = NonNullable<GenerateResult['providerMetadata']>;
type Warning = GenerateResult['warnings'][number];

/** `providerMetadata.failover`: JSON scalars only. */
function metadataOf({ leg }: Service, { failed, skipped, beaten, hedged }: SoFar): ProviderMetadata[string] {
  const { name, provider, modelId, index } = leg.facts;
  const metadata = {
    servedBy: { leg: name, provider, modelId },
    attempts: [
      ...failed.map(({ leg: { name: tried }, failure, durationMs }) => ({
        leg: tried,
        category: failure.category,
        rule: failure.rule,
        ...(failure.statusCode !== undefined && { statusCode: failure.statusCode }),
        ms: Math.round(durationMs),
      })),
      ...beaten.map(({ leg: { name: other }, ms, isSilent }) => ({
        leg: other,
        category: isSilent ? 'timeout' : 'aborted',
        rule: isSilent ? SILENT.rule : 'hedge:lost',
        ms: Math.round(ms),
      })),
    ],
    degraded: index !== 0,
    hedged,
    skipped: skipped.map(entry => ({ leg: entry.leg.name, reason: entry.reason })),
  };
  while (bytesOf(metadata) > MAX_METADATA_BYTES && metadata.attempts.length + metadata.skipped.length > 0) {
    (metadata.skipped.length > 0 ? metadata.skipped : metadata.attempts).pop();
  }
  return metadata;
}

function warningOf({ leg }: Service, { failed, skipped, beaten }: SoFar): Warning {
  const first = failed[0];
  const silent = beaten[0];
  const passedOver = skipped[0];
  const why = first
    ? ` after ${first.failure.category} (${first.failure.rule}) on ${first.leg.name}`
    : silent
      ? `; ${silent.leg.name} had shown nothing for ${Math.round(silent.ms)} ms`
      : passedOver
        ? `; ${passedOver.leg.name} was passed over (${passedOver.reason})`
        : '';
  return { type: 'other', message: `Served by the fallback ${leg.facts.name}${why}.` };
}

/** What parts that a fallback served are stamped with, so that their server-side state is judged by their origin. */
const stampOf = (leg: Leg) => ({ failover: { leg: leg.facts.name } });

/** A generate result that says who served it. */
export function serveGenerate(result: GenerateResult, service: Service): GenerateResult {
  const { leg } = service;
  const soFar = service.soFar();
  const told = { ...result, providerMetadata: { ...result.providerMetadata, failover: metadataOf(service, soFar) } };
  if (leg.facts.index === 0) return told;
  const stamp = stampOf(leg);
  return {
    ...told,
    content: result.content.map(part =>
      typeof part === 'object' ? { ...part, providerMetadata: { ...part.providerMetadata, ...stamp } } : part,
    ),
    warnings: [...listOf(result.warnings), warningOf(service, soFar), ...service.warnings],
    response: { ...result.response, modelId: result.response?.modelId ?? leg.facts.modelId },
  };
}

/** Rewrites the parts of a stream; the preamble at once, the rest one by one. */
export interface StreamDecorator {
  preamble(held: readonly StreamPart[]): StreamPart[];
  part(part: StreamPart): StreamPart;
}

/** Parts whose metadata becomes part of the conversation. */
const STAMPED: ReadonlySet<StreamPart['type']> = new Set([
  'text-start',
  'reasoning-start',
  'tool-input-start',
  'tool-call',
  'tool-result',
  'custom',
  'file',
  'reasoning-file',
]);
/** Their ends and deltas, whose metadata replaces that of the start. */
const RESTAMPED: ReadonlySet<StreamPart['type']> = new Set([
  'text-delta',
  'text-end',
  'reasoning-delta',
  'reasoning-end',
]);

/** A stream that says who served it. */
export function serveStream(service: Service): StreamDecorator {
  const { leg } = service;
  const isFallback = leg.facts.index !== 0;
  const stamp = stampOf(leg);
  let soFar: SoFar | undefined;
  const look = () => (soFar ??= service.soFar());
  const withWarnings = (start: Extract<StreamPart, { type: 'stream-start' }>): StreamPart => ({
    ...start,
    warnings: [...listOf(start.warnings), warningOf(service, look()), ...service.warnings],
  });

  function part(given: StreamPart): StreamPart {
    if (given.type === 'finish') {
      return { ...given, providerMetadata: { ...given.providerMetadata, failover: metadataOf(service, look()) } };
    }
    if (!isFallback) return given;
    if (given.type === 'stream-start') return withWarnings(given);
    const { providerMetadata } = given as { providerMetadata?: ProviderMetadata };
    if (!STAMPED.has(given.type) && !(providerMetadata && RESTAMPED.has(given.type))) return given;
    return { ...given, providerMetadata: { ...providerMetadata, ...stamp } } as StreamPart;
  }

  return {
    part,
    preamble(held) {
      look();
      const parts = held.map(part);
      if (!isFallback) return parts;
      // A source begins with it; one that began otherwise has none, and the caller is told all the same.
      if (held.length > 0 && !parts.some(({ type }) => type === 'stream-start')) {
        parts.unshift(withWarnings({ type: 'stream-start', warnings: [] }));
      }
      // The model's own metadata follows and is more exact.
      const named: StreamPart = { type: 'response-metadata', modelId: leg.facts.modelId };
      parts.splice(parts.findIndex(({ type }) => type === 'stream-start') + 1, 0, named);
      return parts;
    },
  };
}
