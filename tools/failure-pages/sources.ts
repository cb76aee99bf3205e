/**
 * Which page documents each rule, and in which file it stands: read from the text of the rule files, where the page is a
 * comment above the row or above rows before it. Formatted code has each row's beginning at the indentation of its table.
 */
import { globSync, readFileSync } from 'node:fs';

/** What the text of a rule's file says of it. */
export interface RuleSource {
  /** The page that documents it. */
  page: string;
  /** What is said above the row besides. */
  note: string | undefined;
  /** The folder and the file, e.g. `hosts/groq.ts`. */
  file: string;
}

const FOLDER = new URL('../../src/classify/rules/', import.meta.url);
const TABLE = /^(\s*)(?:.* )?(?:\.\.\.)?rules\('([^']+)', \[$/;
const COMMENT = /^\/\/ (.*)$/;
const PAGE = /^https:\/\/\S+$/;

/** The rules of a file's text, by id. */
function* rulesIn(text: string, file: string): Generator<[id: string, source: RuleSource]> {
  const lines = text.split('\n');
  let table: { origin: string; indent: string } | undefined;
  let page = '';
  let notes: string[] = [];
  for (const [number, line] of lines.entries()) {
    const begun = TABLE.exec(line);
    if (begun) {
      [table, page, notes] = [{ origin: begun[2]!, indent: `${begun[1]}  ` }, '', []];
      continue;
    }
    if (table === undefined || !line.startsWith(table.indent)) continue;
    const own = line.slice(table.indent.length);
    const said = COMMENT.exec(own)?.[1];
    if (said !== undefined && PAGE.test(said)) [page, notes] = [said, []];
    else if (said !== undefined) notes.push(said);
    if (!own.startsWith('[')) continue;
    const id = /^\[?\s*'([^']+)'/.exec(own === '[' ? (lines[number + 1] ?? '').trim() : own)?.[1];
    if (id === undefined || page === '') throw new Error(`${file}:${number + 1}: a row without an id or a page`);
    yield [`${table.origin}:${id}`, { page, note: notes.length > 0 ? notes.join(' ') : undefined, file }];
    notes = [];
  }
}

export function readSources(): Map<string, RuleSource> {
  const files = globSync('**/*.ts', { cwd: FOLDER.pathname }).toSorted();
  return new Map(files.flatMap(file => [...rulesIn(readFileSync(new URL(file, FOLDER), 'utf8'), file)]));
}
