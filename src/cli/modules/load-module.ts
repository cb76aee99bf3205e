/** Loads a module of the user's; what hinders that is told with what helps. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UsageError } from '../exit.ts';
import { needsTypeStripping } from './type-stripping.ts';
import { within } from './within.ts';

const TYPES = [
  'Node takes types out of a module, and no more: imports need file extensions, and enums and namespaces do not work.',
  "For anything else use a loader: NODE_OPTIONS='--import tsx' npx ai-gateway-failover …",
];
const ALIAS = [
  'Node knows nothing of `paths` in tsconfig.json.',
  "Use a loader that does: NODE_OPTIONS='--import tsx' npx ai-gateway-failover …",
];

const COMMON_JS = /Cannot use import statement outside a module|Unexpected token 'export'/;

interface Thrown {
  code: unknown;
  message: string;
  /** The error in words. */
  said: string;
  /** Whether it is an error of syntax that does not say where it is. */
  isSyntax: boolean;
}

/** What is thrown may be anything. */
function read(error: unknown): Thrown {
  const unread = { code: undefined, message: '', isSyntax: false };
  try {
    if (!(error instanceof Error)) return { ...unread, said: `It throws ${String(error)}.` };
    const { code } = error as { code?: unknown };
    const message = String(error.message);
    // Of TypeScript the stack begins with the place.
    const [, place] = /^(\S.*:\d+)\n/.exec(String(error.stack)) ?? [];
    const said = `${error.name}: ${message}${place === undefined ? '' : ` (${place})`}`;
    return { code, message, said, isSyntax: error instanceof SyntaxError && place === undefined };
  } catch {
    return { ...unread, said: 'It throws something that cannot be read.' };
  }
}

function hintsFor({ code, message, isSyntax }: Thrown, path: string): string[] {
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') return TYPES;
  const [, missing] = /Cannot find package '([^']+)'/.exec(message) ?? [];
  if (missing !== undefined && /^(?:@\/|~|@$)/.test(missing)) return ALIAS;
  if (code === 'ERR_MODULE_NOT_FOUND' && missing !== undefined) return [`Is it installed here? npm install ${missing}`];
  if (code === 'ERR_MODULE_NOT_FOUND' && /\.[cm]?tsx?$/.test(path)) return TYPES;
  if (COMMON_JS.test(message) && /\.[jt]s$/.test(path))
    return [
      'Node takes it for CommonJS: `npm init` writes "type": "commonjs" to package.json.',
      `Write "type": "module" there, or name the file ${path.replace(/(?=[jt]s$)/, 'm')}.`,
    ];
  if (isSyntax) return [`\`node --check ${path}\` shows where.`];
  return ['Does it load by itself, with `node` and the same environment? `--dotenv .env` reads variables from a file.'];
}

function fileOf(path: string): string {
  try {
    return path.startsWith('file:') ? fileURLToPath(path) : resolve(path);
  } catch (error) {
    throw new UsageError(`${path} is no file of this machine. ${error instanceof Error ? error.message : ''}`);
  }
}

/** @throws {UsageError} for a module that is not there, does not load, or not within so many milliseconds */
export async function loadModule(path: string, longestMs: number): Promise<Record<string, unknown>> {
  const file = fileOf(path);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`There is no module ${path}.`);
  if (stat.isDirectory()) throw new UsageError(`${path} is a folder: name the module in it.`);
  let loaded: { value: unknown } | undefined;
  try {
    loaded = await within(import(pathToFileURL(file).href), longestMs);
  } catch (error) {
    if (needsTypeStripping(error)) throw error;
    const facts = read(error);
    throw new UsageError(`${path} does not load. ${facts.said}`, ...hintsFor(facts, path));
  }
  if (loaded) return loaded.value as Record<string, unknown>;
  throw new UsageError(
    `${path} does not come to its end.`,
    'Does a top-level `await` in it wait for something that never comes?',
  );
}
