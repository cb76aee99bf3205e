/** A leg, ready to be called: what layers see of it, its model, and what was declared about it. */
import { gatewayOf, hostOf } from '../cloudflare/gateway-of.ts';
import type { LegFacts } from '../core/attempt.ts';
import { answering, toSafe } from './lazy-model.ts';
import type { LegDeclaration, ParsedLeg } from './leg-input.ts';
import type { LanguageModel } from './sdk-model.ts';

export interface Leg {
  readonly facts: LegFacts;
  readonly model: LanguageModel;
  readonly declaration: LegDeclaration;
  /** The host that is asked, if that is known and not a gateway's. */
  readonly host: string | undefined;
  /** The models of all legs by name: what legs of one provider share in a conversation is kept. */
  readonly models: Readonly<Record<string, LanguageModel>>;
}

/**
 * The legs in their order; the first is the primary.
 *
 * @param retries further tries of a leg that declares none, by its place
 */
export function createLegs(parsed: readonly ParsedLeg[], retries: (index: number) => number): Leg[] {
  const names = new Set(parsed.flatMap(({ declaration: { name } }) => name ?? []));
  const models: Record<string, LanguageModel> = {};
  return parsed.map(({ model, declaration }, index) => {
    const { provider, modelId } = model;
    const through = declaration.gateway ?? gatewayOf(model);
    const id = `${provider}/${modelId}`;
    const name = declaration.name ?? (names.has(id) ? `${id}#${index}` : id);
    names.add(name);
    Object.defineProperty(models, name, { enumerable: true, get: () => answering(model) });
    return {
      declaration,
      models,
      host: through === undefined ? hostOf(model) : undefined,
      model: toSafe(model),
      facts: {
        index,
        name,
        // One middleware may wrap several models: the primary's name alone does not tell them apart.
        key:
          index > 0 && declaration.name !== undefined ? declaration.name : `${declaration.name ?? ''} ${id}#${index}`,
        provider,
        modelId,
        gateway: through,
        account: declaration.account,
        retries: declaration.retries ?? retries(index),
      },
    };
  });
}
