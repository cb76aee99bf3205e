/** A leg, ready to be called: what layers see of it, its model, and what was declared about it. */
import { gatewayOf, hostOf, isNamedByHeader } from '../cloudflare/gateway-of.ts';
import type { LegFacts } from '../engine/attempt.ts';
import { generatesVia, type GenerateVia } from '../options/generate-via.ts';
import { answering, toSafe } from './lazy-model.ts';
import type { LegDeclaration } from './leg-input.ts';
import type { ParsedLeg } from './parse-leg.ts';
import type { LanguageModel, LegModel } from '../sdk-types.ts';
import { targetOf } from '../prompt/target.ts';
import { MISTRAL_IDS } from '../prompt/tool-call-id-format.ts';
import {
  LIMIT_DEFAULTS,
  limitsOfBuffered,
  limitsOfLeg,
  type LegTimeouts,
  type LimitsByForm,
  type Timeouts,
} from '../options/timeout-options.ts';

export interface Leg<Model extends LegModel = LegModel> {
  readonly facts: LegFacts;
  readonly model: Model;
  readonly declaration: LegDeclaration;
  /** The host that is asked, if that is known and not a gateway's. */
  readonly host: string | undefined;
  /** The limits of an attempt. */
  readonly limits: Readonly<LimitsByForm>;
  /** What a generate call is made through. */
  readonly generatesVia: 'generate' | 'stream';
  /** Whether its API takes ids of tool calls in their usual form. */
  readonly takesPlainIds: boolean;
  /** The models of all legs by name: what legs of one provider share in a conversation is kept. */
  readonly models: Readonly<Record<string, LegModel>>;
}

/** A leg whose model gives texts. */
export type LanguageLeg = Leg<LanguageModel>;

/** What a router says of its legs where they say nothing themselves. */
export interface LegDefaults {
  perLeg: number | undefined;
  timeouts: Timeouts;
  /** The limits that the user set. */
  setTimeouts: LegTimeouts;
  generateVia: GenerateVia;
}

/** Further attempts by place: one on a primary that has fallbacks, none elsewhere. */
export const retriesOf = (perLeg: number | undefined, index: number, legs: number): number =>
  perLeg ?? (index === 0 && legs > 1 ? 1 : 0);

/** Under which a leg's state is kept. */
function keyOf(name: string | undefined, id: string, index: number): string {
  if (name === undefined) return `${id}#${index}`;
  // One middleware may wrap several models: the primary's name alone does not tell them apart.
  return index === 0 ? `${name} (${id})` : name;
}

/** Looks for the gateway when it is first needed: a model's headers, which name it, may want a key that is not there yet. */
function findLater(facts: LegFacts, find: () => string | undefined): LegFacts {
  let found: { readonly gateway: string | undefined } | undefined;
  return Object.defineProperty(facts, 'gateway', { get: () => (found ??= { gateway: find() }).gateway });
}

/** The legs in their order; the first is the primary. */
export function createLegs<Model extends LegModel>(
  parsed: readonly Pick<ParsedLeg<LegDeclaration, Model>, 'model' | 'declaration'>[],
  defaults: LegDefaults,
): Leg<Model>[] {
  const isAlone = parsed.length === 1;
  const names = new Set(parsed.flatMap(({ declaration: { name } }) => name ?? []));
  const models: Record<string, LegModel> = {};
  return parsed.map(({ model, declaration }, index) => {
    const { provider, modelId } = model;
    const id = `${provider}/${modelId}`;
    const name = declaration.name ?? (names.has(id) ? `${id}#${index}` : id);
    names.add(name);
    Object.defineProperty(models, name, { enumerable: true, get: () => answering(model) });
    const isLate = declaration.gateway === undefined && isNamedByHeader(model);
    const { timeouts: own, buffered = false } = declaration;
    const limits = limitsOfLeg(defaults.timeouts, own, isAlone ? undefined : LIMIT_DEFAULTS);
    const facts: LegFacts = {
      index,
      name,
      key: keyOf(declaration.name, id, index),
      provider,
      modelId,
      gateway: isLate ? undefined : (declaration.gateway ?? gatewayOf(model)),
      account: declaration.account,
      concurrency: declaration.concurrency,
      retries: declaration.retries ?? retriesOf(defaults.perLeg, index, parsed.length),
    };
    return {
      declaration,
      models,
      takesPlainIds: targetOf(model)?.toolCallIds !== MISTRAL_IDS,
      limits: buffered ? limitsOfBuffered(limits, own) : limits,
      generatesVia: generatesVia(
        declaration.generateVia ?? defaults.generateVia,
        // A stream of it would keep no limit that a whole answer does not.
        buffered ? {} : defaults.setTimeouts,
        own,
      ),
      host: declaration.gateway === undefined ? hostOf(model) : undefined,
      model: toSafe(model),
      facts: isLate ? findLater(facts, () => gatewayOf(model, declaration.headers)) : facts,
    };
  });
}
