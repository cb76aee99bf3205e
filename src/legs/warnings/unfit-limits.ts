/**
 * Limits of one leg that cannot do together what each was set for: reported once, when a middleware is made. What
 * several legs have to share is looked at by routers alone.
 */
import type { EventOutlet } from '../../event-hub.ts';
import { generatesVia, type GenerateVia } from '../../options/generate-via.ts';
import type { ResolvedHedge } from '../../options/hedge-options.ts';
import type { LegDeclaration } from '../leg-input.ts';
import { limitOf, type LegTimeouts, type Timeouts } from '../../options/timeout-options.ts';
import { warn } from '../../warn.ts';

/** The options that are looked at. */
export interface LimitSettings extends EventOutlet {
  /** With the default of `idleMs`. */
  timeouts: Timeouts;
  /** As the user set them. */
  setTimeouts: LegTimeouts;
  generateVia: GenerateVia;
  holdBackMs: number;
  /** Absent where there is nothing to route to. */
  minAttemptMs?: number;
  hedge?: ResolvedHedge | undefined;
}

/** The limits that the user set for one leg; defaults are no wish of the user's. */
export interface LegLimits {
  name: string;
  firstContentMs: number | undefined;
  attemptMs: number | undefined;
  /** As set. */
  setIdleMs: number | undefined;
  /** As it holds, default included. */
  idleMs: number | undefined;
  generatesVia: 'generate' | 'stream';
}

export function limitsOf(
  settings: LimitSettings,
  { timeouts: own, generateVia, name, buffered }: LegDeclaration,
  index: number,
): LegLimits {
  const { timeouts, setTimeouts } = settings;
  return {
    name: name ?? (index === 0 ? 'the primary' : `leg ${index + 1}`),
    firstContentMs: limitOf(own?.firstContentMs ?? (buffered ? undefined : timeouts.firstContentMs)),
    attemptMs: limitOf(own?.attemptMs ?? timeouts.attemptMs),
    setIdleMs: limitOf(own?.idleMs ?? setTimeouts.idleMs),
    idleMs: limitOf(own?.idleMs ?? timeouts.idleMs),
    generatesVia: generatesVia(generateVia ?? settings.generateVia, buffered ? {} : setTimeouts, own),
  };
}

/** Limits of one attempt of which one always ends it before the other can. */
export function neverReached(legs: readonly LegLimits[]): string[] {
  const found: string[] = [];
  for (const limit of ['firstContentMs', 'setIdleMs'] as const) {
    const leg = legs.find(({ attemptMs = Infinity, [limit]: ms = -Infinity }) => ms >= attemptMs);
    if (!leg) continue;
    const option = limit === 'setIdleMs' ? 'idleMs' : limit;
    found.push(
      `\`${option}\` of ${leg.name} is ${leg[limit]}, but \`attemptMs\` ${leg.attemptMs} ends the attempt before; ` +
        `set \`${option}\` below it`,
    );
  }
  return found;
}

const isLast = (leg: LegLimits, legs: readonly LegLimits[]): boolean => leg === legs.at(-1);

/** Names a limit that takes the total from what should follow. */
export function late(
  option: string,
  leg: LegLimits,
  legs: readonly LegLimits[],
  { minAttemptMs = 0 }: LimitSettings,
  totalMs: number,
): string {
  const ms = leg[option === 'idleMs' ? 'setIdleMs' : (option as 'attemptMs')];
  return (
    `\`${option}\` of ${leg.name} is ${ms}, and \`timeouts.totalMs\` is ${totalMs}: ` +
    (isLast(leg, legs)
      ? 'the call ends before'
      : `too little is left for another leg (\`minAttemptMs\` ${minAttemptMs}); set it below`)
  );
}

/** Limits of an attempt that leave nothing of `totalMs` for another leg, or for this one. */
export function leavesNothing(settings: LimitSettings, legs: readonly LegLimits[], totalMs: number): string[] {
  const { minAttemptMs = 0 } = settings;
  return (['firstContentMs', 'attemptMs'] as const).flatMap(option => {
    // A limit that leaves less than `minAttemptMs` leaves nothing: no leg is started then.
    const leg = legs.find(
      one => one[option] !== undefined && one[option] > totalMs - (isLast(one, legs) ? 1 : minAttemptMs),
    );
    return leg ? [late(option, leg, legs, settings, totalMs)] : [];
  });
}

/** A limit on silence that the total comes before. */
export function pointlessIdle(settings: LimitSettings, legs: readonly LegLimits[], totalMs: number): string[] {
  const leg = legs.find(({ setIdleMs }) => setIdleMs !== undefined && setIdleMs >= totalMs);
  return leg ? [late('idleMs', leg, legs, settings, totalMs)] : [];
}

/** Warns of each pair of limits that does not fit, as an event and through the SDK's logger. */
export function tellUnfit(owner: string, outlet: EventOutlet, found: readonly string[]): void {
  for (const unfit of found) warn(outlet, `${owner}: ${unfit}.`);
}

/** The same for a model without fallbacks. */
export function tellUnfitLimits(owner: string, settings: LimitSettings): void {
  const legs = [limitsOf(settings, {}, 0)];
  const totalMs = limitOf(settings.timeouts.totalMs) ?? Infinity;
  tellUnfit(owner, settings, [
    ...neverReached(legs),
    ...leavesNothing(settings, legs, totalMs),
    ...pointlessIdle(settings, legs, totalMs),
  ]);
}
