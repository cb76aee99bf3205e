/** Random calls: whatever legs do and users set, a call keeps what it promises and leaves nothing behind. */
import { getEventListeners } from 'node:events';
import { APICallError } from 'ai';
import { expect, it } from 'vitest';
import {
  cut,
  disconnect,
  hang,
  hangAfterHeaders,
  ok,
  slowFirstToken,
  stall,
  status,
  type Step,
} from '../../mocks/index.ts';
import { FailoverError } from '../../src/index.ts';
import { seeded } from '../support/concurrently.ts';
import { setUp, type Setting } from './set-up.ts';
import { startCall, type Call, type Kind } from './start-call.ts';

const NAMES = ['a', 'b', 'c', 'd'];

/** What happens to a call; the same for the same seed. */
function draw(seed: number) {
  const random = seeded(seed * 7_919 + 13);
  for (let turns = 0; turns < 5; turns += 1) random();
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const pickMs = () => pick([0, 1, 50, 400, 1_000, 1_500, 3_000, 5_000, 7_000, 11_000, 20_000]);
  const count = pick([1, 2, 2, 2, 3, 3, 4]);

  function step(name: string): Step {
    const text = ['text ', 'of ', name];
    const afterParts = pick([0, 1, 2]);
    return pick([
      ok(text, { delayMs: pickMs(), betweenPartsMs: pickMs() }),
      slowFirstToken(pickMs(), text, { betweenPartsMs: pick([0, 100, 2_000]) }),
      hang(),
      hangAfterHeaders(),
      stall({ afterParts, text }),
      cut({ afterParts, text, ending: pick(['error', 'end']), delayMs: pickMs() }),
      status(pick([503, 500, 401, 404, 529, 400])),
      status(429, { headers: { 'retry-after-ms': String(pick([0, 500, 3_000, 20_000])) } }),
      disconnect(),
    ]);
  }
  const limit = (share: number, values: readonly number[]) => (random() < share ? pick(values) : undefined);
  const limits = [500, 2_000, 6_000, 12_000];
  const timeouts = {
    firstContentMs: limit(0.3, limits),
    idleMs: limit(0.3, limits),
    attemptMs: limit(0.3, limits),
    totalMs: limit(0.4, [1_000, 4_000, 15_000, 40_000]),
  };
  const hedges: Setting['hedge'][] = [
    false,
    undefined,
    { afterMs: 0 },
    { afterMs: 1_000 },
    { afterMs: 1_000, max: 2 },
    { afterMs: 3_000, max: 3 },
    { afterMs: 'p95' },
  ];
  const setting = {
    timeouts,
    hedge: pick(hedges),
    generateVia: pick(['generate', 'stream'] as const),
    legs: Array.from({ length: count }, () => ({ retries: pick([undefined, undefined, 0, 1, 2]) })),
    maxAttempts: pick([undefined, undefined, undefined, 1, 2, 3]),
    by: count === 1 ? ('createFailover' as const) : pick(['createFailover', 'failoverMiddleware'] as const),
    metadata: pick(['degraded', 'always'] as const),
    budget: pick([undefined, false] as const),
  } satisfies Setting;
  const scripts = Array.from({ length: count }, (_, leg) => Array.from({ length: 4 }, () => step(NAMES[leg]!)));
  return {
    scripts,
    setting,
    kind: pick<Kind>(['doGenerate', 'doStream']),
    abortMs: limit(0.25, [0, 100, 1_000, 1_100, 3_000, 15_000]),
  };
}

type Drawn = ReturnType<typeof draw>;

