import { afterEach, describe, expect, it, vi } from 'vitest';
import { isolateGatewayModel } from '../../src/cloudflare/isolate-gateway-model.ts';
import { openaiChat } from './inner-models.ts';
import { PrivateGatewayModel, setUp } from './private-models.ts';
import { ask, askInOneTick, nonces, wrongOnes } from './same-tick-calls.ts';
import { eventually } from '../support/eventually.ts';

/** Resolves after everything that is ready to run has run. */
const settle = () => new Promise(resolve => setTimeout(resolve, 5));

afterEach(() => vi.useRealTimers());

describe('the queue', () => {
  const hang = (nonce: string) => (nonce === 'nonce-1' ? 3_600_000 : 0);

  it('goes on after a call that fails', async () => {
    const instead = (nonce: string) => (nonce === 'nonce-1001' ? new Response('no', { status: 500 }) : undefined);
    const { isolated } = setUp({ instead });
    const answers = await askInOneTick(isolated, 'generate', 5);
    expect(wrongOnes(answers).map(({ nonce }) => nonce)).toEqual(['nonce-1001']);
  });

  it('is left at once by a waiting call that is aborted, with its reason, and that call is never sent', async () => {
    const { gateway, isolated } = setUp({ delayMs: hang });
    const first = new AbortController();
    const hanging = ask(isolated, 'generate', 'nonce-1', first.signal);
    const waiting = new AbortController();
    const second = ask(isolated, 'generate', 'nonce-2', waiting.signal);
    const third = ask(isolated, 'stream', 'nonce-3');
    await settle();
    const reason = { why: 'left' };
    waiting.abort(reason);
    expect((await second).error).toBe(reason);
    first.abort(new Error('first'));
    expect((await hanging).error).toEqual(new Error('first'));
    expect((await third).text).toBe('nonce-3');
    expect(gateway.received.map(({ nonces }) => nonces.flat())).toEqual([['nonce-1'], ['nonce-3']]);
  });

  it('never sends a call that was aborted before', async () => {
    const { gateway, isolated } = setUp();
    await ask(isolated, 'generate', 'nonce-1');
    const reason = new Error('before');
    expect((await ask(isolated, 'generate', 'nonce-2', AbortSignal.abort(reason))).error).toBe(reason);
    expect(gateway.received).toHaveLength(1);
  });

  it('waits for an aborted call that ends late, so that its response reaches nobody else', async () => {
    let release = () => {};
    const late = new Promise<void>(resolve => (release = resolve));
    const instead = async (nonce: string) => {
      if (nonce === 'nonce-1') await late;
      return undefined as unknown as Response;
    };
    const { gateway, isolated } = setUp({ instead, delayMs: () => 0 });
    const controller = new AbortController();
    const first = ask(isolated, 'generate', 'nonce-1', controller.signal);
    const second = ask(isolated, 'generate', 'nonce-2');
    await settle();
    controller.abort('gone');
    expect((await first).error).toBe('gone');
    await settle();
    expect(gateway.received).toHaveLength(1);
    release();
    expect((await second).text).toBe('nonce-2');
  });

  it('fails 5 seconds after an abort that the call ahead ignores, and recovers when that ends', async () => {
    vi.useFakeTimers();
    let release = () => {};
    const late = new Promise<void>(resolve => (release = resolve));
    const instead = async (nonce: string) => {
      if (nonce === 'nonce-1') await late;
      return undefined as unknown as Response;
    };
    const { gateway, isolated } = setUp({ instead, delayMs: () => 0 });
    const controller = new AbortController();
    const first = ask(isolated, 'generate', 'nonce-1', controller.signal);
    let second: unknown;
    void ask(isolated, 'generate', 'nonce-2').then(({ error }) => (second = error));
    await vi.advanceTimersByTimeAsync(1_000);
    controller.abort('gone');
    expect((await first).error).toBe('gone');
    await vi.advanceTimersByTimeAsync(4_999);
    expect(second).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(second).toEqual(expect.objectContaining({ message: expect.stringContaining('aborted but never ended') }));
    expect((await ask(isolated, 'generate', 'nonce-3')).error).toEqual(second);
    release();
    await vi.advanceTimersByTimeAsync(0);
    const fourth = ask(isolated, 'generate', 'nonce-4');
    await vi.advanceTimersByTimeAsync(0);
    expect((await fourth).text).toBe('nonce-4');
    expect(gateway.received.map(({ nonces }) => nonces.flat())).toEqual([['nonce-1'], ['nonce-4']]);
  });

  it('does not count against others an abort that ended in time', async () => {
    vi.useFakeTimers();
    const delayMs = (nonce: string) => (nonce === 'nonce-1' ? 1_000 : 60_000);
    const { isolated } = setUp({ delayMs });
    const controller = new AbortController();
    const first = ask(isolated, 'generate', 'nonce-1', controller.signal);
    const others = ['nonce-2', 'nonce-3'].map(nonce => ask(isolated, 'generate', nonce));
    await vi.advanceTimersByTimeAsync(500);
    controller.abort('gone');
    expect((await first).error).toBe('gone');
    await vi.advanceTimersByTimeAsync(0);
    // Only the second call's own delay: nothing is left of the first.
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(200_000);
    expect((await Promise.all(others)).map(({ text }) => text)).toEqual(['nonce-2', 'nonce-3']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('closes a stream that comes when its caller has gone', async () => {
    let release = () => {};
    const late = new Promise<void>(resolve => (release = resolve));
    const cancelled = vi.fn<() => void>();
    const arrived = Promise.withResolvers<void>();
    const instead = async () => {
      arrived.resolve();
      await late;
      const headers = { 'content-type': 'text/event-stream', 'cf-aig-step': '0' };
      const chunk = { id: 'c', created: 1, model: 'm', choices: [{ index: 0, delta: { content: 'late' } }] };
      const start = (controller: ReadableStreamDefaultController) =>
        controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(chunk)}\n\n`));
      return new Response(new ReadableStream({ start, cancel: cancelled }), { headers });
    };
    const { isolated } = setUp({ instead });
    const controller = new AbortController();
    const call = ask(isolated, 'stream', 'nonce-1', controller.signal);
    await arrived.promise;
    controller.abort('gone');
    expect((await call).error).toBe('gone');
    release();
    await eventually(() => expect(cancelled).toHaveBeenCalledTimes(1));
  });

  it('holds up another gateway model that joins while a shared inner model reads its response', async () => {
    let release = () => {};
    const read = new Promise<void>(resolve => (release = resolve));
    const instead = (nonce: string) => {
      if (nonce !== 'nonce-1') return undefined;
      const pull = async (controller: ReadableStreamDefaultController) => {
        await read;
        controller.enqueue(new TextEncoder().encode(openaiChat.wire.json('nonce-1')));
        controller.close();
      };
      return new Response(new ReadableStream({ pull }), { headers: { 'content-type': 'application/json' } });
    };
    const { gateway, model, isolated } = setUp({ instead });
    const { models } = model as unknown as { models: unknown[] };
    const other = isolateGatewayModel(new PrivateGatewayModel([...models], { binding: gateway.binding }), {
      onSerialise: () => {},
    });
    const first = ask(isolated, 'generate', 'nonce-1');
    await settle();
    await settle();
    const second = ask(other, 'generate', 'nonce-2');
    await settle();
    expect(gateway.received).toHaveLength(1);
    release();
    expect([(await first).text, (await second).text]).toEqual(['nonce-1', 'nonce-2']);
  });

  it('leaves no listener on a signal that outlives its calls', async () => {
    const { isolated } = setUp();
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    await Promise.all(nonces(5).map(nonce => ask(isolated, 'generate', nonce, signal)));
    const ours = (calls: unknown[][]) =>
      calls.filter(([, listener]) => (listener as { name: string }).name === 'leave').length;
    expect(ours(added.mock.calls)).toBe(10);
    expect(ours(removed.mock.calls)).toBe(10);
  });
});
