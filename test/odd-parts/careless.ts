/** A middleware that does everything wrong that this matrix looks for: the proof that it would be seen. */
import type { LanguageModelMiddleware } from 'ai';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import type { StreamPart } from '../../src/sdk-types.ts';
import type { Clock } from '../../src/index.ts';

const LATE: StreamPart = { type: 'text-delta', id: 't1', delta: 'too late' };

export const carelessMiddleware = (clock: Clock): LanguageModelMiddleware => ({
  specificationVersion: SPECIFICATION,
  async wrapStream({ doStream, params: { abortSignal } }) {
    const { stream } = await doStream();
    const reader = stream.getReader();
    abortSignal?.addEventListener('abort', () => void reader.cancel());
    return {
      stream: new ReadableStream<StreamPart>(
        {
          start: controller => void clock.setTimeout(() => controller.enqueue(LATE), 1_000),
          async pull(controller) {
            const { done, value } = await reader.read();
            if (done) return controller.close();
            if (value === null) {
              void Promise.reject(new Error('forgotten'));
              controller.enqueue({ type: 'error', error: new Error('one') });
              controller.enqueue({ type: 'error', error: new Error('two') });
              return controller.close();
            }
            // What is in the middle of a text is lost.
            if (value.type !== 'text-delta' || value.delta !== 'two ') controller.enqueue(value);
            else await this.pull?.(controller);
          },
        },
        { highWaterMark: 0 },
      ),
    };
  },
});
