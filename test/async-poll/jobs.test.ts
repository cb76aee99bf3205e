/** The Worker of examples/async-poll, in workerd, against models on loopback: what a job does while its client does what it likes. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cut, hang, ok, rewritten, status, type Step } from '../../mocks/index.ts';
import { eventually } from '../support/eventually.ts';
import { startJobs, type JobsWorker, type JobView } from './start-jobs.ts';
import { startUpstream, type Upstream } from './upstream.ts';

const AT_ONCE = { headers: { 'retry-after-ms': '0' } };

/** What Claude does with a prompt that begins so. */
const CLAUDE: readonly (readonly [prompt: string, ...Step[]])[] = [
  ['code 2005', rewritten(2005, AT_ONCE)],
  ['hang', hang()],
  ['cut', cut({ afterParts: 2 })],
  ['refuse', status(401)],
  ['both down', status(503, AT_ONCE), status(503, AT_ONCE), ok('claude is back')],
];

const GPT: readonly (readonly [prompt: string, Step])[] = [
  ['refuse', status(401)],
  ['both down', status(503, AT_ONCE)],
];

let upstream: Upstream;
let jobs: JobsWorker;

beforeAll(async () => {
  upstream = await startUpstream(
    prompt => (CLAUDE.find(([begin]) => prompt.startsWith(begin))?.slice(1) as Step[]) ?? [ok(`claude: ${prompt}`)],
    prompt => [GPT.find(([begin]) => prompt.startsWith(begin))?.[1] ?? ok(`gpt: ${prompt}`)],
  );
  jobs = await startJobs(upstream.bindings);
});
afterAll(async () => {
  await jobs[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const outline = ({ attempts }: JobView) =>
  attempts.map(({ leg, outcome, failure }) => [leg, outcome, failure?.category]);

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
  expect(upstream.askedFor('Hi')).toBe(1);
});

const byGpt = (prompt: string) => ({
  status: 'done',
  text: `gpt: ${prompt}`,
  servedBy: { leg: 'gpt', modelId: 'gpt-5' },
});

it.each([
  ['code 2005', 'upstream-failure'],
  ['cut', 'stream-interrupted'],
])('a primary with %s stands in the attempts, and another model answers', async (prompt, category) => {
  const job = await jobs.poll(await jobs.begin(prompt));
  expect(job).toMatchObject(byGpt(prompt));
  expect(outline(job)).toEqual([
    ['claude', 'failed', category],
    ['claude', 'failed', category],
    ['gpt', 'answered', undefined],
  ]);
});

// A limit in real time, on a machine that may be busy.
it('a primary that hangs does, too, and is not asked twice', { retry: 2 }, async () => {
  await using hasty = await startJobs({ ...upstream.bindings, FIRST_CONTENT_MS: '1500' });
  const job = await hasty.poll(await hasty.begin('hang'));
  expect(job).toMatchObject(byGpt('hang'));
  expect(outline(job)).toEqual([
    ['claude', 'failed', 'timeout'],
    ['gpt', 'answered', undefined],
  ]);
});

it('a job whose models are all down for a moment is asked in another round by the SDK, and shows both', async () => {
  const job = await jobs.poll(await jobs.begin('both down'));
  expect(job).toMatchObject({ status: 'done', text: 'claude is back' });
  expect(outline(job)).toEqual([
    ['claude', 'failed', 'overloaded'],
    ['claude', 'failed', 'overloaded'],
    ['gpt', 'failed', 'overloaded'],
    ['claude', 'answered', undefined],
  ]);
});

it('a job that every model refuses says why and what to do, and no secret', async () => {
  // On its own: a refused key is one for all jobs of a Worker.
  await using alone = await startJobs(upstream.bindings);
  const path = await alone.begin('refuse');
  const job = await alone.poll(path);
  expect(job.status).toBe('failed');
  expect(job.failure).toEqual({
    category: 'auth',
    rule: expect.any(String) as string,
    retryable: false,
    remedy: expect.stringContaining('key') as string,
  });
  expect(outline(job)).toEqual([
    ['claude', 'failed', 'auth'],
    ['gpt', 'failed', 'auth'],
  ]);
  expect(await (await fetch(alone.url(path))).text()).not.toContain('secret');
});

describe('the same key', () => {
  it('is the same job, however often it is posted at once', async () => {
    const posts = await Promise.all(
      Array.from({ length: 8 }, () => jobs.post({ prompt: 'once' }, { 'idempotency-key': 'one' })),
    );
    expect(new Set(posts.map(({ status }) => status))).toEqual(new Set([202]));
    const paths = new Set(posts.map(({ headers }) => headers.get('location')!));
    expect(paths.size).toBe(1);
    await jobs.poll([...paths][0]!);
    expect(await (await jobs.post({ prompt: 'once' }, { 'idempotency-key': 'one' })).json()).toMatchObject({
      status: 'done',
      text: expect.stringContaining(': once') as string,
    });
    expect(upstream.askedFor('once')).toBe(1);
  });

  it('with another body is refused', async () => {
    await jobs.begin('first', 'two');
    expect((await jobs.post({ prompt: 'second' }, { 'idempotency-key': 'two' })).status).toBe(422);
    expect(upstream.askedFor('second')).toBe(0);
  });
});

it('a client that disconnects before it is answered finds its job by its key', async () => {
  const body = JSON.stringify({ prompt: 'left alone' });
  const { port, hostname } = jobs.url('/');
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /jobs HTTP/1.1\r\nhost: x\r\nidempotency-key: left\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
  await once(socket, 'close');
  await eventually(() => expect(upstream.askedFor('left alone')).toBe(1));
  const job = await jobs.poll(await jobs.begin('left alone', 'left'));
  expect(job.text).toContain(': left alone');
  expect(upstream.askedFor('left alone')).toBe(1);
});

it('a hundred jobs at once are each answered once, with their own answer', async () => {
  const prompts = Array.from({ length: 100 }, (_, index) => `${index % 10 === 0 ? 'code 2005' : 'ask'} no. ${index};`);
  const done = await Promise.all(prompts.map(async prompt => jobs.poll(await jobs.begin(prompt))));
  expect(done.map(({ status, text }) => [status, text?.replace(/^\w+: /, '')])).toEqual(
    prompts.map(prompt => ['done', prompt]),
  );
  expect(new Set(done.map(({ id }) => id)).size).toBe(100);
  expect(prompts.filter(prompt => prompt.startsWith('ask') && upstream.askedFor(prompt) !== 1)).toEqual([]);
});