/** Makes the call, and looks at it from time to time; who still waits after an hour goes. */
async function play({ scripts, setting, kind, abortMs = 4_000_000 }: Drawn) {
  const router = setUp(scripts, setting);
  const { model, clock, upstreams } = router;
  const controller = new AbortController();
  const reason = new Error('the caller is gone');
  const startedAt = clock.now();
  const call = startCall(kind, model, { abortSignal: controller.signal });
  let endedAt = Infinity;
  void call.end.then(() => (endedAt = clock.now()));
  const open = () =>
    upstreams.flatMap(({ requests }) => requests).filter(({ isCancelled, isDone }) => !isCancelled && !isDone).length;
  let mostOpen = 0;
  for (const atMs of [
    0, 500, 1_000, 1_100, 2_000, 3_000, 4_000, 6_000, 8_000, 12_000, 20_000, 40_000, 90_000, 310_000, 4_000_000,
  ]) {
    await clock.advance(Math.min(atMs, abortMs) - (clock.now() - startedAt));
    mostOpen = Math.max(mostOpen, open());
    if (atMs >= abortMs) break;
  }
  const isAborted = !call.isOver;
  controller.abort(reason);
  await clock.advance(0);
  const left = {
    isOver: call.isOver,
    pending: clock.pending,
    open: open(),
    listeners: getEventListeners(controller.signal, 'abort').length,
  };
  const counts = router.counts();
  await clock.advance(10_000_000);
  return {
    ...router,
    call,
    counts,
    asked: counts.reduce((sum, each) => sum + each, 0),
    later: router.counts(),
    left,
    mostOpen,
    isAborted,
    reason,
    tookMs: endedAt - startedAt,
  };
}

function expectAnswer(call: Call, asked: number, hedges: number): void {
  const failover = call.failover as { servedBy: { leg: string }; attempts: unknown[]; hedged: boolean } | undefined;
  expect([call.text, call.finishReason, call.errors]).toEqual([`text of ${failover?.servedBy.leg ?? 'a'}`, 'stop', []]);
  if (failover) expect([failover.attempts.length, failover.hedged]).toEqual([asked - 1, hedges > 0]);
  else expect(asked).toBe(1 + hedges);
}

it.each(Array.from({ length: 300 }, (_, seed) => seed))('call %i', async seed => {
  const drawn = draw(seed);
  const { setting, kind } = drawn;
  const { call, counts, asked, later, left, mostOpen, isAborted, reason, tookMs, told } = await play(drawn);
  const hedges = told('hedge-start').length;
  const isHedging = setting.hedge !== false && counts.length > 1;
  // Without a hedge the package itself may get the caller's signal.
  expect(left).toEqual({ isOver: true, pending: 0, open: 0, listeners: isHedging ? 0 : left.listeners });
  expect(later).toEqual(counts);
  for (const [leg, count] of counts.entries()) {
    const byDefault = leg === 0 && counts.length > 1 ? 1 : 0;
    expect(count).toBeLessThanOrEqual(1 + (setting.legs[leg]!.retries ?? byDefault));
  }
  expect(asked).toBeLessThanOrEqual(setting.maxAttempts ?? 99);
  const most = (setting.hedge || {}).max ?? 1;
  expect(hedges).toBeLessThanOrEqual(isHedging ? counts.length - 1 : 0);
  expect(mostOpen).toBeLessThanOrEqual(1 + Math.min(hedges, most));
  if (isAborted) return expect(call.thrown).toBe(reason);
  expect(tookMs).toBeLessThanOrEqual(setting.timeouts.totalMs ?? Infinity);
  if (call.thrown !== undefined) {
    expect(APICallError.isInstance(call.thrown)).toBe(true);
    if (FailoverError.isInstance(call.thrown)) expect(call.thrown.attempts).toHaveLength(asked);
    else expect(asked).toBe(counts[0]! + hedges);
    return;
  }
  if (kind === 'doGenerate') return expectAnswer(call, asked, hedges);
  const times = (type: string) => call.types.filter(each => each === type).length;
  expect([times('stream-start'), times('text-start'), times('text-end'), times('finish')]).toEqual([1, 1, 1, 1]);
  if (call.finishReason !== 'error') return expectAnswer(call, asked, hedges);
  expect(call.errors).toHaveLength(1);
  expect('text of d').toContain(call.text.slice(0, 7));
});
