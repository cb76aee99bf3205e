import { defineConfig } from 'tsdown';

/** Modules below `src`, without their declarations: these are bundled along with the code. */
const code =
  (paths: RegExp) =>
  (id: string): boolean =>
    paths.test(id) && !id.endsWith('.d.ts');

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'durable-object': 'src/durable-object/index.ts',
    msw: 'mocks/index.ts',
    node: 'src/node/index.ts',
    otel: 'src/otel/index.ts',
    redis: 'src/redis/index.ts',
  },
  format: ['esm'],
  platform: 'neutral',
  target: 'es2022',
  deps: { neverBundle: [/^cloudflare:/] },
  outputOptions: {
    codeSplitting: {
      // Files of their own for what many imports do without: a bundler drops a file of which nothing is used.
      groups: [
        { name: 'runtime', test: code(/\/src\/(?:runtime|failure)\b/), priority: 3 },
        {
          name: 'evidence',
          test: code(/\/src\/(?:classify\/(?!rules|all-rules|decide|class)|secrets|redact|errors)/),
          priority: 2,
        },
        { name: 'rules', test: code(/\/src\/classify\/(?:rules\/|all-rules)/), priority: 1 },
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
