/** The Worker of examples/async-poll, in workerd, against models on loopback: a job ends once, whatever happens to its client. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cut, hang, ok, rewritten, status, type Step } from '../../mocks/index.ts';
import { startJobs, type JobsWorker, type JobView } from './start-jobs.ts';
import { startUpstream, type Upstream } from './upstream.ts';

/** What Claude does for a prompt that begins so, at first and then always. */
const CLAUDE: Readonly<Record<string, readonly Step[]>> = {
  'code 2005': [rewritten(2005, { headers: { 'retry-after-ms': '0' } })],
  hang: [hang()],
  cut: [cut({ afterParts: 2 })],
  refuse: [status(401)],
  wait: [ok('late', { delayMs: 60_000 })],
};

let upstream: Upstream;
let jobs: JobsWorker;

beforeAll(async () => {
  upstream = await startUpstream(
    prompt => CLAUDE[Object.keys(CLAUDE).find(word => prompt.startsWith(word)) ?? ''] ?? [ok(`claude: ${prompt}`)],
    prompt => [prompt.startsWith('refuse') ? status(401) : ok(`gpt: ${prompt}`)],
  );
  jobs = await startJobs({ ...upstream.bindings, FIRST_CONTENT_MS: '700', IDLE_MS: '700' });
});
afterAll(async () => {
  await jobs[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const askedFor = (prompt: string): number =>
  [upstream.claude, upstream.gpt].flatMap(({ requests }) => requests).filter(({ key }) => key === prompt).length;

async function run(prompt: string): Promise<JobView> {
  const { headers } = await jobs.post({ prompt });
  return jobs.poll(headers.get('location')!);
}

const outline = ({ attempts }: JobView) => attempts.map(({ leg, outcome, failure }) => [leg, outcome, failure?.rule]);

it('a job is accepted at once, and done when its model has answered', async () => {
  const accepted = await jobs.post({ prompt: 'Hi' });
  expect(accepted.status).toBe(202);
  expect(accepted.headers.get('location')).toMatch(/^\/jobs\/[0-9a-f]{32}$/);
  expect(accepted.headers.get('retry-after')).toBe('1');
  expect(await accepted.json()).toMatchObject({ status: 'queued', attempts: [] });
  const job = await jobs.poll(accepted.headers.get('location')!);
  expect(job).toMatchObject({
    status: 'done',
    text: 'claude: Hi',
    finishReason: 'stop',
    servedBy: { leg: 'claude', modelId: 'claude-sonnet-4-5' },
    attempts: [{ leg: 'claude', run: 1, outcome: 'answered' }],
  });
  expect(askedFor('Hi')).toBe(1);
});

describe('a primary that is broken is not seen in the answer, and stands in the attempts', () => {
  it.each([
    ['code 2005', 2, 'cloudflare:2005'],
    ['hang', 1, 'timeout:firstContentMs'],
    ['cut', 1, 'stream:cut'],
  ])('%s', async (prompt, tries, rule) => {
    const job = await run(prompt);
    expect(job).toMatchObject({ status: 'done', text: `gpt: ${prompt}`, servedBy: { leg: 'gpt', modelId: 'gpt-5' } });
    expect(outline(job)).toEqual([
      ...Array.from({ length: tries }, () => ['claude', 'failed', rule]),
      ['gpt', 'answered', undefined],
    ]);
  });
});
