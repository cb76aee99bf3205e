/**
 * The Worker that runs suites with vitest's own runner, which is bundled with them. It answers with what became of one suite.
 * Everything of vitest is imported within a request: a Worker may set no timer before.
 */
import type { RunnerTestCase, RunnerTestFile, RunnerTestSuite } from 'vitest';

export interface SuiteReport {
  passed: number;
  skipped: number;
  /** Names and messages. */
  failed: string[];
}

/** What a Worker without Node's built-ins must not have. */
export interface WorkerGlobals {
  process: string;
  Buffer: string;
  nodeModule: string;
}

type Suites = Readonly<Record<string, () => Promise<unknown>>>;

const PATIENCE_MS = 60_000;

/** The part of vitest's configuration that its runner reads. */
const config = {
  root: '/',
  name: 'plain-worker',
  testTimeout: PATIENCE_MS,
  hookTimeout: PATIENCE_MS,
  maxConcurrency: 5,
  retry: 0,
  sequence: { hooks: 'stack', setupFiles: 'parallel', concurrent: false, shuffle: false, seed: 0 },
  setupFiles: [],
  allowOnly: true,
  tags: [],
  expect: {},
  experimental: { importDurations: { limit: 0 }, viteModuleRunner: true },
  snapshotOptions: {},
  fakeTimers: { loopLimit: 10_000, shouldClearNativeTimers: true },
  defines: {},
};

/** What vitest's worker holds for its runner. */
const workerState = {
  ctx: { pool: 'forks' },
  config,
  environment: { name: 'workers' },
  onCleanup: () => {},
  durations: {},
  rpc: {},
  metaEnv: {},
  providedContext: {},
  evaluatedModules: { idToModuleMap: new Map() },
  resolvingModules: new Set(),
};

const noSnapshots = { clear: () => {}, clearTest: () => {}, skipTest: () => {}, getSnapshotState: () => undefined };

/** What tests use beside the package: MSW wants a `localStorage` where there is no `process`; tests let turns pass by `setImmediate`. */
function provideForTests(): void {
  const { setTimeout, clearTimeout } = globalThis;
  const stored = new Map<string, string>();
  const provided = {
    __vitest_worker__: workerState,
    AI_SDK_LOG_WARNINGS: false,
    setImmediate: (callback: (...args: unknown[]) => void, ...args: unknown[]) => setTimeout(callback, 0, ...args),
    clearImmediate: clearTimeout,
    localStorage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
      removeItem: (key: string) => void stored.delete(key),
    },
  };
  for (const [name, value] of Object.entries(provided))
    if (!(name in globalThis)) Object.assign(globalThis, { [name]: value });
}

async function loadRunner(suites: Suites) {
  provideForTests();
  const [{ TestRunner, vi }, { startTests, setupCommonEnv }] = await Promise.all([
    import('vitest'),
    import('vitest/internal/browser'),
  ]);
  await setupCommonEnv(config as never);
  class SuiteRunner extends TestRunner {
    override importFile = (file: string): Promise<unknown> => suites[file]!();
    override onBeforeRunSuite = async (): Promise<void> => {};
    override onAfterRunSuite = async (): Promise<void> => {};
    override trace = (_: string, attributes: unknown, run?: () => unknown): never =>
      (run ?? (attributes as () => unknown))() as never;
  }
  return async (file: string) => {
    const suiteRunner = Object.assign(new SuiteRunner(config as never), { snapshotClient: noSnapshots });
    const [result] = await startTests([file], suiteRunner as never);
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    return result as RunnerTestFile;
  };
}

const testsOf = (task: RunnerTestFile | RunnerTestSuite | RunnerTestCase): RunnerTestCase[] =>
  task.type === 'test' ? [task] : task.tasks.flatMap(testsOf);

const nameOf = (task: RunnerTestCase | RunnerTestSuite): string =>
  task.suite ? `${nameOf(task.suite)} > ${task.name}` : task.name;

function report(file: RunnerTestFile): SuiteReport {
  const tests = testsOf(file);
  const failed = tests.filter(({ result }) => result?.state === 'fail');
  return {
    passed: tests.filter(({ result }) => result?.state === 'pass').length,
    skipped: tests.filter(({ mode }) => mode === 'skip').length,
    failed: [
      ...(file.result?.errors ?? []).map(({ message }) => `${file.name}: ${message}`),
      ...failed.map(test => `${nameOf(test)}: ${test.result?.errors?.map(({ message }) => message).join('; ')}`),
    ],
  };
}

const globals = async (): Promise<WorkerGlobals> => {
  const name = 'node:async_hooks';
  return {
    process: typeof (globalThis as { process?: unknown }).process,
    Buffer: typeof (globalThis as { Buffer?: unknown }).Buffer,
    nodeModule: await import(name).then(
      () => 'there',
      (error: unknown) => String(error),
    ),
  };
};

export function createHost(suites: Suites): { fetch(request: Request): Promise<Response> } {
  let runner: ReturnType<typeof loadRunner> | undefined;
  return {
    async fetch(request) {
      const file = new URL(request.url).searchParams.get('suite');
      if (file === null) return Response.json(await globals());
      const run = await (runner ??= loadRunner(suites));
      return Response.json(report(await run(file)));
    },
  };
}
