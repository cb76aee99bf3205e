// Bundles the page into dist/, from where wrangler serves it.
import { cp, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = path => fileURLToPath(new URL(path, import.meta.url));

await mkdir(here('dist'), { recursive: true });
for (const file of ['index.html', 'style.css']) await cp(here(`page/${file}`), here(`dist/${file}`));
await build({
  entryPoints: [here('page/main.tsx')],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  outfile: here('dist/main.js'),
  logLevel: 'warning',
});
