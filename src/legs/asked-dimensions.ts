/** How long the vectors are that a call asks for, by the name that each provider package has for it. */
import type { LegFacts } from '../engine/attempt.ts';
import { bothCases } from '../prompt/option-namespaces.ts';
import type { EmbeddingOptions } from '../sdk-types.ts';

/** What tells under which names a leg reads options. */
type Named = Pick<LegFacts, 'provider' | 'modelId'>;

/**
 * `dimensions` (OpenAI, compatible ones, Perplexity, Bedrock's Titan), `outputDimension` (Cohere, Mistral),
 * `outputDimensionality` (Google, Vertex), `embeddingDimension` (Bedrock's Nova).
 */
const NAME = /^(?:output|embedding)?_?dimension(?:s|ality)?$/i;
/** Eight dimensions of one bit each come as one number: Mistral's `outputDtype`, Perplexity's `encodingFormat`. */
const PACKED = /binary/i;

/** Packages that read options under other names than their own, in the order in which they do. */
const NAMESPACES: readonly (readonly [provider: RegExp, namespaces: readonly string[]])[] = [
  [/^azure\b/, ['azure', 'openai']],
  [/^google\.vertex\b|^vertex\b/, ['googleVertex', 'vertex', 'google']],
  [/^amazon-bedrock\b/, ['amazonBedrock', 'bedrock']],
];

function namespacesOf({ provider, modelId }: Named): readonly string[] {
  const known = NAMESPACES.find(([pattern]) => pattern.test(provider))?.[1];
  if (known) return known;
  // A gateway hands the options on to the vendor that its model's id begins with.
  const vendor = provider === 'gateway' ? [modelId.split('/', 1)[0] ?? ''] : [];
  const [name = ''] = provider.split('.');
  return [...bothCases(name), ...vendor, 'openaiCompatible', 'openai-compatible'];
}

const isLength = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

/** The lengths that one provider's options name. */
function lengthsIn(options: unknown): number[] {
  if (typeof options !== 'object' || options === null) return [];
  const entries = Object.entries(options);
  const isPacked = entries.some(([, value]) => typeof value === 'string' && PACKED.test(value));
  return entries.flatMap(([name, value]) =>
    NAME.test(name) && isLength(value) ? [isPacked ? Math.ceil(value / 8) : value] : [],
  );
}

/**
 * The lengths of which a vector has to have one; none if the call asks for none. What the leg's own package reads goes
 * first. A length that is asked of another provider counts as well: vectors of another one would not fit beside those.
 *
 * @param params the call's options as this leg gets them
 */
export function askedDimensions(params: EmbeddingOptions, facts: Named): readonly number[] {
  const { dimensions } = params;
  const providerOptions = params.providerOptions ?? {};
  for (const namespace of namespacesOf(facts)) {
    const own = lengthsIn(providerOptions[namespace]);
    if (own.length > 0) return own;
  }
  return isLength(dimensions) ? [dimensions] : Object.values(providerOptions).flatMap(lengthsIn);
}
