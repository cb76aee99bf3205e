/** Every link from one page of the documentation to another leads somewhere. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readPage } from './blocks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'VERSIONING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
];

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (page: string) => [...readPage(page).matchAll(/^#+ (.*)$/gm)].map(match => anchorOf(match[1]!));

it.each(pages)('the links of %s', page => {
  const links = [...readPage(page).matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(match => match[1]!);
  const dead = links.filter(link => {
    const [file, anchor] = link.split('#') as [string, string?];
    const target = file === '' ? page : join(dirname(page), file);
    return !existsSync(join(root, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
  });
  expect(dead).toEqual([]);
});

it('every page is linked from its index', () => {
  const failures = 'docs/failures/README.md';
  const isLinked = (page: string) => {
    const index = page.startsWith(dirname(failures)) && page !== failures ? failures : 'docs/README.md';
    return page === index || readPage(index).includes(`](${relative(dirname(index), page)}`);
  };
  const lost = pages.filter(page => page.startsWith('docs/') && !isLinked(page));
  expect(lost).toEqual([]);
});
