// Copies what a fresh clone would hold, with changes that are not committed yet, into a folder.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} folder */
export function copyFresh(folder) {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  for (const file of listed.split('\0')) {
    if (file !== '' && existsSync(file)) cpSync(file, join(folder, file));
  }
}
