import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

/** They look at the process itself, its handles or its heap, so that nothing else may have used it. */
const ALONE = ['test/faults/handles.test.ts', 'test/mocks/garbage.test.ts'];

/** No test measures the machine: what takes so long hangs, also beside a dozen busy processes. */
const PATIENCE_MS = Number(process.env['TEST_PATIENCE_MS'] ?? 120_000);
const patience = { testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS };

/** Node runs the tests as they are from 24 on, which knows `using`; before, Vite's runner lowers it. */
const IS_LOWERED = Number(process.versions.node.split('.')[0]) < 24;

/** What imports modules as Node does: Vite's runner does it otherwise. The packed command is tried in Node 22 by `npm run check`. */
const BY_NODE = IS_LOWERED ? ['test/cli/modules/load-chains.test.ts'] : [];

const node = {
  environment: 'node',
  setupFiles: ['test/support/clean-start.ts'],
  // Vite's own runner makes every use of an import a call, which costs a seventh of all.
  experimental: { viteModuleRunner: IS_LOWERED },
  ...patience,
};

export default defineConfig({
  oxc: { target: 'node22' },
  test: {
    // Every processor: many tests wait for workerd, Redis or a process of their own.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          ...node,
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/workers/**', ...BY_NODE, ...ALONE],
          // Most of a short test's time goes into loading the SDK and its providers, which files can share.
          isolate: false,
        },
      },
      { test: { ...node, name: 'alone', include: ALONE } },
      {
        plugins: [
          cloudflareTest({
            main: './test/workers/worker.ts',
            remoteBindings: false,
            // This date turns nodejs_compat on, which vitest's pool needs; test/plain-worker runs the same files without.
            miniflare: {
              compatibilityDate: '2026-10-01',
              bindings: { ANTHROPIC_API_KEY: 'placeholder', OPENAI_API_KEY: 'placeholder' },
              durableObjects: {
                FAILOVER_HEALTH: { className: 'FailoverHealth', useSQLite: true },
                HEALTH: { className: 'FailoverHealth', useSQLite: true },
                BROKEN: { className: 'BrokenHealth', useSQLite: true },
              },
            },
          }),
        ],
        test: { name: 'workers', include: ['test/workers/**/*.test.ts'], isolate: false, ...patience },
      },
    ],
  },
});
