/** A call in each kind of trouble: what its events and its log are, as snapshots that were read by a person. */
import {
  cut,
  disconnect,
  fixtures,
  hang,
  hangAfterHeaders,
  ok,
  slowFirstToken,
  stall,
  status,
  type Step,
} from '../../mocks/index.ts';
import { createRetryBudget } from '../../src/index.ts';
import type { Play } from './play.ts';

/** What each leg does. */
export type Scripts = readonly (Step | readonly Step[])[];

export const GOOD: Step = ok(['Hello', ' world']);
export const DOWN: Step = status(503);

/** Made for each use: one of them has a budget, which calls change. */
export const troubles = (): readonly (readonly [name: string, scripts: Scripts, setting: Play])[] => [
  ['that is answered at once', [GOOD, GOOD], {}],
  ['that is answered at the second attempt', [[DOWN, GOOD], GOOD], {}],
  ['whose only leg is down', [DOWN], {}],
  ['whose legs are all down', [[DOWN, DOWN], DOWN, DOWN], {}],
  ['whose first leg hangs up', [[disconnect(), disconnect()], GOOD], {}],
  ['whose first leg hangs, with a limit', [hang(), GOOD], { timeouts: { attemptMs: 5_000, firstContentMs: 5_000 } }],
  ['whose first leg hangs after its headers', [hangAfterHeaders(), GOOD], { timeouts: { firstContentMs: 5_000 } }],
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
  ['with a wrong key, and the leg is out of service in the next', [[status(401)], GOOD], { calls: 2 }],
  ['with a wrong key, and the leg is tried again later', [[status(401), GOOD], GOOD], { calls: 2, pauseMs: 80_000 }],
  ['with a wrong key, and one that tries it again', [[status(401), status(401)], GOOD], { calls: 2, pauseMs: 61_000 }],
  [
    'of a limited leg, which the next one leaves alone',
    [[status(429, { headers: { 'retry-after': '30' } })], GOOD],
    { calls: 2 },
  ],
  [
    'of a gateway that two legs share',
    [[fixtures['cloudflare-2001']], GOOD, GOOD],
    { legs: [{ gateway: 'g' }, { gateway: 'g' }, {}] },
  ],
  [
    'whose budget is spent',
    [[DOWN], [DOWN]],
    { calls: 4, budget: createRetryBudget({ capacity: 4, minRetriesPerSecond: 0 }), health: false },
  ],
  ['in the hours in which a fallback was never asked', [GOOD, GOOD], { calls: 3, pauseMs: 1_900_000 }],
];
