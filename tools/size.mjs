// What a user's bundle gains: each entry minified and compressed, without its peers.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Largest size of an entry in bytes, compressed. Raise it knowingly. */
const LIMITS = { 'dist/index.js': 107_000, 'dist/msw.js': 20_000, 'dist/node.js': 4_000 };

for (const [entry, limit] of Object.entries(LIMITS)) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    external: ['ai', 'msw', 'undici'],
    write: false,
  });
  const code = outputFiles[0].contents;
  const compressed = gzipSync(code, { level: 9 }).length;
  console.log(`${entry}: ${code.length} bytes minified, ${compressed} compressed (limit ${limit})`);
  if (compressed > limit) process.exitCode = 1;
}
