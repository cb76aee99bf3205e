/**
 * What is known of a target model by its `provider` string: whose state it reads, how tool-call ids must look, what it
 * does with reasoning that carries no signature of its own. Read off the request builders of the provider packages.
 */
import { bothCases } from './option-namespaces.ts';
import type { ModelIdentity } from './prompt-shape.ts';
import {
  ANTHROPIC_IDS,
  MISTRAL_IDS,
  OPENAI_CHAT_IDS,
  OPENAI_RESPONSES_IDS,
  type ToolCallIdFormat,
} from './tool-call-id-format.ts';

export interface Target {
  /** The keys of `providerOptions` under which it keeps and reads state; none if it has no state. */
  readonly namespaces: readonly string[];
  /** Left out where the API takes any id, or the package renames ids itself. */
  readonly toolCallIds?: ToolCallIdFormat;
  /**
   * What happens to reasoning without a signature. `'plain'` sends the text on as the model's own thoughts: right for a
   * model whose reasoning never has a signature, a leak of thoughts for all others. `'signed'` leaves it out, at best:
   * OpenAI's builder quotes it in a warning, Bedrock's then keeps blank texts, which the API rejects, Gemini's sends it.
   * Hence foreign reasoning is always removed here; `'plain'` reasoning of the same provider is not foreign.
   */
  readonly reasoning: 'signed' | 'plain';
  /** The key under which it looks up file references; left out if it takes none, `null` if only its server knows. */
  readonly fileReferences?: string | null;
  /** Media types of files that its package leaves out without an error, in questions and in results of tools. */
  readonly losesFiles?: { readonly inMessages?: RegExp; readonly inToolResults?: RegExp };
  /** Which files in answers, drawn by a model, its package throws for; most leave them out of any history. */
  readonly throwsForDrawn?: 'all' | 'not at hand';
}

const NO_IMAGE = /^(?!image)/i;

const ANTHROPIC: Target = {
  namespaces: ['anthropic'],
  toolCallIds: ANTHROPIC_IDS,
  reasoning: 'signed',
  fileReferences: 'anthropic',
};
const BEDROCK_NAMESPACES = ['amazonBedrock', 'bedrock'];
const BEDROCK: Target = {
  namespaces: BEDROCK_NAMESPACES,
  toolCallIds: ANTHROPIC_IDS,
  reasoning: 'signed',
};
/** The Bedrock package renames ids for Mistral models itself. */
const BEDROCK_MISTRAL: Target = { namespaces: BEDROCK_NAMESPACES, reasoning: 'signed' };
const GEMINI: Target = {
  namespaces: ['google'],
  reasoning: 'signed',
  fileReferences: 'google',
  throwsForDrawn: 'not at hand',
};
const VERTEX: Target = { namespaces: ['googleVertex', 'vertex'], reasoning: 'signed', throwsForDrawn: 'not at hand' };
const AZURE: Target = {
  namespaces: ['azure'],
  toolCallIds: OPENAI_RESPONSES_IDS,
  reasoning: 'signed',
  fileReferences: 'azure',
};
const OPENAI: Target = {
  namespaces: ['openai'],
  toolCallIds: OPENAI_RESPONSES_IDS,
  reasoning: 'signed',
  fileReferences: 'openai',
};
/** The chat API keeps nothing: items of the other API cannot be looked up through it. */
const OPENAI_CHAT: Target = {
  namespaces: [],
  toolCallIds: OPENAI_CHAT_IDS,
  reasoning: 'signed',
  fileReferences: 'openai',
};
const XAI: Target = {
  namespaces: ['xai'],
  reasoning: 'signed',
  fileReferences: 'xai',
  losesFiles: { inToolResults: NO_IMAGE },
};
const MISTRAL: Target = {
  namespaces: ['mistral'],
  toolCallIds: MISTRAL_IDS,
  reasoning: 'plain',
  throwsForDrawn: 'all',
};
const GROQ: Target = { namespaces: ['groq'], reasoning: 'plain' };
const DEEPSEEK: Target = {
  namespaces: ['deepseek'],
  reasoning: 'plain',
  fileReferences: 'deepseek',
  losesFiles: { inMessages: NO_IMAGE, inToolResults: NO_IMAGE },
};
const COHERE: Target = { namespaces: ['cohere'], reasoning: 'signed' };
const WORKERS_AI: Target = {
  namespaces: ['workers-ai', 'workersai'],
  reasoning: 'plain',
  losesFiles: { inToolResults: /^/ },
};

