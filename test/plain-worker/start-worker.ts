/** Bundles a module as wrangler does, and starts it in workerd without any of Node's built-ins. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';

/** Since 2026-08-04 a compatibility date turns Node's built-ins on: a plain Worker has to say that it has none. */
const PLAIN = ['no_nodejs_compat', 'no_nodejs_compat_v2'];

export interface PlainWorker extends AsyncDisposable {
  /** On loopback. */
  url: URL;
}

export interface PlainWorkerOptions {
  /** The Worker's code, with imports relative to the root of the project. */
  contents: string;
  bindings?: Record<string, string>;
  flags?: readonly string[];
  /** Classes that the Worker exports, by the name of their binding. */
  durableObjects?: Record<string, string>;
  build?: BuildOptions;
}

export async function startPlainWorker(options: PlainWorkerOptions): Promise<PlainWorker> {
  const folder = mkdtempSync(join(tmpdir(), 'plain-worker-'));
  const path = join(folder, 'worker.mjs');
  await build({
    stdin: { contents: options.contents, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    external: ['cloudflare:*'],
    define: { 'process.env.NODE_ENV': '"production"' },
    outfile: path,
    logLevel: 'error',
    ...options.build,
  });
  const worker = new Miniflare(
    convertV4MiniflareOptions({
      modules: [{ type: 'ESModule', path }],
      modulesRoot: folder,
      compatibilityDate: '2026-10-01',
      compatibilityFlags: [...PLAIN, ...(options.flags ?? [])],
      bindings: options.bindings ?? {},
      durableObjects: Object.fromEntries(
        Object.entries(options.durableObjects ?? {}).map(([name, className]) => [name, { className, useSQLite: true }]),
      ),
    }),
  );
  return {
    url: await worker.ready,
    async [Symbol.asyncDispose]() {
      await worker.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
