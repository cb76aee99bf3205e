import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: { index: 'src/index.ts', msw: 'mocks/index.ts', node: 'src/node/index.ts' },
  format: ['esm'],
  platform: 'neutral',
  target: 'es2022',
  outputOptions: {
    codeSplitting: {
      // Files of their own for what many imports do without: a bundler drops a file of which nothing is used.
      groups: [
        { name: 'runtime', test: /\/src\/(?:runtime|failure)\b/, priority: 3 },
        {
          name: 'evidence',
          test: /\/src\/(?:classify\/(?!rules|all-rules|decide|class)|secrets|redact|errors)/,
          priority: 2,
        },
        { name: 'rules', test: /\/src\/classify\/rules\//, priority: 1 },
      ],
    },
  },
  dts: true,
  sourcemap: true,
  clean: true,
  fixedExtension: false,
  publint: true,
  attw: { profile: 'esm-only', level: 'error' },
});