/** First match wins; providers the user has named are known by the last word of their name at most. */
const TARGETS: readonly (readonly [provider: RegExp, target: Target])[] = [
  [/(?:^|\.)anthropic\b|\.messages$/, ANTHROPIC],
  [/^amazon-bedrock/, BEDROCK],
  [/^google\.vertex\b/, VERTEX],
  [/^google(?:\.|$)/, GEMINI],
  [/^azure\.(?:chat|completion)$/, OPENAI_CHAT],
  [/azure.*\.responses$/, AZURE],
  [/^xai\b/, XAI],
  [/^openai\.(?:chat|completion)$/, OPENAI_CHAT],
  [/\.responses$/, OPENAI],
  [/^mistral\b/, MISTRAL],
  [/^groq\b/, GROQ],
  [/^(?:azure\.)?deepseek\b/, DEEPSEEK],
  [/^cohere\b/, COHERE],
  [/^workersai\b/, WORKERS_AI],
];

/** Many vendors behind one provider name, the vendor in front of the model's name. */
const VENDOR_IDS: Readonly<Record<string, ToolCallIdFormat>> = {
  openai: OPENAI_CHAT_IDS,
  anthropic: ANTHROPIC_IDS,
  mistralai: MISTRAL_IDS,
  mistral: MISTRAL_IDS,
};

/** The Vercel gateway hands parts on unread; a vendor's state may come from any platform that hosts the vendor. */
const VENDOR_NAMESPACES: Readonly<Record<string, readonly string[]>> = {
  anthropic: ['anthropic', 'amazonBedrock', 'bedrock', 'googleVertex', 'vertex'],
  openai: ['openai', 'azure'],
  google: ['google', 'googleVertex', 'vertex'],
};

const vendorTarget = (provider: string, modelId: string): Target => {
  const vendor = modelId.split('/', 1)[0] ?? '';
  const toolCallIds = VENDOR_IDS[vendor];
  const namespaces = provider === 'openrouter' ? [] : (VENDOR_NAMESPACES[vendor] ?? [vendor]);
  return {
    namespaces: [provider, ...namespaces],
    reasoning: 'signed',
    ...(toolCallIds && { toolCallIds }),
    ...(provider === 'gateway' && { fileReferences: null }),
  };
};

/** openai-compatible: `name.chat`. Its metadata stands under the name, for a Gemini model in old histories under `google`. */
const compatibleTarget = (name: string, modelId: string): Target => {
  const gemini = /gemini/i.test(modelId) ? ['google'] : [];
  return { namespaces: [...bothCases(name), 'openaiCompatible', ...gemini], reasoning: 'plain', fileReferences: name };
};

/** `undefined`: nothing is known of this provider, so nothing is judged by it. */
export const targetOf = ({ provider, modelId }: ModelIdentity): Target | undefined => {
  const gateway = /^(openrouter|gateway)\b/.exec(provider)?.[1];
  if (gateway !== undefined) return vendorTarget(gateway, modelId);
  const known = TARGETS.find(([pattern]) => pattern.test(provider))?.[1];
  if (known === BEDROCK && modelId.includes('mistral.')) return BEDROCK_MISTRAL;
  if (known !== undefined) return known;
  const compatible = /^([^.]+)\.(?:chat|completion)$/.exec(provider)?.[1];
  return compatible === undefined ? undefined : compatibleTarget(compatible, modelId);
};
