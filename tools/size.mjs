// What a user's bundle gains: each entry, and each of the smaller uses of the first one, minified and compressed, without
// its peers. What the README says of it is held to that.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ALL = '*';

/** Largest size in bytes, compressed, of an entry or of some of its exports. Raise it knowingly. */
const LIMITS = [
  ['dist/index.js', ALL, 149_800],
  ['dist/index.js', '{ gatewayErrorMiddleware }', 110_800],
  ['dist/index.js', '{ classify }', 79_000],
  ['dist/index.js', '{ createErrorAwareFetch }', 25_700],
  ['dist/index.js', '{ createHealth }', 7_000],
  ['dist/index.js', '{ sanitizePrompt }', 4_700],
  ['dist/index.js', '{ isolateGatewayModel }', 5_700],
  ['dist/cloudflare.js', ALL, 8_000],
  // With the core in it: it makes chains.
  ['dist/drill.js', ALL, 152_500],
  ['dist/durable-object.js', ALL, 7_000],
  ['dist/msw.js', ALL, 20_000],
  ['dist/node.js', ALL, 4_000],
  ['dist/otel.js', ALL, 5_600],
  ['dist/redis.js', ALL, 7_500],
];

const said = [...readFileSync('README.md', 'utf8').matchAll(/(\d+) kB for (all of it|`(\w+)`)/g)].map(match => ({
  kilobytes: Number(match[1]),
  what: match[3] === undefined ? 'dist/index.js' : `dist/index.js { ${match[3]} }`,
}));
if (said.length === 0) throw new Error('README.md says no size any more.');

for (const [entry, names, limit] of LIMITS) {
  const { outputFiles } = await build({
    stdin: { contents: `export ${names} from './${entry}';`, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    external: ['ai', 'msw', 'undici', '@opentelemetry/api', 'cloudflare:*'],
    write: false,
  });
  const code = outputFiles[0].contents;
  const compressed = gzipSync(code, { level: 9 }).length;
  const what = names === ALL ? entry : `${entry} ${names}`;
  console.log(`${what}: ${code.length} bytes minified, ${compressed} compressed (limit ${limit})`);
  if (compressed > limit) process.exitCode = 1;
  const claim = said.find(other => other.what === what);
  if (claim !== undefined && Math.abs(claim.kilobytes * 1_000 - compressed) > 1_000) {
    console.error(`README.md says ${claim.kilobytes} kB of ${what}.`);
    process.exitCode = 1;
  }
}
