/** Bundles a module as wrangler does, and starts it in workerd without any of Node's built-ins. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';

/** Since 2026-08-04 a compatibility date turns Node's built-ins on: a plain Worker has to say that it has none. */
const PLAIN = ['no_nodejs_compat', 'no_nodejs_compat_v2'];

export interface PlainWorker extends AsyncDisposable {
  /** On loopback. */
  url: URL;
  /** What the Worker and workerd itself wrote to their output. */
  logs: readonly string[];
  /** Megabytes of memory that workerd holds; `undefined` where there is no `/proc` to ask. */
  rssMb(): number | undefined;
}

export interface PlainWorkerOptions {
  /** The Worker's code, with imports relative to the root of the project. */
  contents: string;
  bindings?: Record<string, string>;
  flags?: readonly string[];
  /** Classes that the Worker exports, by the names of their bindings. */
  durableObjects?: Record<string, string>;
  compatibilityDate?: string;
  v8Flags?: string;
  /** The name of a binding by which the Worker asks itself, as another Worker would. */
  self?: string;
  build?: BuildOptions;
}

/** The processes that this one has started. */
function children(): string[] {
  try {
    const processes = readdirSync('/proc').filter(name => /^\d+$/.test(name));
    return processes.filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/status`, 'utf8').includes(`\nPPid:\t${process.pid}\n`);
      } catch {
        // It has ended meanwhile.
        return false;
      }
    });
  } catch {
    return [];
  }
}

function rssMbOf(pid: string | undefined): number | undefined {
  if (pid === undefined) return undefined;
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
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
  const logs: string[] = [];
  // Miniflare reads them from the environment alone.
  process.env['MINIFLARE_WORKERD_V8_FLAGS'] = options.v8Flags ?? '';
  const before = new Set(children());
  const worker = new Miniflare(
    convertV4MiniflareOptions({
      modules: [{ type: 'ESModule', path }],
      modulesRoot: folder,
      compatibilityDate: options.compatibilityDate ?? '2026-10-01',
      compatibilityFlags: [...PLAIN, ...(options.flags ?? [])],
      bindings: options.bindings ?? {},
      ...(options.durableObjects && {
        durableObjects: Object.fromEntries(
          Object.entries(options.durableObjects).map(([name, className]) => [name, { className, useSQLite: true }]),
        ),
      }),
      ...(options.self !== undefined && { name: 'itself', serviceBindings: { [options.self]: 'itself' } }),
      handleStructuredLogs: ({ level, message }) => void logs.push(`${level}: ${message}`),
    }),
  );
  const url = await worker.ready;
  const started = children().filter(pid => !before.has(pid));
  const pid = started.find(child => readFileSync(`/proc/${child}/comm`, 'utf8').startsWith('workerd'));
  return {
    url,
    logs,
    rssMb: () => rssMbOf(pid),
    async [Symbol.asyncDispose]() {
      await worker.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
