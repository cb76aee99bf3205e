import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: { index: 'src/index.ts', msw: 'mocks/index.ts', node: 'src/node/index.ts', otel: 'src/otel/index.ts' },
  format: ['esm'],
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  sourcemap: true,
  clean: true,
  fixedExtension: false,
  publint: true,
  attw: { profile: 'esm-only', level: 'error' },
});
