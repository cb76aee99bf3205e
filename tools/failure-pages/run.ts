/**
 * Writes docs/failures from the rules and removes pages that are no more: `npm run pages`. With `--print` it
 * writes nothing and prints the pages as JSON.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { makePages } from './make-pages.ts';

const folder = new URL('../../docs/failures/', import.meta.url);
const pages = await makePages();

if (process.argv.includes('--print')) {
  console.log(JSON.stringify(pages));
} else {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (!(name in pages)) rmSync(new URL(name, folder));
  for (const [name, text] of Object.entries(pages)) writeFileSync(new URL(name, folder), text);
  const bytes = Object.values(pages).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  console.log(`${Object.keys(pages).length} pages, ${bytes} bytes`);
}
