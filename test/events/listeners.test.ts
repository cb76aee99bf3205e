/** What a listener does never matters to a call, and a broken one does not stay unseen. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok, status } from '../../mocks/index.ts';
import type { EventListener, FailoverEvent } from '../../src/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { setUp } from '../time/set-up.ts';

const PROMPT = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }];

beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

const textOf = async (model: LanguageModel) => (await model.doGenerate({ prompt: PROMPT })).content;

const answered = [{ type: 'text', text: 'ok' }];

describe('a listener', () => {
  it.each<[string, EventListener]>([
    [
      'throws',
      () => {
        throw new Error('a bug of the listener');
      },
    ],
    ['rejects', (async () => Promise.reject(new Error('a bug of the listener'))) as unknown as EventListener],
    [
      'throws what cannot be shown',
      () => {
        throw Object.create(null);
      },
    ],
  ])('that %s changes nothing, and is reported on the console once', async (_, onEvent) => {
    const { model, counts } = setUp(
      [
        [status(401), ok()],
        [ok(), ok()],
      ],
      { onEvent },
    );
    expect([await textOf(model), await textOf(model)]).toMatchObject([answered, answered]);
    expect(counts()).toEqual([1, 2]);
    await Promise.resolve();
    const reports = vi.mocked(console.warn).mock.calls.map(([message]) => String(message));
    expect(reports.filter(message => message.includes('onEvent'))).toHaveLength(1);
  });

  it('that never settles is not waited for', async () => {
    const { model } = setUp([[ok()]], { onEvent: (() => new Promise(() => {})) as unknown as EventListener });
    expect(await textOf(model)).toMatchObject(answered);
  });

  it('may call the same model: each call has events of its own', async () => {
    const events: FailoverEvent[] = [];
    const inner: Promise<unknown>[] = [];
    const { model } = setUp(
      [
        [status(401), ok()],
        [ok(), ok()],
      ],
      {
        onEvent(event) {
          events.push(event);
          if (event.type === 'failover' && inner.length === 0) inner.push(textOf(model));
        },
      },
    );
    const outer = await textOf(model);
    expect([outer, ...(await Promise.all(inner))]).toMatchObject([answered, answered]);
    const ends = events.filter(event => event.type === 'call-end');
    expect(new Set(ends.map(({ callId }) => callId)).size).toBe(2);
    expect(ends.map(({ outcome }) => outcome)).toEqual(['answered', 'answered']);
  });

  it('may write to what it gets', async () => {
    const { model, counts } = setUp([[status(401)], [ok()]], {
      onEvent(event) {
        for (const key of Object.keys(event)) Reflect.set(event, key, undefined);
      },
    });
    expect(await textOf(model)).toMatchObject(answered);
    expect(counts()).toEqual([1, 1]);
  });

  it('may write to the failure of an event: the call decides by its own', async () => {
    const { model, counts } = setUp([[status(401)], [ok()]], {
      onEvent(event) {
        if ('failure' in event && event.failure) Object.assign(event.failure, { fallback: false, category: 'aborted' });
      },
    });
    const { content, providerMetadata } = await model.doGenerate({ prompt: PROMPT });
    expect(content).toMatchObject(answered);
    expect(providerMetadata).toMatchObject({ failover: { attempts: [{ category: 'auth' }] } });
    expect(counts()).toEqual([1, 1]);
  });

  it('of a call that was aborted before it came in hears nothing', async () => {
    const events: FailoverEvent[] = [];
    const { model } = setUp([[ok()]], { onEvent: event => void events.push(event) });
    const abortSignal = AbortSignal.abort(new Error('early'));
    await expect(model.doGenerate({ prompt: PROMPT, abortSignal })).rejects.toThrow('early');
    expect(events).toEqual([]);
  });
});
