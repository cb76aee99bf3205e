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
  deps: {
    neverBundle: [/^node:/],
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
