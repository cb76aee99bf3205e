/** The models and chains that a module exports. */
import type { EmbeddingModel, LanguageModel } from '../../sdk-types.ts';
import { settingsOf } from '../../sdk/chain-settings.ts';
import { UsageError } from '../exit.ts';
import { exportsOf } from './exports-of.ts';
import { loadModule } from './load-module.ts';

/** A model that a module exports. */
export type Found = {
  /** The name of its export. */
  name: string;
  /** Whether `createFailover` or `createEmbeddingFailover` made it. */
  isChain: boolean;
} & ({ kind: 'language'; model: LanguageModel } | { kind: 'embedding'; model: EmbeddingModel });

const has = (value: unknown, ...names: string[]): boolean => {
  try {
    return (
      typeof value === 'object' &&
      value !== null &&
      names.every(name => typeof (value as Record<string, unknown>)[name] === 'function')
    );
  } catch {
    return false;
  }
};
const isLanguage = (value: unknown): value is LanguageModel => has(value, 'doGenerate', 'doStream');
const isEmbedding = (value: unknown): value is EmbeddingModel => has(value, 'doEmbed');

export const isModel = (value: unknown): value is LanguageModel | EmbeddingModel =>
  isLanguage(value) || isEmbedding(value);

/** How long a module may take. */
const LIMITS = { loadMs: 60_000, exportMs: 10_000 };

/** What was loaded. */
export interface Loaded {
  module: Record<string, unknown>;
  chains: Found[];
}

/** @throws {UsageError} for a module that is not there, does not load, or exports no model */
export async function loadChains(
  path: string,
  only: string | undefined,
  { loadMs, exportMs }: typeof LIMITS = LIMITS,
): Promise<Loaded> {
  const module = await loadModule(path, loadMs);
  const found = new Map<object, Found>();
  const seen = new Map<object, string>();
  let hasText = false;
  for (const [name, value] of await exportsOf(module, isModel, exportMs)) {
    hasText ||= typeof value === 'string';
    if (!isModel(value) || found.has(value)) continue;
    if (!seen.has(value)) seen.set(value, name);
    if (only !== undefined && only !== name) continue;
    const isChain = settingsOf(value) !== undefined;
    found.set(
      value,
      isLanguage(value)
        ? { name, isChain, kind: 'language', model: value }
        : { name, isChain, kind: 'embedding', model: value },
    );
  }
  if (found.size > 0) return { module, chains: [...found.values()] };
  if (seen.size > 0)
    throw new UsageError(
      `${path} exports no model \`${only}\`.`,
      `It exports ${[...seen.values()].map(name => `\`${name}\``).join(', ')}.`,
    );
  throw new UsageError(
    `${path} exports no model.`,
    'Export what createFailover() returns, or any model of the AI SDK: `export const chat = createFailover({ … })`.',
    'A function that makes one is not called: export what it returns.',
    ...(hasText ? ['A model id alone is a text: createFailover() takes such ids in `models`.'] : []),
  );
}
