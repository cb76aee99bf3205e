/** docs/failures says of every rule what the rule says: the pages are written from the table, and held to it here. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CATEGORIES, makeFailure } from '../../src/failure.ts';
import { LIMIT_RULES } from '../../src/own-failures.ts';
import { TABLE } from '../../src/classify/all-rules.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = new URL('../../docs/failures/', import.meta.url);
const names = readdirSync(folder);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');

/** Most bytes of all pages: they are part of the package. */
const MOST_BYTES = 400_000;

/** The sections of a page, by the rule in their heading. */
function sectionsOf(page: string): Map<string, string> {
  const parts = page.split(/^## `/m).slice(1);
  return new Map(parts.map(part => [part.slice(0, part.indexOf('`')), part.slice(part.indexOf('\n'))]));
}

const sections = new Map(names.map(name => [name, sectionsOf(read(name))]));
const sectionOf = ({ id, origin }: { id: string; origin: string }) => sections.get(`${origin}.md`)?.get(id);

/** Where a page's reference of this number leads. */
const referenceOf = (origin: string, number: string | undefined) =>
  new RegExp(String.raw`^\[${number}\]: (https://\S+)$`, 'm').exec(read(`${origin}.md`))?.[1];

it('the pages are what `npm run pages` writes', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['tools/failure-pages/run.ts', '--print'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 10_000_000,
  });
  expect(stdout, stderr).not.toBe('');
  const made = JSON.parse(stdout) as Record<string, string>;
  expect(Object.keys(made).toSorted()).toEqual(names.toSorted());
  const stale = Object.entries(made).filter(([name, text]) => text !== read(name));
  expect(stale.map(([name]) => name)).toEqual([]);
});

describe('every rule of the table', () => {
  it('has a section that says what is seen, what becomes of it and what to do', () => {
    const lacking = TABLE.filter(rule => !/^- Seen: .+\.\n- Then: .+\.\n- Do: .+\.$/m.test(sectionOf(rule) ?? ''));
    expect(lacking.map(({ id }) => id)).toEqual([]);
  });

  it('has a source', () => {
    const lacking = TABLE.filter(
      rule => referenceOf(rule.origin, /\[Source\]\[(\d+)\]/.exec(sectionOf(rule) ?? '')?.[1]) === undefined,
    );
    expect(lacking.map(({ id }) => id)).toEqual([]);
  });

  it('is said to be what it is', () => {
    const wrong = TABLE.filter(rule => {
      const { category, scope, retryable, fallback, remedy } = makeFailure(rule.id, rule.failure);
      const section = sectionOf(rule) ?? '';
      return !(
        section.includes(`(\`${category}\`, scope \`${scope}\``) &&
        section.includes(retryable ? '- Then: retried;' : '- Then: not retried;') &&
        section.includes('no other leg is asked') !== fallback &&
        section.includes(remedy?.split(/ https:/)[0]!.replace(/\.$/, '') ?? '- Do: ')
      );
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it('has no section of its own left when it is gone', () => {
    const known = new Set(TABLE.map(({ id }) => id));
    const gone = [...sections]
      .filter(([name]) => name !== 'own.md' && name !== 'README.md')
      .flatMap(([, found]) => [...found.keys()].filter(id => !known.has(id)));
    expect(gone).toEqual([]);
  });
});

describe('what is shown of a test', () => {
  it.each([
    ['groq:terms', 'code `model_terms_required`'],
    ['cloudflare:2005', "Cloudflare's code `2005`"],
    ['openrouter:502', 'status 502 from OpenRouter'],
    ['edge:1200', "Cloudflare's error page `1200`, `1203`, `1205`"],
    ['replicate:version', 'status 422 and a message with “invalid version or not permitted”'],
    ['websocket:lost', 'close code `1006`'],
    ['status:5xx', 'a 5xx'],
    ['network:redirects', 'no response and the system code `TooManyRedirects`'],
  ])('%s', (id, seen) => {
    expect(sections.get(`${id.split(':')[0]}.md`)?.get(id)).toContain(`- Seen: ${seen}.\n`);
  });
});

it('the index has every category and every page', () => {
  const index = read('README.md');
  expect(Object.keys(CATEGORIES).filter(category => !index.includes(`\n### \`${category}\`\n`))).toEqual([]);
  expect(names.filter(name => name !== 'README.md' && !index.includes(`](${name})`))).toEqual([]);
});

it("the package's own findings have a page, the limits among them", () => {
  const own = [...sections.get('own.md')!.keys()];
  expect(own).toEqual(expect.arrayContaining([...LIMIT_RULES, 'stream:no-finish', 'hedge:silent', 'embedding:count']));
});

it('all of it is small enough to be shipped', () => {
  expect(names.reduce((sum, name) => sum + statSync(new URL(name, folder)).size, 0)).toBeLessThan(MOST_BYTES);
});
