/** Random scenarios. Delays are uneven, so that two calls seldom do something in the same instant. */
import fc from 'fast-check';
import type { Call, Leg, Scenario, Trouble, Try } from './scenario.ts';

const uneven = (max: number) => fc.nat(max).map(value => value * 7 + 3);

const retryAfterMs = fc.oneof(
  { weight: 5, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: uneven(900) },
  { weight: 1, arbitrary: uneven(15_000) },
);

const trouble: fc.Arbitrary<Trouble> = fc
  .record({
    category: fc.constantFrom(
      'rate-limit',
      'overloaded',
      'server-error',
      'network',
      'auth',
      'billing',
      'not-found',
      'content-policy',
      'invalid-request',
    ),
    scope: fc.constantFrom('request', 'model', 'account', 'provider', 'gateway', 'network'),
    retryable: fc.boolean(),
    fallback: fc.constantFrom(true, true, true, false),
    retryAfterMs,
  })
  .map(({ retryAfterMs: wait, ...rest }) => ({
    ...(rest as Trouble),
    // What stops at once is nothing that passes.
    retryable: rest.retryable && rest.fallback && rest.category !== 'content-policy',
    ...(wait !== undefined && { retryAfterMs: wait }),
  }));

const delayMs = fc.oneof({ weight: 6, arbitrary: uneven(400) }, { weight: 1, arbitrary: uneven(2_000) });

const failure = fc.record<Extract<Try, { type: 'failure' }>>({
  type: fc.constant('failure'),
  delayMs,
  as: fc.constantFrom('rejection', 'error-part', 'death'),
  trouble,
});

const attempt: fc.Arbitrary<Try> = fc.oneof(
  { weight: 8, arbitrary: failure },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('answer' as const), delayMs }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('empty' as const), delayMs }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('broken' as const),
      delayMs,
      laterMs: delayMs,
      as: fc.constantFrom('error-part' as const, 'death' as const, 'end' as const),
      trouble,
    }),
  },
);

const optional = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** Leaves out what is undefined. */
const defined = <Value extends object>(value: Value) =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));

const leg = fc
  .record({
    gateway: optional(fc.constantFrom('g1', 'g2')),
    account: optional(fc.constantFrom('a1', 'a2')),
    retries: optional(fc.nat(2)),
  })
  .map(facts => defined(facts) as Omit<Leg, 'name'>);

const call = (legs: number): fc.Arbitrary<Call> =>
  fc
    .record({
      operation: fc.constantFrom('generate' as const, 'stream' as const),
      startMs: uneven(600),
      abortMs: fc.oneof(
        { weight: 4, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: uneven(900).map(value => value + 1) },
      ),
      scripts: fc.array(fc.array(attempt, { maxLength: 4 }), { minLength: legs, maxLength: legs }),
    })
    .map(facts => defined(facts) as Call);

export const scenario: fc.Arbitrary<Scenario> = fc.array(leg, { minLength: 1, maxLength: 4 }).chain(legs =>
  fc
    .record({
      legs: fc.constant(legs.map((facts, index) => ({ ...facts, name: `leg-${index}` }))),
      perLeg: optional(fc.nat(2)),
      maxAttempts: optional(fc.integer({ min: 1, max: 6 })),
      maxWaitMs: fc.constantFrom(0, 2_000, 5_000),
      exhausted: fc.constantFrom('retryable' as const, 'retryable' as const, 'final' as const),
      contentPolicy: fc.boolean(),
      calls: fc.array(call(legs.length), { minLength: 1, maxLength: 4 }),
    })
    .map(facts => defined(facts) as Scenario),
);
