/** What stands around the model that says something odd. */
import { APICallError, wrapLanguageModel } from 'ai';
import type { LanguageModel } from '../../src/sdk-types.ts';
import {
  createFailover,
  gatewayErrorMiddleware,
  type Clock,
  type FailoverEvent,
  type Health,
  type LegDeclaration,
  type RouterOptions,
} from '../../src/index.ts';
import type { Call } from './calls.ts';
import { carelessMiddleware } from './careless.ts';
import { goodParts, goodResult } from './good-parts.ts';
import { Pause, type Reply } from './sources.ts';

export const PRIMARY = ['one ', 'two ', 'three'];
export const FALLBACK = ['answer ', 'of the fallback'];
export const CONTINUED = ['and ', 'so on'];

const HEDGE_MS = 50;
const LIMITS = { firstContentMs: 20_000, idleMs: 30_000, attemptMs: 60_000, totalMs: 120_000 };

/** What both legs say, by the call's prompt. */
interface Cast {
  /** Which of the legs says something odd. */
  odd: 'a' | 'b';
  /** The deltas of the odd leg's stream. */
  deltas: readonly string[];
  /** How long the odd leg is silent before its first part but one. */
  silentMs?: number;
  /** What the other leg says. */
  other: (isStream: boolean, isPrefilled: boolean) => Reply;
  options?: RouterOptions;
  leg?: LegDeclaration;
  calls: readonly Call[];
  /** Whether it can be asked for results, too. */
  takesResults: boolean;
}

export const says = (isStream: boolean, deltas: readonly string[], ...before: unknown[]): Reply =>
  isStream ? { parts: [...before, ...goodParts(deltas)] } : { result: goodResult(deltas.join('')) };

const unavailable = (): Reply => ({
  error: new APICallError({ message: 'down', url: 'https://a.test', requestBodyValues: {}, statusCode: 503 }),
});

const BOTH = ['generateText', 'streamText'] as const;

export const CONFIGURATIONS = {
  gatewayErrorMiddleware: {
    odd: 'a',
    deltas: PRIMARY,
    other: isStream => says(isStream, FALLBACK),
    calls: ['streamText'],
    takesResults: true,
  },
  'a router': {
    odd: 'a',
    deltas: PRIMARY,
    other: isStream => says(isStream, FALLBACK),
    calls: BOTH,
    takesResults: true,
  },
  'a router that continues': {
    odd: 'a',
    deltas: PRIMARY,
    other: (isStream, isPrefilled) => says(isStream, isPrefilled ? CONTINUED : FALLBACK),
    options: { afterContent: 'continue' },
    leg: { assistantPrefill: true },
    calls: BOTH,
    takesResults: false,
  },
  'a router that hedges': {
    odd: 'a',
    deltas: PRIMARY,
    silentMs: 2 * HEDGE_MS,
    other: isStream => says(isStream, FALLBACK, new Pause(2 * HEDGE_MS)),
    options: { hedge: { afterMs: HEDGE_MS } },
    calls: BOTH,
    takesResults: true,
  },
  'a router whose fallback is odd': {
    odd: 'b',
    deltas: PRIMARY,
    other: unavailable,
    calls: BOTH,
    takesResults: true,
  },
  'a router whose continuation is odd': {
    odd: 'b',
    // What the first leg said, and what the second one adds, is the same text as elsewhere.
    deltas: PRIMARY.slice(1),
    other: () => ({ parts: goodParts(PRIMARY).slice(0, 3) }),
    options: { afterContent: 'continue' },
    leg: { assistantPrefill: true },
    calls: ['streamText'],
    takesResults: false,
  },
} satisfies Record<string, Cast>;

/** Not one of ours, and full of faults. */
export const CARELESS = 'a careless middleware';

export type Configuration = keyof typeof CONFIGURATIONS | typeof CARELESS;

export const castOf = (configuration: Configuration): Cast =>
  CONFIGURATIONS[configuration === CARELESS ? 'gatewayErrorMiddleware' : configuration];

export interface Surroundings {
  clock: Clock;
  health: Health;
  onEvent: (event: FailoverEvent) => void;
  generateVia: 'generate' | 'stream';
}

/** The model to call. */
export function around(
  configuration: Configuration,
  legs: Record<'a' | 'b', LanguageModel>,
  { clock, health, onEvent, generateVia }: Surroundings,
): LanguageModel {
  const shared = { clock, onEvent, timeouts: LIMITS };
  if (configuration === 'gatewayErrorMiddleware')
    return wrapLanguageModel({ model: legs.a, middleware: gatewayErrorMiddleware(shared) });
  if (configuration === CARELESS) return wrapLanguageModel({ model: legs.a, middleware: carelessMiddleware(clock) });
  const { options, leg } = castOf(configuration);
  return createFailover({
    models: [
      { model: legs.a, name: 'a' },
      { model: legs.b, name: 'b', ...leg },
    ],
    ...shared,
    health,
    generateVia,
    random: () => 0,
    ...options,
  });
}
