// What of other packages is built into a chunk: minified, without a map, and with the licences that come with it.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transform } from 'esbuild';

const isForeign = id => id.includes('/node_modules/');

/** The folder of the package that a module belongs to. */
function packageOf(id) {
  let folder = dirname(id);
  const isPackage = () => {
    const path = join(folder, 'package.json');
    return existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).name !== undefined;
  };
  while (!isPackage()) folder = dirname(folder);
  return folder;
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : `\n\n${readFileSync(join(folder, file), 'utf8').trim()}`;
  return `## ${name} ${version} (${license})${text}`;
}

const foreign = chunk => chunk.moduleIds?.filter(isForeign) ?? [];

/** A plugin of the bundler. */
export function thirdParty() {
  const folders = new Set();
  return {
    name: 'third-party',
    async renderChunk(code, chunk) {
      const ids = foreign(chunk);
      for (const id of ids) folders.add(packageOf(id.replace(/[?\0].*$/, '')));
      // A chunk with a small library in it stays readable; a demo's providers nobody reads.
      if (code.length < 300_000 || ids.length < 10) return undefined;
      const { code: small } = await transform(code, { minify: true, format: 'esm', target: 'es2022' });
      return { code: small, map: null };
    },
    generateBundle(_, bundle) {
      for (const [name, item] of Object.entries(bundle)) {
        if (item.type !== 'chunk' || item.code.length < 300_000 || foreign(item).length < 10) continue;
        item.code = item.code.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n');
        delete bundle[`${name}.map`];
      }
      if (folders.size === 0) return;
      const notices = [...folders].map(noticeOf).toSorted();
      const head = '# Licences of what is built into the command `ai-gateway-failover`';
      this.emitFile({
        type: 'asset',
        fileName: 'THIRD-PARTY-LICENSES.md',
        source: `${[head, ...notices].join('\n\n')}\n`,
      });
    },
  };
}
