// What a published package must hold: each file that `exports` names, the pages, and the target of each link in them.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const ALWAYS = ['README.md', 'CHANGELOG.md', 'LICENSE', 'package.json'];
/** What npm would run on the machine of whoever installs the package. */
const AT_INSTALL = ['preinstall', 'install', 'postinstall'];
const DESCRIBED_BY = ['version', 'description', 'license', 'author', 'homepage', 'repository', 'bugs', 'engines'];

const pathsIn = value => (typeof value === 'string' ? [value] : Object.values(value).flatMap(pathsIn));

/** Relative links of a page, without their anchors. The npm website resolves them against the repository. */
const linksOf = (folder, page) =>
  [...readFileSync(join(folder, page), 'utf8').matchAll(/\]\((?![a-z]+:|#)([^)#]+)/g)].map(match =>
    normalize(join(dirname(page), match[1])),
  );

/**
 * Throws for a package that lacks something.
 *
 * @param {string} folder the source tree that was packed
 * @param {readonly { path: string }[]} files as `npm pack --json` lists them
 */
export function checkContents(folder, files) {
  const shipped = new Set(files.map(({ path }) => path));
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const exported = [...pathsIn(manifest.exports), ...pathsIn(manifest.bin)].map(path => normalize(path));
  const pages = [...shipped].filter(path => path.endsWith('.md'));
  const dead = pages.flatMap(page =>
    linksOf(folder, page)
      .filter(link => !shipped.has(link) || !existsSync(join(folder, link)))
      .map(link => `${page} links to ${link}, which is not in the package`),
  );
  const faults = [
    ...[...ALWAYS, ...exported].filter(path => !shipped.has(path)).map(path => `${path} is missing`),
    ...DESCRIBED_BY.filter(key => !manifest[key]).map(key => `package.json has no ${key}`),
    ...AT_INSTALL.filter(key => manifest.scripts?.[key]).map(key => `a script runs at ${key}`),
    ...(pages.some(page => page.startsWith('docs/')) ? [] : ['docs/ is missing']),
    ...[...shipped].filter(path => /^(?:src|test|mocks)\//.test(path)).map(path => `${path} should not be shipped`),
    ...dead,
  ];
  if (faults.length > 0) throw new Error(`The package is not fit to be published:\n  ${faults.join('\n  ')}`);
}
