/** The Worker of examples/async-poll is ended in the midst of a job, and started again over what it has stored. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hang, ok, type Step } from '../../mocks/index.ts';
import { eventually } from '../support/eventually.ts';
import { startJobs, type JobsWorker, type JobView } from './start-jobs.ts';
import { startUpstream, type Upstream } from './upstream.ts';

const CLAUDE: Readonly<Record<string, readonly Step[]>> = {
  'hang once': [hang(), ok('the answer')],
  'hang always': [hang()],
  'hang: cancelled': [hang()],
};

let upstream: Upstream;
let jobs: JobsWorker;

beforeAll(async () => {
  upstream = await startUpstream(prompt => CLAUDE[prompt] ?? [ok('the answer')], [ok('not asked')]);
  jobs = await startJobs(upstream.bindings);
});
afterAll(async () => {
  await jobs[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const isAsked = (prompt: string, times: number) => eventually(() => expect(upstream.askedFor(prompt)).toBe(times));

it('a job that was cut in its first attempt is asked again, says so, and has one answer for good', async () => {
  const path = await jobs.begin('hang once', 'restart');
  await isAsked('hang once', 1);
  await jobs.restart();
  const job = await jobs.poll(path);
  expect(job).toMatchObject({ status: 'done', text: 'the answer', servedBy: { leg: 'claude' } });
  expect(job.attempts.map(({ run, outcome }) => [run, outcome])).toEqual([
    [1, 'cut'],
    [2, 'answered'],
  ]);
  await jobs.restart();
  expect(await jobs.get(path)).toEqual(job);
  expect(await jobs.begin('hang once', 'restart')).toBe(path);
  expect(await jobs.get(path)).toEqual(job);
  expect(upstream.askedFor('hang once')).toBe(2);
});

it('jobs that were only accepted are not lost', async () => {
  const paths = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(prompt => jobs.begin(prompt)));
  await jobs.restart();
  const done = await Promise.all(paths.map(path => jobs.poll(path)));
  expect(done.map(({ status, text }) => [status, text])).toEqual(paths.map(() => ['done', 'the answer']));
});

it('a job that sees a restart in each of its runs is not asked for ever', async () => {
  const path = await jobs.begin('hang always');
  for (const times of [1, 2, 3]) {
    await isAsked('hang always', times);
    await jobs.restart();
  }
  const job = await jobs.poll(path);
  expect(job).toMatchObject({ status: 'failed', failure: { rule: 'job:restarts' } });
  expect(job.attempts.map(({ run, outcome }) => [run, outcome])).toEqual([
    [1, 'cut'],
    [2, 'cut'],
    [3, 'cut'],
  ]);
});

it('a job that is cancelled lets its model go, and is taken up by no later run', async () => {
  const path = await jobs.begin('hang: cancelled');
  await isAsked('hang: cancelled', 1);
  const cancel = await fetch(jobs.url(path), { method: 'DELETE' });
  expect([cancel.status, ((await cancel.json()) as JobView).status]).toEqual([200, 'cancelled']);
  await eventually(() => expect(upstream.claude.requests.at(-1)).toMatchObject({ isCancelled: true }));
  await jobs.poll(path, ({ attempts }) => attempts[0]?.outcome === 'aborted');
  await jobs.restart();
  const job = await jobs.get(path);
  expect(job.status).toBe('cancelled');
  await fetch(jobs.url(path), { method: 'DELETE' });
  expect(await jobs.get(path)).toEqual(job);
  expect(upstream.askedFor('hang: cancelled')).toBe(1);
});
