/** What a person reads of each fault that the fixtures replay, and of a call in each kind of trouble. */
import { describe, expect, it } from 'vitest';
import { cut, disconnect, fixtures, hang, ok, slowFirstToken, stall, status, type Step } from '../../mocks/index.ts';
import { createRetryBudget, logEvents, type LogEventsOptions } from '../../src/index.ts';
import { play, type Play, type Way } from '../events/play.ts';
import { asText, keeper } from './lines.ts';

const GOOD = ok(['Hello', ' world']);
const DOWN = status(503);

/** A set-up that is broken, a leg that leaves service, and the call itself. */
const MOST_LINES = 3;

type Scripts = readonly (Step | readonly Step[])[];

async function logOf(scripts: Scripts, way: Way, setting: Play = {}, options: LogEventsOptions = { level: 'debug' }) {
  const { logger, written } = keeper();
  await play(scripts, way, { ...setting, onEvent: logEvents(logger, options) });
  return written;
}

const rows = Object.values(fixtures).map(fixture => [fixture.name, fixture] as const);

it.each(rows)('the log of %s', async (_, fixture) => {
  const written = await logOf([[fixture, fixture], GOOD], 'generate');
  expect(written.length).toBeLessThanOrEqual(MOST_LINES);
  expect(asText(written)).toMatchSnapshot();
});

it.each(rows)('a stream is not longer in the log: %s', async (_, fixture) => {
  const written = await logOf([[fixture, fixture], GOOD], 'stream');
  expect(written.length).toBeLessThanOrEqual(MOST_LINES);
  expect(written.length).toBeGreaterThan(0);
});

describe.each<Way>(['generate', 'stream'])('%s: the log of a call', way => {
  it.each<[string, Scripts, Play]>([
    ['that is answered at once', [GOOD, GOOD], {}],
    ['that is answered at the second attempt', [[DOWN, GOOD], GOOD], {}],
    ['whose only leg is down', [DOWN], {}],
    ['whose legs are all down', [[DOWN, DOWN], DOWN, DOWN], {}],
    ['whose first leg hangs up', [[disconnect(), disconnect()], GOOD], {}],
    ['whose first leg hangs, with a limit', [hang(), GOOD], { timeouts: { firstContentMs: 5_000 } }],
    ['whose first leg hangs, with a hedge that wins', [hang(), GOOD], { hedge: { afterMs: 2_000 } }],
    [
      'whose first leg is slow, with a hedge that loses',
      [slowFirstToken(3_000, 'slow'), hang()],
      { hedge: { afterMs: 2_000 }, generateVia: 'stream' },
    ],
    [
      'whose limit is only observed',
      [slowFirstToken(3_000), GOOD],
      { timeouts: { firstContentMs: 1_000, observe: true } },
    ],
    ['whose total runs out', [hang(), hang()], { timeouts: { totalMs: 4_000, firstContentMs: 1_000 } }],
    ['that breaks off', [cut({ afterParts: 1 }), GOOD], { generateVia: 'stream' }],
    ['that stalls', [stall({ afterParts: 1 }), GOOD], { generateVia: 'stream', timeouts: { idleMs: 5_000 } }],
    [
      'that breaks off and is continued',
      [cut({ afterParts: 1, text: ['Hello', ' world'] }), ok([' world'])],
      { afterContent: 'continue', legs: [{}, { assistantPrefill: true }] },
    ],
    ['that its caller aborts while a leg is silent', [hang(), GOOD], { abortAfterMs: 30_000 }],
    [
      'that its caller aborts during a wait',
      [[status(503, { headers: { 'retry-after': '4' } })], GOOD],
      { abortAfterMs: 1_000 },
    ],
    [
      'that its caller aborts in the midst of an answer',
      [stall({ afterParts: 1 }), GOOD],
      { abortAfterMs: 100, generateVia: 'stream' },
    ],
    ['whose reader leaves', [GOOD, GOOD], { leaveAtContent: true }],
    ['with a wrong key, and of the next', [[status(401)], GOOD], { calls: 2 }],
    [
      'with a wrong key, and of one that tries it again',
      [[status(401), status(401)], GOOD],
      { calls: 2, pauseMs: 61_000 },
    ],
    ['with a wrong key, and the leg is back later', [[status(401), GOOD], GOOD], { calls: 2, pauseMs: 80_000 }],
    ['of a limited leg, and of the next', [[status(429, { headers: { 'retry-after': '30' } })], GOOD], { calls: 2 }],
    [
      'of a gateway that two legs share',
      [[fixtures['cloudflare-2001']], GOOD, GOOD],
      { legs: [{ gateway: 'g' }, { gateway: 'g' }, {}] },
    ],
    [
      'whose budget is spent',
      [[DOWN], [DOWN]],
      { calls: 2, budget: createRetryBudget({ capacity: 4, minRetriesPerSecond: 0 }), health: false },
    ],
    ['in the hours in which a fallback was never asked', [GOOD, GOOD], { calls: 3, pauseMs: 1_900_000 }],
  ])('%s', async (_, scripts, setting) => {
    expect(asText(await logOf(scripts, way, setting))).toMatchSnapshot();
  });

  it('is silent by default on a console while all is well', async () => {
    expect(await logOf([GOOD, GOOD], way, { calls: 3 }, {})).toEqual([]);
  });

  it('has each event once if it is verbose', async () => {
    const written = await logOf([[DOWN, GOOD], GOOD], way, {}, { verbose: true });
    expect(asText(written)).toMatchSnapshot();
  });
});
