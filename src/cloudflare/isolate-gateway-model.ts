/**
 * One `ai-gateway-provider` model, safe for calls that overlap. The package writes the request and the response of a call into
 * the models it was given, so that calls started together send each other's prompts and read each other's answers; here every
 * call writes to a copy of its own.
 */

import { checkFunction, checkKeys } from '../runtime/check-options.ts';
import { abandonPromise } from '../runtime/hook-result.ts';
import { isGatewayModel, type CallableModel, type GatewayModel } from './gateway-model.ts';
import { isPrivateMemberError, privateCopy } from './private-copy.ts';
import { callInTurn } from './serialise-calls.ts';

/** Options of `isolateGatewayModel`. */
export interface IsolateOptions {
  /**
   * Told once if the model cannot be copied, because a class of it has `#private` members. Its calls then run one after
   * another: still right, but slower, and a call that hangs holds up those behind it until it is aborted.
   * @default a `console.warn`, once for each class of model
   */
  onSerialise?: ((reason: string) => void) | undefined;
}

type Call = (...input: unknown[]) => PromiseLike<unknown>;
type Calls = Record<string, Call>;

/** What a call goes through; the last is the package's own method behind the first two, public by accident. */
const CALLS = ['doGenerate', 'doStream', 'processModelRequest'];

const isolated = new WeakSet<object>();
const warnedClasses = new WeakSet<object>();

function nameOf(model: object): string {
  try {
    const { provider, modelId } = model as { provider?: unknown; modelId?: unknown };
    return `${String(provider)}/${String(modelId)}`;
  } catch {
    return 'a model without inner models';
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `the string ${JSON.stringify(value)}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  return 'doGenerate' in value ? `the model ${nameOf(value)}` : 'an object that is no model';
}

function warn(model: GatewayModel, reason: string): void {
  const { constructor } = model;
  // On Workers models are built for each request; one line a class is enough.
  if (warnedClasses.has(constructor)) return;
  warnedClasses.add(constructor);
  console.warn(`ai-gateway-failover: ${reason}`);
}

/** The same object to look at: prototype, properties and, read from the original itself, its getters. */
function faceOf(model: GatewayModel): object {
  const face = Object.create(Object.getPrototypeOf(model) as object) as object;
  for (let level: object | null = model; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    const properties: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(level);
    for (const key of Reflect.ownKeys(properties)) {
      const property = properties[key as string];
      if (property === undefined || Object.hasOwn(face, key)) continue;
      const { enumerable = false } = property;
      if (property.get)
        Object.defineProperty(face, key, { get: () => Reflect.get(model, key), enumerable, configurable: true });
      else if (level === model) Object.defineProperty(face, key, { ...property, writable: true, configurable: true });
    }
  }
  return face;
}

function onPrivateCopies(model: GatewayModel, onSerialise: (reason: string) => void): (name: string) => Call {
  let mustSerialise = false;

  function giveUpCopying(cause: TypeError): void {
    if (mustSerialise) return;
    mustSerialise = true;
    const reason = `calls of ${nameOf(model)} run one after another, because the model cannot be copied: ${cause.message}`;
    try {
      abandonPromise(onSerialise(reason));
    } catch {
      // A listener's own bug is not the call's.
    }
  }

  return name =>
    async (...input) => {
      if (!mustSerialise) {
        try {
          return await (privateCopy(model, input[0]) as unknown as Calls)[name]!(...input);
        } catch (error) {
          if (!isPrivateMemberError(error)) throw error;
          giveUpCopying(error);
        }
      }
      const { abortSignal } = (input[0] ?? {}) as { abortSignal?: AbortSignal };
      return callInTurn(model, abortSignal, () => (model as unknown as Calls)[name]!(...input));
    };
}

/**
 * Makes one shared `ai-gateway-provider` model safe for calls that overlap. The result is used wherever the model was;
 * middleware goes around it. The model itself, its inner models and their settings are never written to.
 *
 * @example
 * const model = isolateGatewayModel(aigateway([openai('gpt-5'), anthropic('claude-sonnet-4-5')]));
 * const safe = wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() });
 */
export function isolateGatewayModel<Model extends CallableModel>(model: Model, options: IsolateOptions = {}): Model {
  if (typeof model === 'object' && model !== null && isolated.has(model)) return model;
  if (!isGatewayModel(model)) {
    throw new TypeError(
      `isolateGatewayModel: takes a model of ai-gateway-provider, such as createAiGateway({ ... })(openai('gpt-5')), ` +
        `not yet wrapped by a middleware; got ${describe(model)}.`,
    );
  }
  checkKeys('isolateGatewayModel', '', options, ['onSerialise']);
  checkFunction('isolateGatewayModel', 'onSerialise', options.onSerialise);
  const { onSerialise = (reason: string) => warn(model, reason) } = options;
  const face = faceOf(model);
  const callOf = onPrivateCopies(model, onSerialise);
  for (const name of CALLS) {
    if (!(name in model)) continue;
    Object.defineProperty(face, name, { value: callOf(name), writable: true, enumerable: false, configurable: true });
  }
  isolated.add(face);
  return face as Model;
}
