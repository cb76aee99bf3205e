/** The limits that a user may set, what they become for each leg, and their checks. */
import { checkBoolean, optionError } from '../runtime/check-options.ts';
import { table, checkRows, number, option, withDefault, type Check, type Rows } from '../runtime/option-rows.ts';
import type { AttemptLimits } from '../engine/attempt.ts';

/** Limits that a leg may set for itself. */
export interface LegTimeouts {
  /**
   * Longest wait in milliseconds from the request to the first content of a stream. Headers, preamble, pings and empty
   * deltas are not content. If you set it, generate calls are streamed, too. `false` switches it off.
   *
   * @default off; in a router 120_000 on every leg but the last one that can be tried
   */
  firstContentMs?: number | false | undefined;
  /**
   * Longest wait in milliseconds between two contents, reasoning and tool input included; stops while your code does not
   * read. If you set it, generate calls are streamed, too. `false` switches it off.
   *
   * @default 90_000
   */
  idleMs?: number | false | undefined;
  /**
   * Longest attempt in milliseconds, from the request to the end of the answer, also while content arrives. `false`
   * switches it off.
   *
   * @default off; in a router 300_000 for `doGenerate` on every leg but the last one that can be tried
   */
  attemptMs?: number | false | undefined;
}

/**
 * Limits on an attempt, and on the call. The end of one is an `APICallError` 504 of the category `timeout`. The SDK's
 * `firstChunkMs` cannot run while a stream is held back; these do.
 */
export interface Timeouts extends LegTimeouts {
  /**
   * Longest call in milliseconds, from its start to the end of the answer: one call into the middleware, with all legs
   * and waits. Its error is not retryable: no time is left. Set the SDK's own `timeout` above it.
   *
   * @default off
   */
  totalMs?: number | false | undefined;
  /**
   * Only reports what would have been cut, as `timeout` events.
   *
   * @default false
   */
  observe?: boolean | undefined;
}

/** Limits of a router. */
export interface RouterTimeouts extends Timeouts {
  /** With less than these milliseconds left of `totalMs`, no further leg is asked. @default 250 */
  minAttemptMs?: number | undefined;
}

/** A limit of zero would cut everything. */
const limit = number({ unit: 'milliseconds', min: 1, orFalse: true });

export const LEG_TIMEOUTS: Rows<LegTimeouts> = /* @__PURE__ */ table(() => ({
  firstContentMs: option(limit),
  idleMs: option(limit),
  attemptMs: option(limit),
}));

export const TIMEOUTS: Rows<Timeouts, 'idleMs' | 'observe'> = /* @__PURE__ */ table(() => ({
  ...LEG_TIMEOUTS,
  idleMs: withDefault(90_000, limit),
  totalMs: option(limit),
  observe: withDefault(false, checkBoolean),
}));

export const ROUTER_TIMEOUTS: Rows<RouterTimeouts, 'idleMs' | 'observe' | 'minAttemptMs'> = /* @__PURE__ */ table(
  () => ({
    ...TIMEOUTS,
    minAttemptMs: withDefault(250, number({ unit: 'milliseconds' })),
  }),
);

/** The limits of a router: a total that leaves no time for one attempt is none. */
export const checkRouterTimeouts: Check = (owner, name, value) => {
  if (value === undefined) return;
  checkRows(owner, name, value, ROUTER_TIMEOUTS);
  const { totalMs, minAttemptMs = ROUTER_TIMEOUTS.minAttemptMs.default } = value as RouterTimeouts;
  if (typeof totalMs === 'number' && totalMs < minAttemptMs) {
    throw optionError(owner, `${name}.totalMs`, totalMs, `at least \`${name}.minAttemptMs\` (${minAttemptMs})`);
  }
};

/** An option's value as a limit: what is switched off is absent. */
export const limitOf = (value: number | false | undefined): number | undefined => (value === false ? undefined : value);

export interface LimitDefaults {
  firstContentMs: number;
  attemptMs: number;
}

/** The limits of a router's legs where the user set none. */
export const LIMIT_DEFAULTS: Readonly<LimitDefaults> = { firstContentMs: 120_000, attemptMs: 300_000 };

/** The limits of an answer that is whole, and of one that is streamed. */
export type LimitsByForm = Record<'generate' | 'stream', AttemptLimits>;

/**
 * The limits of a leg whose streams show nothing before they are whole: the one on a whole answer takes the place of the one
 * on the first content, unless the leg itself was given that.
 */
export function limitsOfBuffered({ stream, generate }: LimitsByForm, own: LegTimeouts | undefined): LimitsByForm {
  if (own?.firstContentMs !== undefined) return { stream, generate };
  const { spares: _, ...rest } = stream;
  // A limit of the user's on the attempt holds for streams as it is; the default one ends with the first content.
  const whole = generate.spares && ({ firstContentMs: generate.attemptMs, spares: 'firstContentMs' } as const);
  return { stream: { ...rest, firstContentMs: undefined, ...whole }, generate };
}

/** What the limits are for each form of an answer. Those that the user set hold on every leg; the defaults spare the last. */
export function limitsOfLeg(
  timeouts: Timeouts,
  own: LegTimeouts | undefined,
  defaults: LimitDefaults | undefined,
): LimitsByForm {
  const firstContentMs = own?.firstContentMs ?? timeouts.firstContentMs;
  const attemptMs = own?.attemptMs ?? timeouts.attemptMs;
  return {
    stream: {
      firstContentMs: limitOf(firstContentMs ?? defaults?.firstContentMs),
      idleMs: limitOf(own?.idleMs ?? timeouts.idleMs),
      attemptMs: limitOf(attemptMs),
      ...(firstContentMs === undefined && { spares: 'firstContentMs' }),
    },
    generate: {
      attemptMs: limitOf(attemptMs ?? defaults?.attemptMs),
      ...(attemptMs === undefined && { spares: 'attemptMs' }),
    },
  };
}
