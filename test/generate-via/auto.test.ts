/** `generateVia: 'auto'`: a generate call goes over a stream where, and only where, a limit was set that needs one. */
import { wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { disconnect, hang, ok, stall, type Step } from '../../mocks/index.ts';
import {
  gatewayErrorMiddleware,
  type GatewayErrorOptions,
  type LegDeclaration,
  type RouterOptions,
} from '../../src/index.ts';
import { FACTORIES, setUp, setUpHonest } from '../time/set-up.ts';
import { startCall } from '../time/start-call.ts';

type Timeouts = RouterOptions['timeouts'];
type Via = RouterOptions['generateVia'];

/** Over which function each leg of three generates, by what is set for all and for each. */
async function viaOf(by: (typeof FACTORIES)[number], legs: LegDeclaration[], timeouts: Timeouts, generateVia?: Via) {
  const broken = disconnect();
  const setting = { by, legs, timeouts, generateVia, health: false, hedge: false, retries: { perLeg: 0 } } as const;
  const on = setUp([broken, broken, ok('hello')], setting);
  const call = startCall('doGenerate', on.model);
  await on.clock.advance(1_000);
  expect(call.text).toBe('hello');
  return on.upstreams.map(({ requests }) => (requests[0]?.isStream ? 'stream' : 'generate'));
}

const all = (via: string) => [via, via, via];

describe.each(FACTORIES)('%s', by => {
  it.each<[string, Timeouts, string]>([
    ['nothing', undefined, 'generate'],
    ['firstContentMs', { firstContentMs: 120_000 }, 'stream'],
    ['idleMs, to its default', { idleMs: 90_000 }, 'stream'],
    ['a limit that is only observed', { firstContentMs: 1_000, observe: true }, 'stream'],
    ['no limit on content', { firstContentMs: false, idleMs: false }, 'generate'],
    ['one of them to none', { firstContentMs: false, idleMs: 5_000 }, 'stream'],
    ['undefined', { firstContentMs: undefined, idleMs: undefined }, 'generate'],
    ['limits that every call can keep', { attemptMs: 10_000, totalMs: 30_000, minAttemptMs: 10 }, 'generate'],
  ])('the user set %s', async (_, timeouts, via) => {
    expect(await viaOf(by, [], timeouts)).toEqual(all(via));
    expect(await viaOf(by, [], timeouts, 'auto')).toEqual(all(via));
    expect(await viaOf(by, [], timeouts, 'generate')).toEqual(all('generate'));
    expect(await viaOf(by, [], timeouts, 'stream')).toEqual(all('stream'));
  });

  it('each leg is judged by what is set for it', async () => {
    const own = { timeouts: { firstContentMs: 9_000 } };
    expect(await viaOf(by, [own], undefined)).toEqual(['stream', 'generate', 'generate']);
    expect(await viaOf(by, [{}, own], undefined)).toEqual(['generate', 'stream', 'generate']);
    const none = { timeouts: { firstContentMs: false, idleMs: false } } as const;
    expect(await viaOf(by, [{}, none], { firstContentMs: 9_000 })).toEqual(['stream', 'generate', 'stream']);
    const other = { timeouts: { attemptMs: 50_000 } };
    expect(await viaOf(by, [{}, {}, other], { idleMs: 9_000 })).toEqual(all('stream'));
  });

  it('a leg may declare its own', async () => {
    const legs: LegDeclaration[] = [{ generateVia: 'generate' }, { generateVia: 'stream' }, { generateVia: 'auto' }];
    expect(await viaOf(by, legs, { idleMs: 9_000 })).toEqual(['generate', 'stream', 'stream']);
    expect(await viaOf(by, legs, undefined, 'stream')).toEqual(['generate', 'stream', 'generate']);
  });
});

describe('gatewayErrorMiddleware', () => {
  const viaAlone = async (options: GatewayErrorOptions) => {
    const on = setUpHonest(ok('hello'), options);
    const call = startCall('doGenerate', on.model);
    await on.clock.advance(1_000);
    expect([call.text, on.clock.pending, on.events]).toEqual(['hello', 0, []]);
    return on.upstream.requests.map(({ isStream }) => isStream);
  };

  it('streams where a limit needs it, and where it is told to', async () => {
    const limits = { firstContentMs: 20_000 };
    expect(await viaAlone({})).toEqual([false]);
    expect(await viaAlone({ timeouts: { attemptMs: 20_000, totalMs: 40_000 } })).toEqual([false]);
    expect(await viaAlone({ timeouts: limits })).toEqual([true]);
    expect(await viaAlone({ timeouts: limits, generateVia: 'generate' })).toEqual([false]);
    expect(await viaAlone({ generateVia: 'stream' })).toEqual([true]);
  });

  it.each<[string, Step, number, string]>([
    ['firstContentMs', hang(), 20_000, 'timeout:firstContentMs'],
    ['firstContentMs, after the preamble', stall({ afterParts: 0 }), 20_000, 'timeout:firstContentMs'],
    ['idleMs', stall({ afterParts: 2 }), 5_000, 'timeout:idleMs'],
  ])('%s ends a generate call at its millisecond, and closes its connection', async (_, step, ms, rule) => {
    for (const holdBackMs of [undefined, false, 1_000] as const) {
      const timeouts = { firstContentMs: 20_000, idleMs: 5_000 };
      const on = setUpHonest([step], { timeouts, ...(holdBackMs !== undefined && { holdBackMs }) });
      const call = startCall('doGenerate', on.model);
      await on.clock.advance(ms - 1);
      expect(call.isOver).toBe(false);
      await on.clock.advance(1);
      expect(call.thrown).toMatchObject({ statusCode: 504, isRetryable: true, data: { failure: { rule } } });
      expect([on.upstream.requests[0]?.isCancelled, on.clock.pending, on.upstream.count]).toEqual([true, 0, 1]);
      expect(on.events.map(({ type }) => type)).toEqual(['timeout', 'failure']);
    }
  });

  it("the caller's abort ends it in the middle of an answer", async () => {
    const on = setUpHonest([stall({ afterParts: 2 })], { timeouts: { idleMs: 5_000 } });
    const controller = new AbortController();
    const call = startCall('doGenerate', on.model, { abortSignal: controller.signal });
    await on.clock.advance(1_000);
    controller.abort('mine');
    await on.clock.advance(0);
    expect([call.thrown, on.upstream.requests[0]?.isCancelled, on.clock.pending, on.events]).toEqual([
      'mine',
      true,
      0,
      [],
    ]);
  });

  it('what an odd stream makes of its collecting is an error like any other', async () => {
    const odd = { specificationVersion: SPECIFICATION, provider: 'p', modelId: 'm', supportedUrls: {} } as const;
    const parts = [{ type: 'text-delta', id: '1', delta: 'a' }, null];
    const stream = new ReadableStream({
      start: controller => parts.forEach(part => controller.enqueue(part)),
    });
    const model = wrapLanguageModel({
      model: {
        ...odd,
        doGenerate: () => Promise.reject(new Error('not asked')),
        doStream: async () => ({ stream }) as never,
      },
      middleware: gatewayErrorMiddleware({ generateVia: 'stream' }),
    });
    const error: unknown = await model.doGenerate({ prompt: [] }).then(String, (thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'AI_APICallError' });
  });
});
