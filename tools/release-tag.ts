// A tag publishes the version that package.json names and CHANGELOG.md describes, or nothing.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What is wrong. */
export function faultsOf(tag: string | undefined, version: string, changelog: string): string[] {
  const heading = changelog.split('\n').find(line => line.startsWith(`## [${version}]`));
  return [
    ...(tag === `v${version}` ? [] : [`the tag is ${tag}, and package.json names ${version}`]),
    ...(heading === undefined ? [`CHANGELOG.md has no section of ${version}`] : []),
    ...(heading?.includes('unreleased') ? [`CHANGELOG.md calls ${version} unreleased`] : []),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const faults = faultsOf(process.argv[2], version, readFileSync('CHANGELOG.md', 'utf8'));
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}
