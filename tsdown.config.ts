import { defineConfig } from 'tsdown';
import { thirdParty } from './tools/third-party.mjs';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    cli: 'src/cli/bin.ts',
    drill: 'src/drill/index.ts',
    msw: 'mocks/index.ts',
    node: 'src/node/index.ts',
    otel: 'src/otel/index.ts',
  },
  format: ['esm'],
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  sourcemap: true,
  clean: true,
  fixedExtension: false,
  external: [/^node:/],
  plugins: [thirdParty()],
  publint: true,
  attw: { profile: 'esm-only', level: 'error' },
});
