// The public surface as text that is reviewed: what each entry declares and exports, from its built declarations, without
// comments, names of chunks and order.
//
//   npm run api         writes api/
//   node tools/api.mjs --check    fails if api/ says something else than the build
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ENTRIES = ['index', 'cloudflare', 'drill', 'durable-object', 'msw', 'node', 'otel', 'redis'];
const FOLDER = 'api';

/** A string or a comment: a string may hold what looks like a comment. */
const STRING_OR_COMMENT = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\*[^]*?\*\/|\/\/[^\n]*/g;
const BEGIN = /^(?:export|declare|interface|type|import|abstract|class|function|const|enum|namespace)\b/;
const NAME = /^(?:export )?(?:declare )?(?:abstract )?(?:interface|type|class|function|const|enum|namespace) ([\w$]+)/;
const CHUNK = /^import .* from "\.\/([^"]+)\.js";$/;

/** Top-level statements: each begins at the start of a line. */
function statementsOf(text) {
  const bare = text.replace(STRING_OR_COMMENT, found => (found.startsWith('/') ? '' : found));
  const statements = [];
  for (const line of bare.split('\n').filter(each => each.trim() !== '')) {
    if (BEGIN.test(line)) statements.push([line.trimEnd()]);
    else statements.at(-1)?.push(line.trimEnd());
  }
  return statements.map(lines => lines.join('\n'));
}

/** What an entry and its chunks declare; of a chunk's own exports only the entry's count. */
function declared(name, seen = new Set()) {
  if (seen.has(name)) return [];
  seen.add(name);
  const statements = statementsOf(readFileSync(join('dist', `${name}.d.ts`), 'utf8'));
  return statements.flatMap(statement => {
    const chunk = CHUNK.exec(statement)?.[1];
    if (chunk !== undefined) return declared(chunk, seen);
    return statement.startsWith('export {') && seen.values().next().value !== name ? [] : [statement];
  });
}

function surfaceOf(entry) {
  const statements = declared(entry);
  const exported = statements
    .filter(statement => statement.startsWith('export {'))
    .flatMap(statement => statement.replace(/^export \{|\};?$/g, '').split(','))
    .map(name => name.replace(/^.* as /, match => (match.trim().startsWith('type ') ? 'type ' : '')).trim())
    .toSorted();
  const imports = statements.filter(statement => statement.startsWith('import ')).toSorted();
  const named = statements
    .filter(statement => !/^(?:export \{|import )/.test(statement))
    .map(statement => [NAME.exec(statement)?.[1] ?? '', statement])
    .toSorted(([one], [other]) => (one < other ? -1 : Number(one > other)));
  return [
    `The public surface of ${entry}. Written by \`npm run api\`; a change of this file is a change for users: see VERSIONING.md.`,
    ['exports:', ...exported.map(name => `  ${name}`)].join('\n'),
    ['imports:', ...imports.map(line => `  ${line}`)].join('\n'),
    ...named.map(([, statement]) => statement),
    '',
  ].join('\n\n');
}

/** The first line that differs, which tells what to look at. */
function differenceOf(reviewed, built) {
  const [before, after] = [reviewed.split('\n'), built.split('\n')];
  const at = after.findIndex((line, index) => line !== before[index]);
  const line = at === -1 ? after.length : at;
  return `line ${line + 1}:\n  reviewed: ${before[line] ?? '(end)'}\n  built:    ${after[line] ?? '(end)'}`;
}

const isCheck = process.argv.includes('--check');
mkdirSync(FOLDER, { recursive: true });
for (const entry of ENTRIES) {
  const file = join(FOLDER, `${entry}.txt`);
  const built = surfaceOf(entry);
  if (!isCheck) writeFileSync(file, built);
  else {
    const reviewed = readFileSync(file, 'utf8');
    if (reviewed === built) continue;
    console.error(`${file} is not what is built, from ${differenceOf(reviewed, built)}`);
    console.error('If users shall have that change: `npm run api`, and a line in CHANGELOG.md.');
    process.exitCode = 1;
  }
}
