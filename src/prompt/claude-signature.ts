/**
 * The signature of a Claude thinking block is bound to the model, but valid on every platform that hosts it: "signature
 * values are compatible across platforms … Values generated on one platform work on another" (Anthropic, extended
 * thinking). So it goes along when the same Claude takes over elsewhere: with thinking on, Claude refuses to continue
 * after a tool call whose thinking block is missing.
 */
import { type Fields, isFields, type ModelIdentity, text } from './prompt-shape.ts';
import { withoutServerState } from './server-state.ts';
import { targetOf } from './target.ts';

/** `us.anthropic.claude-sonnet-4-5-20250929-v1:0`, `claude-sonnet-4-5@20250929` → `claude-sonnet-4-5`. */
const claudeName = (modelId: string): string | undefined =>
  /claude-[a-z0-9-]+/
    .exec(modelId)?.[0]
    .replace(/-v\d+$/, '')
    .replace(/-(?:\d{8}|latest)$/, '');

/** Platforms whose packages send thinking blocks in Anthropic's form. */
const hostsClaude = (model: ModelIdentity): boolean => {
  const namespace = targetOf(model)?.namespaces[0];
  return namespace === 'anthropic' || namespace === 'amazonBedrock';
};

export const sameClaude = (one: ModelIdentity, other: ModelIdentity): boolean => {
  const name = claudeName(one.modelId);
  return name !== undefined && name === claudeName(other.modelId) && hostsClaude(one) && hostsClaude(other);
};

const CLAUDE_NAMESPACES = ['anthropic', 'amazonBedrock', 'bedrock'] as const;

/**
 * The reasoning part with its signature where `target` reads it; `undefined` if there is none to go along. Redacted
 * thinking differs in form between the platforms and goes along only within one namespace.
 */
export const withSignatureFor = (part: Fields, target: ModelIdentity): Fields | undefined => {
  const options = part['providerOptions'];
  const namespace = targetOf(target)?.namespaces[0];
  if (!isFields(options) || namespace === undefined) return undefined;
  // The Bedrock package for AI SDK 6 knows only its older name.
  const names = namespace === 'amazonBedrock' ? [namespace, 'bedrock'] : [namespace];
  const own = names.map(name => options[name]).find(isFields);
  if (isFields(own) && (text(own['signature']) ?? text(own['redactedData']) ?? text(own['redactedContent'])))
    return part;
  const from = CLAUDE_NAMESPACES.map(name => options[name]).find(
    fields => isFields(fields) && text(fields['signature']),
  );
  if (!isFields(from)) return undefined;
  const stateless = withoutServerState(part);
  const others = isFields(stateless['providerOptions']) ? stateless['providerOptions'] : {};
  const { signature } = from;
  const signed = names.map(name => [name, { ...(isFields(others[name]) && others[name]), signature }] as const);
  return { ...stateless, providerOptions: { ...others, ...Object.fromEntries(signed) } };
};
