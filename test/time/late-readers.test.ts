/** What a limit, a hook or an abandoned reader may not take with it. */
import { describe, expect, it } from 'vitest';
import { createFailover, createHealth, type CreateFailoverOptions } from '../../src/index.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { failing, finish, modelOf, outlineOf, streamOf, whole, words } from './models.ts';

const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Tell me a story' }] }];
const BEGUN = 'Once upon a time there was';

function setUp(options: (clock: ReturnType<typeof createManualClock>) => CreateFailoverOptions) {
  const clock = createManualClock();
  const health = createHealth({ clock, random: () => 0.5 });
  return { clock, health, model: createFailover({ health, clock, retries: { perLeg: 0 }, ...options(clock) }) };
}

describe('a limit that ends before the consumer has read', () => {
  it('is told after what had come', async () => {
    const { clock, model } = setUp(() => ({
      models: [modelOf('a', () => streamOf(words('one'), 'silent'))],
      timeouts: { totalMs: 5_000 },
    }));
    const { stream } = await model.doStream({ prompt });
    await clock.advance(5_001);
    expect(await outlineOf(stream)).toEqual([
      'stream-start',
      'text-start',
      '"one"',
      'text-end',
      'error',
      'finish error',
    ]);
  });

  it('lets another leg go on only after what had come', async () => {
    const { clock, model } = setUp(() => ({
      models: [
        modelOf('a', () => streamOf(words(BEGUN), 'silent')),
        {
          model: modelOf('b', () => streamOf(whole(' a king'))),
          assistantPrefill: true,
          timeouts: { attemptMs: false },
        },
      ],
      afterContent: 'continue',
      timeouts: { attemptMs: 5_000 },
    }));
    const { stream } = await model.doStream({ prompt });
    await clock.advance(5_001);
    expect(await outlineOf(stream)).toEqual([
      'stream-start',
      'text-start',
      `"${BEGUN}"`,
      '" a king"',
      'text-end',
      'finish stop',
    ]);
  });

  it('takes nothing away from an answer that is whole', async () => {
    const { clock, model } = setUp(() => ({
      models: [modelOf('a', () => streamOf(whole('one')))],
      timeouts: { totalMs: 5_000 },
    }));
    const { stream } = await model.doStream({ prompt });
    const reader = stream.getReader();
    for (let part = 0; part < 5; part += 1) await reader.read();
    await clock.advance(5_001);
    expect(await reader.read()).toMatchObject({ done: true });
    expect(clock.pending).toBe(0);
  });
});

describe('a probe', () => {
  it('is given back when a hook throws', async () => {
    let isDown = true;
    let isBroken = false;
    const { clock, health, model } = setUp(() => ({
      models: [
        modelOf('a', () => (isDown ? Promise.reject(failing(500)) : streamOf([]))),
        modelOf('b', () => streamOf([])),
      ],
      acceptResult() {
        if (isBroken) throw new Error('a bug');
        return true;
      },
    }));
    for (let call = 0; call < 5; call += 1) await model.doGenerate({ prompt });
    await clock.advance(5_000);
    isDown = false;
    isBroken = true;
    await expect(model.doGenerate({ prompt })).rejects.toThrow('a bug');
    isBroken = false;
    expect(Object.values(health.snapshot())).toMatchObject([{ pauseMs: 0 }]);
    expect((await model.doGenerate({ prompt })).content).toMatchObject([{ text: 'a' }]);
  });

  it('is given back when nobody listens to the continuation that it opens', async () => {
    let isDown = true;
    const b = modelOf('b', () => (isDown ? Promise.reject(failing(500)) : new Promise(() => {})));
    const { clock, health, model } = setUp(() => ({
      models: [
        modelOf('a', () => streamOf(words(BEGUN), failing(500))),
        { name: 'b', model: b, assistantPrefill: true },
      ],
      afterContent: 'continue',
      hedge: false,
    }));
    const other = createFailover({
      models: [modelOf('x', () => Promise.reject(failing(500))), { name: 'b', model: b }],
      health,
      clock,
      retries: { perLeg: 0 },
    });
    for (let call = 0; call < 5; call += 1) await expect(other.doStream({ prompt })).rejects.toThrow('status 500');
    await clock.advance(5_000);
    isDown = false;
    const reader = (await model.doStream({ prompt })).stream.getReader();
    for (let part = 0; part < 3; part += 1) await reader.read();
    reader.read().catch(() => {});
    await settle();
    expect(health.snapshot()['b']).toMatchObject({ state: 'half-open', pauseMs: 30_000 });
    await reader.cancel('gone');
    await settle();
    expect(health.snapshot()['b']).toMatchObject({ pauseMs: 0 });
  });

  it('is not answered by headers: with no hold only content closes a breaker', async () => {
    const states: string[] = [];
    const { clock, model } = setUp(() => ({
      models: [
        modelOf('a', () =>
          streamOf([{ type: 'stream-start', warnings: [] }, { type: 'error', error: failing(502) }, finish('error')]),
        ),
        modelOf('b', () => streamOf(whole('b'))),
      ],
      holdBackMs: false,
      onEvent: event => void (event.type === 'breaker' && states.push(event.state)),
    }));
    for (let call = 0; call < 5; call += 1) await outlineOf((await model.doStream({ prompt })).stream);
    await clock.advance(5_000);
    await outlineOf((await model.doStream({ prompt })).stream);
    expect(states).toEqual(['open', 'half-open', 'open']);
  });
});

describe('a leg that lost a hedge', () => {
  it('may take over what breaks off, if there is a try left', async () => {
    let asked = 0;
    const { clock, model } = setUp(manual => ({
      models: [
        modelOf(
          'a',
          () =>
            new Promise(resolve => {
              manual.setTimeout(() => resolve(streamOf(words(BEGUN), failing(500))), 9_000);
            }),
        ),
        {
          model: modelOf('b', () => ((asked += 1) === 1 ? new Promise(() => {}) : streamOf(whole(' a king')))),
          assistantPrefill: true,
        },
      ],
      afterContent: 'continue',
      maxAttempts: 3,
      hedge: { afterMs: 8_000 },
    }));
    const opening = model.doStream({ prompt });
    await clock.advance(9_001);
    const said = await outlineOf((await opening).stream);
    expect([said.slice(-3), asked]).toEqual([['" a king"', 'text-end', 'finish stop'], 2]);
  });

  it('and opens too late is told why', async () => {
    const reasons: unknown[] = [];
    const { clock, model } = setUp(manual => ({
      models: [
        modelOf(
          'a',
          () =>
            new Promise(resolve => {
              manual.setTimeout(() => resolve(streamOf([], 'silent', reason => void reasons.push(reason))), 20_000);
            }),
        ),
        modelOf('b', () => streamOf(whole('b'))),
      ],
      hedge: { afterMs: 5_000 },
    }));
    const opening = model.doStream({ prompt });
    await clock.advance(5_001);
    await outlineOf((await opening).stream);
    await clock.advance(20_000);
    expect(reasons).toMatchObject([{ name: 'AbortError' }]);
  });
});
