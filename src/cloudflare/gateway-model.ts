/** What makes a model one of `ai-gateway-provider`. Told by its shape, since an app may hold several copies of the package. */

import { ownData, ownText } from './own-data.ts';

/** A call of a model; what it takes and gives is the model's business. */
export type ModelCall = (...input: never[]) => unknown;

/** A language model, as far as calling it goes. */
export interface CallableModel {
  doGenerate: ModelCall;
  doStream: ModelCall;
}

/** A model of `ai-gateway-provider`: the models it asks through the gateway, and its settings. */
export interface GatewayModel extends CallableModel {
  readonly models: readonly object[];
  readonly config: object;
}

function isCallable(value: unknown): value is CallableModel {
  if (typeof value !== 'object' || value === null) return false;
  const { doGenerate, doStream } = value as Partial<CallableModel>;
  return typeof doGenerate === 'function' && typeof doStream === 'function';
}

function isGatewayConfig(config: unknown): boolean {
  if (ownText(config, 'accountId') !== undefined && ownText(config, 'gateway') !== undefined) return true;
  const binding = ownData(config, 'binding');
  if (typeof binding !== 'object' || binding === null) return false;
  return typeof (binding as { run?: unknown }).run === 'function';
}

/** Whether the value is a model of `ai-gateway-provider`, whichever copy of the package made it. Never throws. */
export function isGatewayModel(value: unknown): value is GatewayModel {
  try {
    const models = ownData(value, 'models');
    return (
      Array.isArray(models) &&
      models.every(isCallable) &&
      isGatewayConfig(ownData(value, 'config')) &&
      isCallable(value)
    );
  } catch {
    return false;
  }
}
