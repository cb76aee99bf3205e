/** What may be published, and with which lockfile. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { faultsOf as faultsOfLockfile } from '../../tools/lockfiles.ts';
import { faultsOf as faultsOfTag } from '../../tools/release-tag.ts';

const lockfile = (entry: object, lockfileVersion = 3) =>
  JSON.stringify({ lockfileVersion, packages: { '': { name: 'x' }, 'node_modules/a': entry } });
const integrity = 'sha512-AAAA';

it.each<[what: string, text: string, faults: string[]]>([
  ['is whole', lockfile({ integrity }), []],
  ['names the registry', lockfile({ integrity, resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz' }), []],
  [
    'has a link to a folder',
    JSON.stringify({
      lockfileVersion: 3,
      packages: { '../..': { name: 'y' }, 'node_modules/y': { link: true }, 'node_modules/b': { integrity } },
    }),
    [],
  ],
  ['has no integrity', lockfile({}), ['has no integrity for node_modules/a']],
  ['has a weak one', lockfile({ integrity: 'sha1-AAAA' }), ['has no integrity for node_modules/a']],
  [
    'names another host',
    lockfile({ integrity, resolved: 'https://registry.example/a.tgz' }),
    ['has node_modules/a from elsewhere than the registry'],
  ],
  ['is old', lockfile({ integrity }, 2), ['is of version 2, not 3']],
  ['is empty', '{"lockfileVersion":3}', ['names no package']],
])('a lockfile that %s', (_, text, faults) => {
  expect(faultsOfLockfile(text)).toEqual(faults);
});

it('this lockfile', () => {
  expect(faultsOfLockfile(readFileSync('package-lock.json', 'utf8'))).toEqual([]);
});

it('a tag publishes the version that is described', () => {
  expect(faultsOfTag('v1.2.3', '1.2.3', '## [1.2.3] - 2026-12-01')).toEqual([]);
  expect(faultsOfTag('v1.2.4', '1.2.3', '## [1.2.3] - unreleased')).toEqual([
    'the tag is v1.2.4, and package.json names 1.2.3',
    'CHANGELOG.md calls 1.2.3 unreleased',
  ]);
  expect(faultsOfTag('v1.2.3', '1.2.3', '## [1.2.2] - 2026-11-01')).toEqual(['CHANGELOG.md has no section of 1.2.3']);
});
