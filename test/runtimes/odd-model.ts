/** A model whose stream has a part that violates the SDK's types, after its first content. */
import type { createOpenAI } from '@ai-sdk/openai';

type Model = ReturnType<ReturnType<typeof createOpenAI>['chat']>;

const parts = [
  { type: 'stream-start', warnings: [] },
  { type: 'text-start', id: '0' },
  { type: 'text-delta', id: '0', delta: 'one ' },
  { type: 'text-delta', id: '0' },
  null,
  { type: 'finish' },
];

export const oddModel: Model = {
  specificationVersion: 'v4',
  provider: 'odd',
  modelId: 'odd',
  supportedUrls: {},
  doGenerate: () => Promise.reject(new Error('streams only')),
  doStream: async () => ({
    stream: new ReadableStream({
      start(controller) {
        for (const part of parts) controller.enqueue(part);
        controller.close();
      },
    }),
  }),
} as unknown as Model;
