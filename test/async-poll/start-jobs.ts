/** The Worker of examples/async-poll in workerd, which can be stopped and started again over what it has stored. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { build } from 'esbuild';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';

export interface JobView {
  id: string;
  status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  attempts: { leg: string; run: number; outcome?: string; failure?: { category: string; rule: string } }[];
  text?: string;
  servedBy?: { leg: string; modelId: string };
  failure?: { category: string; rule: string; remedy?: string };
}

export interface JobsWorker extends AsyncDisposable {
  url(path: string): URL;
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The path of a new job. */
  begin(prompt: string, key?: string): Promise<string>;
  get(path: string): Promise<JobView>;
  /** Polls until the job has ended, or `until` holds. */
  poll(path: string, until?: (job: JobView) => boolean): Promise<JobView>;
  /** What is stored of all jobs together. */
  storedKeys(): string[];
  /** Ends workerd as a crash does, and starts it again. */
  restart(): Promise<void>;
}

const hasEnded = ({ status }: JobView): boolean => status !== 'queued' && status !== 'running';

const bundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: ['examples/async-poll/src/worker.ts'],
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    define: { 'process.env.NODE_ENV': '"production"' },
    alias: { 'ai-gateway-failover/msw': './mocks/index.ts', 'ai-gateway-failover': './src/index.ts' },
    external: ['cloudflare:workers', 'node:*'],
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0]!.text;
};
let code: Promise<string> | undefined;

function keysIn(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const hasTable = database.prepare("SELECT 1 FROM sqlite_master WHERE name = '_cf_KV'").get() !== undefined;
    return hasTable
      ? database
          .prepare('SELECT key FROM _cf_KV')
          .all()
          .map(({ key }) => String(key))
      : [];
  } finally {
    database.close();
  }
}

export async function startJobs(bindings: Record<string, string>): Promise<JobsWorker> {
  const folder = mkdtempSync(join(tmpdir(), 'async-poll-'));
  const path = join(folder, 'worker.mjs');
  writeFileSync(path, await (code ??= bundle()));
  let url: URL;
  let worker: Miniflare;
  const start = async (): Promise<void> => {
    worker = new Miniflare(
      convertV4MiniflareOptions({
        name: 'async-poll',
        modules: [{ type: 'ESModule', path }],
        modulesRoot: folder,
        compatibilityDate: '2026-10-01',
        durableObjects: { JOBS: { className: 'JobObject', useSQLite: true } },
        resourcePersistencePath: join(folder, 'stored'),
        bindings,
      }),
    );
    url = await worker.ready;
  };
  await start();
  const get = async (path: string): Promise<JobView> => (await fetch(new URL(path, url))).json() as Promise<JobView>;
  const post: JobsWorker['post'] = (body, headers = {}) =>
    fetch(new URL('/jobs', url), {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers,
    });
  return {
    url: path => new URL(path, url),
    post,
    async begin(prompt, key) {
      const { headers } = await post({ prompt }, key === undefined ? {} : { 'idempotency-key': key });
      return headers.get('location')!;
    },
    get,
    async poll(path, until = hasEnded) {
      for (;;) {
        const job = await get(path);
        if (until(job)) return job;
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    },
    storedKeys() {
      const objects = join(folder, 'stored', 'do', 'async-poll-JobObject');
      return readdirSync(objects)
        .filter(name => name.endsWith('.sqlite') && name !== 'metadata.sqlite')
        .flatMap(name => keysIn(join(objects, name)));
    },
    async restart() {
      await worker.dispose();
      await start();
    },
    async [Symbol.asyncDispose]() {
      await worker.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
