// What a lockfile may hold: an integrity for each package, and no host but the public registry's, which npm replaces by the one
// that it is set up with. A folder that is linked, as an example links this package, has neither.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const REGISTRY = 'https://registry.npmjs.org/';

interface Entry {
  integrity?: string;
  resolved?: string;
  link?: boolean;
  inBundle?: boolean;
}

interface Lockfile {
  lockfileVersion: number;
  packages?: Record<string, Entry>;
}

/** @param text of a package-lock.json */
export function faultsOf(text: string): string[] {
  const { lockfileVersion, packages = {} } = JSON.parse(text) as Lockfile;
  const entries = Object.entries(packages).filter(
    ([path, { link, inBundle }]) => path.includes('node_modules/') && !link && !inBundle,
  );
  return [
    ...(lockfileVersion === 3 ? [] : [`is of version ${lockfileVersion}, not 3`]),
    ...(entries.length > 0 ? [] : ['names no package']),
    ...entries.flatMap(([path, { integrity, resolved }]) => [
      ...(integrity?.startsWith('sha512-') ? [] : [`has no integrity for ${path}`]),
      ...(resolved === undefined || resolved.startsWith(REGISTRY)
        ? []
        : [`has ${path} from elsewhere than the registry`]),
    ]),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = execFileSync('git', ['ls-files', '*package-lock.json'], { encoding: 'utf8' }).trim().split('\n');
  for (const file of files)
    for (const fault of faultsOf(readFileSync(file, 'utf8'))) {
      console.error(`${file} ${fault}`);
      process.exitCode = 1;
    }
  console.log(`${files.length} lockfiles`);
}
