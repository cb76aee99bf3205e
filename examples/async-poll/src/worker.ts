/**
 * Model calls that outlive a front door of 30 seconds: POST /jobs answers at once, GET /jobs/{id} says how the job is
 * doing, DELETE ends it. Whoever may reach this Worker may ask at your cost: put your own check of users before it.
 */
import { fingerprintOf, jobIdOf, readInput, Refusal } from './input.ts';
import { hasEnded, shownJob, type Job } from './job.ts';
import type { Env } from './settings.ts';

export { JobObject } from './job-object.ts';

const json = (status: number, body: object, headers: Record<string, string> = {}): Response =>
  new Response(`${JSON.stringify(body, undefined, 2)}\n`, {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'private, no-cache', ...headers },
  });

/** Seconds: a tenth of the job's age, so that a short job is seen soon and a long one is not asked for every second. */
const retryAfter = ({ createdAt }: Job): number =>
  Math.min(10, Math.max(1, Math.round((Date.now() - createdAt) / 10_000)));

const headersOf = (job: Job): Record<string, string> => ({
  // A key may be used once more when its job is forgotten, and a browser may still have what that one came to.
  etag: `"${job.createdAt.toString(36)}-${job.version}"`,
  ...(!hasEnded(job) && { 'retry-after': String(retryAfter(job)) }),
});

async function post(request: Request, env: Env): Promise<Response> {
  const id = await jobIdOf(request);
  const input = await readInput(request);
  const job = await env.JOBS.getByName(id).create(id, input, await fingerprintOf(input));
  if (job === undefined) throw new Refusal(422, 'This `Idempotency-Key` belongs to a job with another body.');
  return json(202, shownJob(job), { ...headersOf(job), location: `/jobs/${id}` });
}

function shown(request: Request, job: Job | undefined): Response {
  if (job === undefined) throw new Refusal(404, 'There is no such job.');
  const headers = headersOf(job);
  const known = request.headers
    .get('if-none-match')
    ?.split(',')
    .map(tag => tag.trim().replace(/^W\//, ''));
  if (request.method === 'GET' && known?.includes(headers['etag']!))
    return new Response(null, { status: 304, headers });
  return json(200, shownJob(job), headers);
}

async function route(request: Request, env: Env): Promise<Response> {
  const { pathname } = new URL(request.url);
  const { method } = request;
  if (pathname === '/jobs') {
    if (method === 'POST') return post(request, env);
    return json(405, { error: 'Jobs are posted.' }, { allow: 'POST' });
  }
  const id = /^\/jobs\/([0-9a-f]{32})$/.exec(pathname)?.[1];
  if (id === undefined) throw new Refusal(404, 'There is no such page.');
  const object = env.JOBS.getByName(id);
  if (method === 'GET') return shown(request, await object.read());
  if (method === 'DELETE') return shown(request, await object.cancel());
  return json(405, { error: 'A job is read or deleted.' }, { allow: 'GET, DELETE' });
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    try {
      return await route(request, env);
    } catch (error) {
      if (error instanceof Refusal) return json(error.status, { error: error.message });
      console.error(error);
      return json(500, { error: 'The Worker failed; its log says why.' });
    }
  },
};
