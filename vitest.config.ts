import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/workers/**'], environment: 'node' } },
      {
        plugins: [
          cloudflareTest({
            main: './test/workers/worker.ts',
            remoteBindings: false,
            // No nodejs_compat: the package must run on a plain worker.
            miniflare: { compatibilityDate: '2026-10-01' },
          }),
        ],
        test: { name: 'workers', include: ['test/workers/**/*.test.ts'] },
      },
    ],
  },
});
