/** The commands of the example's README, run one after the other, print what it shows. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { readPage } from '../docs/blocks.ts';
import { codeBlocks } from '../support/markdown.ts';
import { startJobs } from './start-jobs.ts';

/** Times and lengths differ each time. */
const plain = (text: string): string =>
  text
    .replaceAll('\r', '')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'a time')
    .replaceAll(/"[\da-z]+-(\d+)"/g, '"since-$1"')
    .replaceAll(/("ms":|Content-Length:) \d+/gi, '$1 n')
    .replaceAll(/^[A-Za-z-]+: /gm, header => header.toLowerCase())
    .trim();

const hasCurl = spawnSync('curl', ['--version']).status === 0;

// Real time, on a machine that may be busy.
it.skipIf(!hasCurl)('the README shows what its curl lines print', { retry: 2 }, async () => {
  await using worker = await startJobs({ UPSTREAMS: 'fake' });
  const steps = codeBlocks(readPage('examples/async-poll/README.md'), 'console').flatMap(block =>
    block.split(/^\$ /m).slice(1),
  );
  expect(steps.length).toBeGreaterThan(9);
  for (const step of steps) {
    const [command, ...shown] = step.split('\n');
    const here = command!.replaceAll('localhost:8787', worker.url('/').host);
    const { stdout } = await promisify(execFile)('sh', ['-c', here]);
    expect(plain(stdout), command).toBe(plain(shown.join('\n')));
  }
});
