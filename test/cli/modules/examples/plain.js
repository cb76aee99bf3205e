/** A module in JavaScript, with models in an object. */
const answer = async () => ({
  content: [{ type: 'text', text: 'pong' }],
  finishReason: { unified: 'stop', raw: 'stop' },
  usage: { inputTokens: {}, outputTokens: {} },
  warnings: [],
});

const model = {
  specificationVersion: 'v4',
  provider: 'own',
  modelId: 'plain',
  supportedUrls: {},
  doGenerate: answer,
  doStream: async () => {
    const { content, ...end } = await answer();
    return {
      stream: new ReadableStream({
        start(controller) {
          controller.enqueue({ type: 'stream-start', warnings: [] });
          controller.enqueue({ type: 'text-start', id: '0' });
          controller.enqueue({ type: 'text-delta', id: '0', delta: content[0].text });
          controller.enqueue({ type: 'text-end', id: '0' });
          controller.enqueue({ type: 'finish', ...end });
          controller.close();
        },
      }),
    };
  },
};

export default { first: model, again: model };
