/** `timeouts.observe`: what would have been cut is reported, and nothing is. */
import { describe, expect, it } from 'vitest';
import { ok, slowFirstToken, status } from '../../mocks/index.ts';
import type { Timeouts } from '../../src/index.ts';
import { FACTORIES, setUp, setUpHonest } from './set-up.ts';
import { startCall, type Kind } from './start-call.ts';

type Row = [limit: keyof Timeouts & `${string}Ms`, kind: Kind];

const ROWS: Row[] = [
  ['firstContentMs', 'doStream'],
  ['firstContentMs', 'streamText'],
  ['idleMs', 'doStream'],
  ['idleMs', 'streamText'],
  ...(['attemptMs', 'totalMs'] as const).flatMap(limit =>
    (['doGenerate', 'generateText', 'doStream', 'streamText'] as const).map((kind): Row => [limit, kind]),
  ),
];

/** Answers in ten seconds, of which each limit of one second sees one silence. */
const slow = (limit: string) =>
  limit === 'idleMs' ? ok(['one ', 'two'], { betweenPartsMs: 10_000 }) : slowFirstToken(10_000, 'one two');

describe('observe', () => {
  it.each(ROWS)('reports %s of a %s and cuts nothing: a router', async (limit, kind) => {
    for (const by of FACTORIES) {
      const { model, clock, counts, events } = setUp([slow(limit), ok('no')], {
        by,
        timeouts: { [limit]: 1_000, observe: true },
      });
      const call = startCall(kind, model);
      await clock.advance(10_000);
      expect([call.text, call.finishReason, call.errors, call.failover, call.warnings]).toEqual([
        'one two',
        'stop',
        [],
        undefined,
        [],
      ]);
      expect(events.filter(({ type }) => type !== 'warning')).toEqual([
        {
          type: 'timeout',
          limit,
          ms: 1_000,
          observed: true,
          provider: 'anthropic.messages',
          modelId: 'claude-sonnet-4-5',
        },
      ]);
      expect([counts(), clock.pending]).toEqual([[1, 0], 0]);
    }
  });

  it.each(ROWS)('reports %s of a %s and cuts nothing: without a router', async (limit, kind) => {
    const { model, clock, upstream, events } = setUpHonest(slow(limit), {
      timeouts: { [limit]: 1_000, observe: true },
    });
    const call = startCall(kind, model);
    await clock.advance(10_000);
    expect([call.text, call.finishReason, call.errors]).toEqual(['one two', 'stop', []]);
    expect(events).toMatchObject([{ type: 'timeout', limit, ms: 1_000, observed: true }]);
    expect([events.length, upstream.count, clock.pending]).toEqual([1, 1, 0]);
  });

  it.each([
    ['doStream', 'firstContentMs', 120_000],
    ['doGenerate', 'attemptMs', 300_000],
  ] as const)('reports the defaults, too: %s', async (kind, limit, ms) => {
    const { model, clock, counts, told } = setUp([slowFirstToken(ms + 1, 'late'), ok('no')], {
      hedge: false,
      timeouts: { observe: true },
    });
    const call = startCall(kind, model);
    await clock.advance(ms);
    expect(told('timeout')).toMatchObject([{ limit, ms, observed: true }]);
    await clock.advance(1);
    expect([call.text, counts(), told('timeout').length, clock.pending]).toEqual(['late', [1, 0], 1, 0]);
  });

  it('is off unless it is asked for', async () => {
    for (const observe of [undefined, false]) {
      const { model, clock, counts } = setUp([slow('attemptMs'), ok('hello')], {
        timeouts: { attemptMs: 1_000, observe },
      });
      const call = startCall('doGenerate', model);
      await clock.advance(1_000);
      expect([call.text, counts(), clock.pending]).toEqual(['hello', [1, 1], 0]);
    }
  });

  it('leaves hedging alone', async () => {
    const { model, clock, counts } = setUp([slow('attemptMs'), ok('hello')], {
      hedge: { afterMs: 2_000 },
      timeouts: { attemptMs: 1_000, observe: true },
    });
    const call = startCall('doGenerate', model);
    await clock.advance(2_000);
    expect([call.text, counts(), clock.pending]).toEqual(['hello', [1, 1], 0]);
  });

  it.each(['doGenerate', 'doStream'] as const)('lets a call go on after the total: %s', async kind => {
    const busy = status(503, { headers: { 'retry-after-ms': '3000' } });
    const { model, clock, counts, told } = setUp([[busy, status(503)], slow('attemptMs')], {
      timeouts: { totalMs: 1_000, observe: true },
    });
    const call = startCall(kind, model);
    await clock.advance(13_000);
    expect([call.text, call.errors, counts()]).toEqual(['one two', [], [2, 1]]);
    expect(told('timeout').every(({ limit, observed }) => limit === 'totalMs' && observed)).toBe(true);
    expect(clock.pending).toBe(0);
  });
});
