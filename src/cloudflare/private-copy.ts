/** A copy of a gateway model that one call may write to, and how to tell that a class does not allow copies. */

import type { GatewayModel } from './gateway-model.ts';

/** Keeps the prototype, own accessors and symbols. Everything is writable, so that the copy of a frozen object works. */
function copyOf<Value extends object>(original: Value): Value {
  const properties: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(original);
  for (const key of Reflect.ownKeys(properties)) {
    const property = properties[key as string];
    if (property === undefined) continue;
    property.configurable = true;
    if ('value' in property) property.writable = true;
  }
  return Object.create(Object.getPrototypeOf(original) as object | null, properties) as Value;
}

function copyOfInner(inner: object): object {
  const copy = copyOf(inner) as { config?: unknown };
  if (typeof copy.config === 'object' && copy.config !== null) copy.config = copyOf(copy.config);
  return copy;
}

/** Headers of a call whose metadata holds that of the model's own settings, which would go over it by a binding. */
const merged = new WeakSet<object>();

/** Remembers that these headers hold the metadata of the model's own settings; returns them. */
export function markMerged<Headers extends object>(headers: Headers): Headers {
  merged.add(headers);
  return headers;
}

const isMerged = (options: unknown): boolean => {
  const { headers } = (options ?? {}) as { headers?: unknown };
  return typeof headers === 'object' && headers !== null && merged.has(headers);
};

/**
 * Copies what a call writes to: the model, its list of models, each of them, and the `config` of each. What a call only reads
 * is shared.
 *
 * @param options those of the call
 */
export function privateCopy<Model extends GatewayModel>(model: Model, options?: unknown): Model {
  const copy = copyOf(model) as Model & { models: readonly object[]; config: object };
  copy.models = model.models.map(copyOfInner);
  if (isMerged(options)) {
    const settings = (model.config as { options?: object }).options;
    copy.config = { ...model.config, options: { ...settings, metadata: undefined } };
  }
  return copy;
}

// The engines' words, then those of compilers that rewrite `#private` members.
const PRIVATE_MEMBER =
  /\bprivate (?:member|field|method|element|accessor|name)\b|^(?:receiver|object) must be (?:an instance of )?class\b/i;

/** Whether an object was refused because it has the class's shape but not its `#private` members, as copies have not. */
export function isPrivateMemberError(error: unknown): error is TypeError {
  return error instanceof TypeError && PRIVATE_MEMBER.test(error.message);
}
