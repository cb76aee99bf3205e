/** A leg, ready to be called: what layers see of it, its model, and what was declared about it. */
import { isGatewayModel } from '../cloudflare/gateway-model.ts';
import { gatewayOf } from '../cloudflare/gateway-of.ts';
import { isolateGatewayModel } from '../cloudflare/isolate-gateway-model.ts';
import type { LegFacts } from '../core/attempt.ts';
import type { LegDeclaration, ParsedLeg } from './leg-input.ts';
import type { LanguageModel } from './sdk-model.ts';

export interface Leg {
  readonly facts: LegFacts;
  readonly model: LanguageModel;
  readonly declaration: LegDeclaration;
  /** The models of all legs by name: what legs of one provider share in a conversation is kept. */
  readonly models: Readonly<Record<string, LanguageModel>>;
}

/**
 * The legs in their order; the first is the primary.
 *
 * @param retries further tries of a leg that declares none, by its place
 */
export function createLegs(parsed: readonly ParsedLeg[], retries: (index: number) => number): Leg[] {
  const names = new Set<string>();
  const models: Record<string, LanguageModel> = {};
  return parsed.map(({ model, declaration }, index) => {
    const { provider, modelId } = model;
    const id = `${provider}/${modelId}`;
    const name = declaration.name ?? (names.has(id) ? `${id}#${index}` : id);
    names.add(name);
    models[name] = model;
    return {
      declaration,
      models,
      // Calls that start in one tick would take each other's answers on the shared original.
      model: isGatewayModel(model) ? isolateGatewayModel(model) : model,
      facts: {
        index,
        name,
        key: declaration.name ?? `${id}#${index}`,
        provider,
        modelId,
        gateway: declaration.gateway ?? gatewayOf(model),
        account: declaration.account,
        retries: declaration.retries ?? retries(index),
      },
    };
  });
}
