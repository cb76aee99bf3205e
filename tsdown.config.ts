import { defineConfig } from 'tsdown';
import { thirdParty } from './tools/third-party.mjs';

/** Modules below `src`, without their declarations: these are bundled along with the code. */
const code =
  (paths: RegExp) =>
  (id: string): boolean =>
    paths.test(id) && !id.endsWith('.d.ts');

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    cli: 'src/cli/bin.ts',
    cloudflare: 'src/cloudflare-gateway/index.ts',
    drill: 'src/drill/index.ts',
    'durable-object': 'src/durable-object/index.ts',
    msw: 'mocks/index.ts',
    node: 'src/node/index.ts',
    otel: 'src/otel/index.ts',
    redis: 'src/redis/index.ts',
  },
  format: ['esm'],
  platform: 'neutral',
  target: 'es2022',
  outputOptions: {
    codeSplitting: {
      // Files of their own for what many imports do without: a bundler drops a file of which nothing is used. Words and
      // descriptions that only rules and `classify` need stay out of the evidence.
      groups: [
        { name: 'runtime', test: code(/\/src\/(?:runtime|failure)\b/), priority: 3 },
        {
          name: 'evidence',
          test: code(
            /\/src\/(?:classify\/(?!rules|all-rules|decide|describe|class|words\/(?:named|class))|secrets|redact|errors)/,
          ),
          priority: 2,
        },
        {
          name: 'rules',
          test: code(/\/src\/classify\/(?:rules\/|all-rules|words\/(?:named|class))/),
          priority: 1,
        },
      ],
    },
  },
  dts: true,
  sourcemap: true,
  // A hash in a path reads like a credential, and stack traces would lose their places.
  hash: false,
  clean: true,
  fixedExtension: false,
  deps: {
    neverBundle: [/^node:/, /^cloudflare:/],
    // The command and its demo; nothing else may be built in.
    onlyBundle: [
      '@ai-sdk/anthropic',
      '@ai-sdk/openai',
      '@ai-sdk/provider',
      '@ai-sdk/provider-utils',
      '@openrouter/ai-sdk-provider',
      '@workflow/serde',
      'ai-gateway-provider',
      'citty',
      'eventsource-parser',
      'zod',
    ],
  },
  plugins: [thirdParty()],
  publint: true,
  attw: { profile: 'esm-only', level: 'error' },
});
