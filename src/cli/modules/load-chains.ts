/** Loads a module of the user's, and finds the models and chains that it exports. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LanguageModel } from '../../sdk-types.ts';
import { settingsOf } from '../../sdk/chain-settings.ts';
import { UsageError } from '../exit.ts';
import { needsTypeStripping } from './type-stripping.ts';

/** A model that a module exports. */
export interface Found {
  /** The name of its export. */
  name: string;
  model: LanguageModel;
  /** Whether `createFailover` made it. */
  isChain: boolean;
}

const isModel = (value: unknown): value is LanguageModel =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as LanguageModel).doGenerate === 'function' &&
  typeof (value as LanguageModel).doStream === 'function';

const TYPES = [
  'Node takes types out of a module, and no more: imports need file extensions, and enums and namespaces do not work.',
  "For anything else use a loader: NODE_OPTIONS='--import tsx' npx ai-gateway-failover …",
];

const COMMON_JS = /Cannot use import statement outside a module|Unexpected token 'export'/;

function hintsFor(error: unknown, path: string): string[] {
  const { code, message = '' } = error as { code?: unknown; message?: string };
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') return TYPES;
  const [, missing] = /Cannot find package '([^']+)'/.exec(message) ?? [];
  if (code === 'ERR_MODULE_NOT_FOUND' && missing !== undefined) return [`Is it installed here? npm install ${missing}`];
  if (code === 'ERR_MODULE_NOT_FOUND' && /\.[cm]?tsx?$/.test(path)) return TYPES;
  if (COMMON_JS.test(message) && /\.[jt]s$/.test(path))
    return [
      'Node takes it for CommonJS: `npm init` writes "type": "commonjs" to package.json.',
      `Write "type": "module" there, or name the file ${path.replace(/(?=[jt]s$)/, 'm')}.`,
    ];
  return [
    'Does it load by itself, with `node` and the same environment? `--env-file .env` reads variables from a file.',
  ];
}

/** A module's exports, one by one; a default export that is a plain object holds more of them. */
async function* exportsOf(module: Record<string, unknown>): AsyncGenerator<[name: string, value: unknown]> {
  for (const [name, exported] of Object.entries(module)) {
    const value: unknown = await exported;
    yield [name, value];
    if (typeof value !== 'object' || value === null || isModel(value)) continue;
    for (const [key, item] of Object.entries(value)) yield [`${name}.${key}`, await (item as unknown)];
  }
}

/** @throws {UsageError} for a module that is not there, does not load, or exports no model */
export async function loadChains(path: string, only: string | undefined): Promise<Found[]> {
  const file = resolve(path);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`There is no module ${path}.`);
  if (stat.isDirectory()) throw new UsageError(`${path} is a folder: name the module in it.`);
  let module: Record<string, unknown>;
  try {
    module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    if (needsTypeStripping(error)) throw error;
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new UsageError(`${path} does not load. ${said}`, ...hintsFor(error, path));
  }
  const found = new Map<LanguageModel, Found>();
  const names: string[] = [];
  let hasText = false;
  for await (const [name, value] of exportsOf(module)) {
    hasText ||= typeof value === 'string';
    if (!isModel(value) || found.has(value)) continue;
    names.push(name);
    if (only === undefined || only === name)
      found.set(value, { name, model: value, isChain: settingsOf(value) !== undefined });
  }
  if (found.size > 0) return [...found.values()];
  if (names.length > 0)
    throw new UsageError(
      `${path} exports no language model \`${only}\`.`,
      `It exports ${names.map(name => `\`${name}\``).join(', ')}.`,
    );
  throw new UsageError(
    `${path} exports no language model.`,
    'Export what createFailover() returns, or any model of the AI SDK: `export const chat = createFailover({ … })`.',
    'A function that makes one is not called: export what it returns.',
    ...(hasText ? ['A model id alone is a text: createFailover() takes such ids in `models`.'] : []),
  );
}
