/** All pages as they are to be, formatted, by name of the file. */
import { readFileSync } from 'node:fs';
import { format } from 'oxfmt';
import { indexPage } from './index-page.ts';
import { ownPage } from './own.ts';
import { type Documented, fileOf, pageOf } from './page.ts';
import { readTable } from './read-table.ts';
import { readSources } from './sources.ts';

/** The rules of each origin, in order, with their sources. */
async function documentedRules(): Promise<Map<string, Documented[]>> {
  const sources = readSources();
  const origins = new Map<string, Documented[]>();
  for (const rule of await readTable()) {
    const source = sources.get(rule.id);
    if (source === undefined) throw new Error(`No page documents ${rule.id}: its table needs a comment with one`);
    const known = origins.get(rule.origin);
    if (known) known.push({ rule, source });
    else origins.set(rule.origin, [{ rule, source }]);
  }
  return origins;
}

export async function makePages(): Promise<Record<string, string>> {
  const { ignorePatterns: _, ...options } = JSON.parse(
    readFileSync(new URL('../../.oxfmtrc.json', import.meta.url), 'utf8'),
  );
  const origins = await documentedRules();
  const texts: [name: string, text: string][] = [
    ['README.md', indexPage(origins)],
    ['own.md', ownPage()],
    ...[...origins].map(([origin, entries]) => [fileOf(origin), pageOf(origin, entries)] as [string, string]),
  ];
  const pages = texts.map(async ([name, text]) => [name, (await format(name, text, options)).code] as const);
  return Object.fromEntries(await Promise.all(pages));
}
