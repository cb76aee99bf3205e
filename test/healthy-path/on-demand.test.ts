/** Parts pass one by one as they are asked for: none is read ahead, none waits for the next, and a cancel ends the source. */
import { wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import type { StreamPart } from '../../src/sdk-types.ts';
import { gatewayErrorMiddleware, type GatewayErrorOptions } from '../../src/index.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { createPartSource, finish, metadata, start, text, textEnd, textStart } from '../support/part-source.ts';

const params = { prompt: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }] };

async function open(options: GatewayErrorOptions = {}, ...first: StreamPart[]) {
  const source = createPartSource();
  source.push(...first);
  const clock = createManualClock();
  const model = wrapLanguageModel({
    model: new MockLanguageModelV4({ doStream: async () => source.result as never }),
    middleware: gatewayErrorMiddleware({ clock, ...options }),
  });
  const opening = model.doStream(params);
  const { stream } = await opening;
  return { source, clock, reader: stream.getReader() as ReadableStreamDefaultReader<StreamPart> };
}

const preamble = [start, metadata, textStart];

describe('a released stream', () => {
  it.each([{}, { timeouts: { firstContentMs: 5_000 } }, { holdBackMs: false as const }])(
    'hands each part on before the next one exists (%o)',
    async options => {
      const { source, reader } = await open(options, ...preamble, text('0'));
      for (const part of [...preamble, text('0')]) expect((await reader.read()).value).toEqual(part);
      for (let index = 1; index < 20; index += 1) {
        const part = text(String(index));
        source.push(part);
        // The same object, and no further one was pushed.
        expect((await reader.read()).value).toBe(part);
      }
      for (const part of [textEnd, finish()]) {
        source.push(part);
        expect((await reader.read()).value).toBe(part);
      }
      source.end();
      expect((await reader.read()).done).toBe(true);
    },
  );

  it('asks its source exactly as often as its reader asks', async () => {
    const { source, reader } = await open({}, ...preamble, text('0'));
    // Up to the first content it had to look itself; those parts were queued, so that nothing was pulled.
    await settle();
    expect(source.pulls).toBe(0);
    for (let index = 0; index < 4; index += 1) await reader.read();
    await settle();
    expect(source.pulls).toBe(0);
    for (let index = 1; index <= 10; index += 1) {
      const reading = reader.read();
      await settle();
      expect(source.pulls).toBe(index);
      source.push(text(String(index)));
      await reading;
      await settle();
      expect(source.pulls).toBe(index);
    }
  });

  it('asks no more while nobody reads, however long', async () => {
    const { source, clock } = await open({ timeouts: { idleMs: 1_000 } }, ...preamble, text('0'));
    await clock.advance(1_000_000);
    expect(source.pulls).toBe(0);
    expect(source.cancelled).toEqual([]);
  });

  it.each([0, 2, 4])('cancelled after %i parts, cancels its source with the same reason', async count => {
    const { source, reader, clock } = await open({}, ...preamble, text('0'));
    for (let index = 0; index < count; index += 1) await reader.read();
    const reason = new Error('enough');
    await reader.cancel(reason);
    expect(source.cancelled).toEqual([reason]);
    expect(clock.pending).toBe(0);
  });

  it('cancelled while a read is under way, ends that read', async () => {
    const { source, reader, clock } = await open({}, ...preamble, text('0'));
    for (let index = 0; index < 4; index += 1) await reader.read();
    const reading = reader.read();
    await settle();
    await reader.cancel('enough');
    expect(await reading).toEqual({ done: true, value: undefined });
    expect(source.cancelled).toEqual(['enough']);
    expect(clock.pending).toBe(0);
  });
});

describe('a bare model and a wrapped one', () => {
  it('are asked for the same parts at the same reads', async () => {
    const script = [...preamble, text('a'), text('b'), textEnd, finish()];
    const pulled = async (wrap: boolean) => {
      let next = 0;
      const counts: number[] = [];
      const stream = new ReadableStream<StreamPart>(
        {
          pull(controller) {
            const part = script[next++];
            if (part) controller.enqueue(part);
            else controller.close();
          },
        },
        { highWaterMark: 0 },
      );
      const bare = new MockLanguageModelV4({ doStream: async () => ({ stream }) });
      const model = wrap ? wrapLanguageModel({ model: bare, middleware: gatewayErrorMiddleware() }) : bare;
      const reader = (await model.doStream(params)).stream.getReader();
      for (let done = false; !done;) {
        ({ done } = await reader.read());
        await settle();
        counts.push(next);
      }
      return counts;
    };
    const bare = await pulled(false);
    expect(bare).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    // The hold reads up to the first content; from there on it is the same.
    expect(await pulled(true)).toEqual(bare.map(count => Math.max(count, 4)));
  });
});
