/** The code blocks of a page: type-checked as they stand, and run with names of the test in place of their imports. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { codeBlocks } from '../support/markdown.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export const readPage = (page: string): string => readFileSync(join(root, page), 'utf8');

/** The TypeScript of a page, but for what belongs to other packages or is a test file of its own. */
export const blocksOf = (page: string): string[] =>
  codeBlocks(readPage(page), 'tsx?').filter(block => !/^\/\/ (?:before|\S+\.test\.ts)\n/.test(block));

/** Whether a block is TSX: its markup stands on a line of its own. */
const isMarkup = (block: string): boolean => /^\s*<[a-z]+[ >]/m.test(block);

/** The only block of a page with these words. */
export function blockWith(page: string, words: string): string {
  const [block, ...others] = blocksOf(page).filter(text => text.includes(words));
  if (block === undefined || others.length > 0) throw new Error(`${page} has not one block with ${words}`);
  return block;
}

/**
 * What the compiler says of the blocks of these pages.
 *
 * @param given declarations of what the pages take as given
 */
export function complaints(
  pages: readonly string[],
  given: string,
  { types = ['node'], isFor = () => true }: { types?: string[]; isFor?: (block: string) => boolean } = {},
): string[] {
  // Inside node_modules, so that imports resolve as in a project.
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'docs-'));
  try {
    const blocks = pages.flatMap(page =>
      blocksOf(page)
        .filter(isFor)
        .map((block, index): [string, string] => [
          `${basename(page, '.md')}-${index + 1}.${isMarkup(block) ? 'tsx' : 'ts'}`,
          block,
        ]),
    );
    const names = blocks.map(([name]) => name);
    for (const [name, block] of blocks) writeFileSync(join(folder, name), `${block}\nexport {};\n`);
    writeFileSync(join(folder, 'given.d.ts'), given);
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        isolatedDeclarations: false,
        declaration: false,
        jsx: 'preserve',
        types: types.map(name => (name === 'node' ? name : join(root, 'node_modules', name))),
        typeRoots: [join(root, 'node_modules', '@types')],
        paths: {
          'ai-gateway-failover': [join(root, 'src/index.ts')],
          'ai-gateway-failover/cloudflare': [join(root, 'src/cloudflare-gateway/index.ts')],
          'ai-gateway-failover/drill': [join(root, 'src/drill/index.ts')],
          'ai-gateway-failover/durable-object': [join(root, 'src/durable-object/index.ts')],
          'ai-gateway-failover/redis': [join(root, 'src/redis/index.ts')],
          'ai-gateway-failover/msw': [join(root, 'mocks/index.ts')],
          'ai-gateway-failover/node': [join(root, 'src/node/index.ts')],
          'ai-gateway-failover/otel': [join(root, 'src/otel/index.ts')],
        },
      },
      include: [],
      files: ['given.d.ts', ...names],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { cwd: folder, encoding: 'utf8' });
    return stdout.split('\n').filter(line => [...names, 'given.d.ts'].some(name => line.startsWith(name)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Runs a block with these names in place of its imports, and returns these variables of it; `exported` is its default
 * export. Markup calls the name `createElement`.
 */
export async function run(
  block: string,
  names: Record<string, unknown>,
  ...returned: string[]
): Promise<Record<string, unknown>> {
  const bare = block
    .replaceAll(/^import [^;]*;\n/gm, '')
    .replaceAll(/^export default /gm, 'const exported = ')
    .replaceAll(/^export /gm, '');
  const { code } = transformSync(`async () => { ${bare}\nreturn { ${returned.join(', ')} }; }`, {
    loader: isMarkup(block) ? 'tsx' : 'ts',
    jsxFactory: 'createElement',
  });
  const call = new Function(...Object.keys(names), `return (${code.trim().replace(/;$/, '')})();`);
  return call(...Object.values(names));
}
