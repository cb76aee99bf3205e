/** What the command knows of its own package: it reads the files that were installed with it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Manifest {
  name: string;
  version: string;
  homepage: string;
  engines: { node: string };
}

/** The folder of the package, from the sources as well as from what was built of them. */
function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

const root = findRoot();

export const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** A page that came with the package; `undefined` if there is none of the name. */
export function pageText(path: string): string | undefined {
  try {
    return readFileSync(join(root, 'docs', path), 'utf8');
  } catch {
    return undefined;
  }
}

/** Where everybody can read a page of `docs`. */
export const pageUrl = (path: string): string => `${manifest.homepage.replace(/#.*$/, '')}/blob/main/docs/${path}`;
