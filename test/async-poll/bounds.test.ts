/** What the Worker of examples/async-poll takes, how long a job may take, and how long it is kept. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hang, ok } from '../../mocks/index.ts';
import { startJobs, type JobsWorker } from './start-jobs.ts';
import { startUpstream, type Upstream } from './upstream.ts';

let upstream: Upstream;
let jobs: JobsWorker;

beforeAll(async () => {
  upstream = await startUpstream(prompt => [prompt === 'hang' ? hang() : ok('fine')], [hang()]);
  jobs = await startJobs(upstream.bindings);
});
afterAll(async () => {
  await jobs[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

it.each<[number, string, unknown, Record<string, string>?]>([
  [400, 'The body is no JSON.', '{'],
  [400, 'The body is no JSON.', ''],
  [400, 'The body takes an object with `prompt`.', ['prompt']],
  [400, 'The body has an unknown field "promt".', { promt: 'Hi' }],
  [400, '`prompt` takes a text.', {}],
  [400, '`prompt` takes a text.', { prompt: ' ' }],
  [400, '`prompt` takes a text.', { prompt: { role: 'system' } }],
  [400, '`system` takes a text.', { prompt: 'Hi', system: 1 }],
  [400, '`maxOutputTokens` takes a whole number from 1 to 64000.', { prompt: 'Hi', maxOutputTokens: 1e9 }],
  [413, 'The body has more than 262144 bytes.', { prompt: 'x'.repeat(262_144) }],
  [400, '`Idempotency-Key` takes 1 to 200 visible characters.', { prompt: 'Hi' }, { 'idempotency-key': 'a b' }],
  [
    400,
    '`Idempotency-Key` takes 1 to 200 visible characters.',
    { prompt: 'Hi' },
    { 'idempotency-key': 'x'.repeat(201) },
  ],
])('is answered with %i: %s', async (status, error, body, headers) => {
  const before = upstream.claude.count;
  const response = await jobs.post(body, headers);
  expect([response.status, await response.json()]).toEqual([status, { error }]);
  expect(upstream.claude.count).toBe(before);
});

it.each([
  ['GET', '/', 404],
  ['GET', '/jobs', 405],
  ['GET', '/jobs/0123456789abcdef0123456789abcdef', 404],
  ['DELETE', '/jobs/0123456789abcdef0123456789abcdef', 404],
  ['GET', '/jobs/..%2f', 404],
  ['PUT', '/jobs/0123456789abcdef0123456789abcdef', 405],
])('%s %s is answered with %i, and stores nothing', async (method, path, status) => {
  const before = jobs.storedKeys();
  expect((await fetch(jobs.url(path), { method })).status).toBe(status);
  expect(jobs.storedKeys()).toEqual(before);
});

it('a poll gets nothing anew while nothing has changed, and is told when to come again until the job has ended', async () => {
  const path = await jobs.begin('hang');
  await jobs.poll(path, ({ attempts }) => attempts.length === 1);
  const running = await fetch(jobs.url(path));
  expect(running.headers.get('retry-after')).toMatch(/^\d+$/);
  const since = { headers: { 'if-none-match': running.headers.get('etag')! } };
  const again = await fetch(jobs.url(path), since);
  expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', running.headers.get('etag')]);
  await fetch(jobs.url(path), { method: 'DELETE' });
  await jobs.poll(path, ({ attempts }) => attempts[0]?.outcome === 'aborted');
  const ended = await fetch(jobs.url(path), since);
  expect([ended.status, ended.headers.get('retry-after')]).toEqual([200, null]);
  const known = { headers: { 'if-none-match': `"0", W/${ended.headers.get('etag')}` } };
  expect((await fetch(jobs.url(path), known)).status).toBe(304);
});

it('a job that takes longer than it may fails as a timeout', async () => {
  await using hasty = await startJobs({ ...upstream.bindings, JOB_TOTAL_MS: '1000' });
  const job = await hasty.poll(await hasty.begin('hang'));
  expect(job).toMatchObject({ status: 'failed', failure: { category: 'timeout' } });
});

// Real time, on a machine that may be busy.
it('an ended job is kept for a while, and then nothing of it is left', { retry: 2 }, async () => {
  await using forgetful = await startJobs({ ...upstream.bindings, KEEP_MS: '1500' });
  const before = upstream.askedFor('forget me');
  const path = await forgetful.begin('forget me', 'forgotten');
  expect(forgetful.storedKeys()).toContain('job');
  expect(await forgetful.poll(path)).toMatchObject({ status: 'done' });
  const etagNow = async () => (await fetch(forgetful.url(path))).headers.get('etag');
  const etag = await etagNow();
  // The prompt goes with the end.
  expect(forgetful.storedKeys()).toEqual(['job']);
  await forgetful.poll(path, ({ id }) => id === undefined);
  expect((await fetch(forgetful.url(path))).status).toBe(404);
  expect(forgetful.storedKeys()).toEqual([]);
  await forgetful.poll(await forgetful.begin('forget me', 'forgotten'));
  expect(upstream.askedFor('forget me')).toBe(before + 2);
  // Who has the first job's end must not take it for that of the second.
  expect(await etagNow()).not.toBe(etag);
});

it(
  'without keys and with UPSTREAMS=fake both models are played, and Claude fails as the prompt says',
  { retry: 2 },
  async () => {
    await using played = await startJobs({ UPSTREAMS: 'fake', FIRST_CONTENT_MS: '1500' });
    const prompts = ['Hi', '[2005] Hi', '[hang] Hi', '[cut] Hi'];
    const done = await Promise.all(prompts.map(async prompt => played.poll(await played.begin(prompt))));
    expect(done.map(({ text, servedBy }) => [servedBy?.leg, text])).toEqual([
      ['claude', 'This is Claude. 1 2 3 4 5 6 7 8 9'],
      ...[1, 2, 3].map(() => ['gpt', 'This is GPT. 1 2 3 4 5 6 7 8 9']),
    ]);
  },
);

it('without keys a job says what is missing', async () => {
  await using bare = await startJobs({});
  expect(await bare.poll(await bare.begin('Hi'))).toMatchObject({ status: 'failed', failure: { category: 'auth' } });
});

it('with one key one model is asked', async () => {
  await using single = await startJobs({ ...upstream.bindings, ANTHROPIC_API_KEY: '' });
  const before = upstream.claude.count;
  const path = await single.begin('Hi to GPT');
  const { attempts } = await single.poll(path, job => job.attempts.length > 0);
  expect([attempts.map(({ leg }) => leg), upstream.claude.count]).toEqual([['gpt'], before]);
});
