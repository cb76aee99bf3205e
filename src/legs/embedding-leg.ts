/** A leg whose model gives vectors: what a user names as one, checked, and ready to be called. */
import { EMBEDDING_LEG_TIMEOUTS, type EmbeddingLegTimeouts } from '../options/embedding-options.ts';
import { limitOf } from '../options/timeout-options.ts';
import { optionError, takes } from '../runtime/check-options.ts';
import { table, group, number, option as row, type Check, type Rows } from '../runtime/option-rows.ts';
import type { EmbeddingModel, EmbeddingModelInput } from '../sdk-types.ts';
import { toCurrentEmbedding } from '../sdk-specification.ts';
import { lazyEmbeddingModel } from './lazy-model.ts';
import { DECLARATION, type LegDeclaration } from './leg-input.ts';
import { legParser, type ParsedLeg, type ParseLeg } from './parse-leg.ts';
import { createLegs, type Leg, type LegDefaults } from './leg.ts';

/** What may be declared about an embedding leg besides its model. */
export interface EmbeddingLegDeclaration extends Pick<
  LegDeclaration,
  'name' | 'providerOptions' | 'headers' | 'gateway' | 'account' | 'retries' | 'concurrency'
> {
  /**
   * A name for the space that its vectors lie in. Only legs of one space can stand for each other: vectors of different
   * models cannot be compared, also where they are of the same length.
   */
  space?: string | undefined;
  /**
   * How many numbers its vectors have; an answer with others is a failure and is never returned.
   *
   * @default what another leg declares: legs of one space have one length
   */
  dimensions?: number | undefined;
  /** Its own limits, in place of those in `timeouts`. */
  timeouts?: EmbeddingLegTimeouts | undefined;
}

/** An embedding leg: a model, or a model with what is declared about it. */
export type EmbeddingLegInput = EmbeddingModelInput | (EmbeddingLegDeclaration & { model: EmbeddingModelInput });

export interface EmbeddingLeg extends Leg<EmbeddingModel> {
  readonly declaration: EmbeddingLegDeclaration;
}

export type ParsedEmbeddingLeg = ParsedLeg<EmbeddingLegDeclaration, EmbeddingModel>;

/** A space is a name; none at all may be right. */
export const checkSpace: Check = takes(
  'a name that is not empty',
  space => typeof space === 'string' && space.trim() !== '',
);

export const EMBEDDING_DECLARATION: Rows<EmbeddingLegDeclaration> = /* @__PURE__ */ table(() => ({
  name: DECLARATION.name,
  space: row(checkSpace),
  dimensions: row(number({ min: 1, integer: true })),
  providerOptions: DECLARATION.providerOptions,
  headers: DECLARATION.headers,
  gateway: DECLARATION.gateway,
  account: DECLARATION.account,
  retries: DECLARATION.retries,
  concurrency: DECLARATION.concurrency,
  timeouts: row(group(EMBEDDING_LEG_TIMEOUTS), EMBEDDING_LEG_TIMEOUTS),
}));

export const parseEmbeddingLeg: ParseLeg<EmbeddingLegDeclaration, EmbeddingModel> = /* @__PURE__ */ legParser({
  kind: 'embedding model',
  takes: 'an embedding model, a model id, or { model, space, … }',
  ofId: lazyEmbeddingModel,
  ofModel: toCurrentEmbedding,
  rows: EMBEDDING_DECLARATION,
});

/** A leg, as far as it matters whether it can stand for another one. */
type Spaced = Pick<ParsedEmbeddingLeg, 'option' | 'declaration'>;

/** @throws {TypeError} for legs of which one cannot stand for another: their vectors would be mixed in one index */
export function checkSpaces(owner: string, legs: readonly Spaced[]): void {
  const [first, ...others] = legs;
  if (!first || others.length === 0) return;
  const missing = legs.find(({ declaration }) => declaration.space === undefined);
  if (missing) {
    const takes = 'the name of the space that its vectors lie in, the same on every leg: others cannot be compared';
    throw optionError(owner, `${missing.option}.space`, undefined, takes);
  }
  for (const key of ['space', 'dimensions'] as const) {
    const known = legs.find(({ declaration }) => declaration[key] !== undefined);
    const other = legs.find(({ declaration: { [key]: own } }) => own !== undefined && own !== known?.declaration[key]);
    if (!known || !other) continue;
    const takes = `the same as \`${known.option}.${key}\` (${JSON.stringify(known.declaration[key])}): vectors that differ in it cannot be compared`;
    throw optionError(owner, `${other.option}.${key}`, other.declaration[key], takes);
  }
}

/** The legs in their order; the first is the primary. */
export function createEmbeddingLegs(parsed: readonly ParsedEmbeddingLeg[], defaults: LegDefaults): EmbeddingLeg[] {
  const { setTimeouts } = defaults;
  const dimensions = parsed.find(({ declaration }) => declaration.dimensions !== undefined)?.declaration.dimensions;
  return createLegs(parsed, defaults).map((leg, index) => {
    const declaration = { ...parsed[index]!.declaration, dimensions };
    const firstContentMs = limitOf(declaration.timeouts?.firstContentMs ?? setTimeouts.firstContentMs);
    return { ...leg, declaration, limits: { ...leg.limits, generate: { ...leg.limits.generate, firstContentMs } } };
  });
}
