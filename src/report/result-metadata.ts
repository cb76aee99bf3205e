/**
 * Says who answered, and what it took, in the result itself. A call that the primary answered at its first attempt keeps
 * the model's own result.
 */
import { callIdOf } from '../event-hub.ts';
import { namesOf } from '../engine/tell.ts';
import { skippedLegs } from '../engine/plan.ts';
import { isDegraded } from '../engine/tell.ts';
import { listOf } from '../parts/part-shape.ts';
import type { StreamDecorator } from '../stream/forwarding.ts';
import type { GenerateResult, StreamPart } from '../sdk-types.ts';
import type { ModelAttempt } from '../call/model-call.ts';
import { fitMetadata } from './fit-metadata.ts';
import { beatenBy, beatenFacts, failedFacts, type Beaten } from './ledger.ts';
import { totalOf } from './response-marks.ts';

/** Whether the result says who served it. */
export function isTold({ call, number, to }: ModelAttempt): boolean {
  const { metadata } = call.engine.options;
  return metadata !== 'off' && (metadata === 'always' || number > 1 || to !== call.all[0] || call.canary !== undefined);
}

type ProviderMetadata = NonNullable<GenerateResult['providerMetadata']>;
type Warning = GenerateResult['warnings'][number];

/** `providerMetadata.failover`: JSON only. */
export function metadataOf(
  served: ModelAttempt,
  beaten: readonly Beaten[] = beatenBy(served),
): ProviderMetadata[string] {
  const { call, leg } = served;
  const attempts = [...call.failed.map(failedFacts), ...beaten.map(beatenFacts)];
  const wasted = totalOf(attempts.map(({ attempt, usage }) => (attempt === served.number ? undefined : usage)));
  const metadata = fitMetadata({
    callId: callIdOf(call),
    servedBy: namesOf(leg),
    attempts,
    ...(wasted && { wasted }),
    degraded: isDegraded(leg, call.canary),
    ...(call.canary && { canary: true }),
    hedged: call.hedged,
    skipped: skippedLegs(call).map(entry => ({ leg: entry.leg.name, reason: entry.reason })),
  });
  return metadata as unknown as ProviderMetadata[string];
}

/** Says that a fallback answered; a canary that did was no fallback of this call's. */
export function warningsOf(attempt: ModelAttempt): readonly Warning[] {
  const { call, leg } = attempt;
  if (leg === call.canary) return [];
  const [first] = call.failed;
  const [silent] = beatenBy(attempt);
  const [skipped] = skippedLegs(call);
  const why = first
    ? ` after ${first.failure.category} (${first.failure.rule}) on ${first.leg.name}`
    : silent
      ? `; ${silent.attempt.leg.name} had sent no content for ${Math.round(silent.ms)} ms`
      : skipped
        ? `; ${skipped.leg.name} was skipped (${skipped.reason})`
        : '';
  return [{ type: 'other', message: `Served by the fallback ${leg.name}${why}.` }];
}

/** What parts that a fallback served are stamped with, so that their server-side state is judged by their origin. */
const stampOf = ({ leg }: ModelAttempt) => ({ failover: { leg: leg.name } });

/** A generate result that says who served it. */
export function annotateResult(result: GenerateResult, attempt: ModelAttempt): GenerateResult {
  const { leg } = attempt;
  const told = { ...result, providerMetadata: { ...result.providerMetadata, failover: metadataOf(attempt) } };
  if (leg.index === 0) return told;
  const stamp = stampOf(attempt);
  return {
    ...told,
    content: result.content.map(part =>
      typeof part === 'object' ? { ...part, providerMetadata: { ...part.providerMetadata, ...stamp } } : part,
    ),
    warnings: [...listOf(result.warnings), ...warningsOf(attempt), ...attempt.warnings],
    response: { ...result.response, modelId: result.response?.modelId ?? leg.modelId },
  };
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

/** What makes a stream say who served it; made when the stream is handed out, while other legs may still be at work. */
export function streamDecorator(attempt: ModelAttempt): StreamDecorator {
  const { call, leg } = attempt;
  const isFallback = leg.index !== 0;
  const stamp = stampOf(attempt);
  const beaten = beatenBy(attempt);
  const failover = metadataOf(attempt, beaten);
  const { failed } = call;
  const warnings = isFallback ? [...warningsOf(attempt), ...attempt.warnings] : [];
  const withWarnings = (start: Extract<StreamPart, { type: 'stream-start' }>): StreamPart => ({
    ...start,
    warnings: [...listOf(start.warnings), ...warnings],
  });

  function part(given: StreamPart): StreamPart {
    if (given.type === 'finish') {
      // The stream itself may have broken off, and legs that could not continue it failed.
      const told = call.failed === failed ? failover : metadataOf(attempt, beaten);
      return { ...given, providerMetadata: { ...given.providerMetadata, failover: told } };
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
      const parts = held.map(part);
      if (!isFallback) return parts;
      // A source begins with it; one that began otherwise has none, and the caller is told all the same.
      if (held.length > 0 && !parts.some(({ type }) => type === 'stream-start')) {
        parts.unshift(withWarnings({ type: 'stream-start', warnings: [] }));
      }
      // The model's own metadata follows and is more exact.
      const named: StreamPart = { type: 'response-metadata', modelId: leg.modelId };
      parts.splice(parts.findIndex(({ type }) => type === 'stream-start') + 1, 0, named);
      return parts;
    },
  };
}
