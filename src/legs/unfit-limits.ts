/** Limits that cannot do together what each was set for: reported once, when a middleware is made. */
import type { EventOutlet } from '../event-hub.ts';
import { generatesVia, type GenerateVia } from '../options/generate-via.ts';
import { LEARNED, type ResolvedHedge } from '../options/hedge-options.ts';
import type { LegDeclaration } from './leg-input.ts';
import { limitOf, type LegTimeouts, type Timeouts } from '../options/timeout-options.ts';
import { warn } from '../warn.ts';

/** The options that are looked at. */
interface LimitSettings extends EventOutlet {
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
interface LegLimits {
  name: string;
  firstContentMs: number | undefined;
  attemptMs: number | undefined;
  /** As set. */
  setIdleMs: number | undefined;
  /** As it holds, default included. */
  idleMs: number | undefined;
  generatesVia: 'generate' | 'stream';
}

function limitsOf(
  settings: LimitSettings,
  { timeouts: own, generateVia, name }: LegDeclaration,
  index: number,
): LegLimits {
  const { timeouts, setTimeouts } = settings;
  return {
    name: name ?? (index === 0 ? 'the primary' : `leg ${index + 1}`),
    firstContentMs: limitOf(own?.firstContentMs ?? timeouts.firstContentMs),
    attemptMs: limitOf(own?.attemptMs ?? timeouts.attemptMs),
    setIdleMs: limitOf(own?.idleMs ?? setTimeouts.idleMs),
    idleMs: limitOf(own?.idleMs ?? timeouts.idleMs),
    generatesVia: generatesVia(generateVia ?? settings.generateVia, setTimeouts, own),
  };
}

/** Limits of one attempt of which one always ends it before the other can. */
function neverReached(legs: readonly LegLimits[]): string[] {
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

/** What of `totalMs` is left for another leg, or for this one. */
function besideTotal(settings: LimitSettings, legs: readonly LegLimits[], totalMs: number): string[] {
  const { hedge, minAttemptMs = 0 } = settings;
  const found: string[] = [];
  const isLast = (leg: LegLimits) => leg === legs.at(-1);
  // A limit that leaves less than `minAttemptMs` leaves nothing: no leg is started then.
  const leavesNothing = (leg: LegLimits, ms: number | undefined) =>
    ms !== undefined && ms > totalMs - (isLast(leg) ? 0 : minAttemptMs) - (isLast(leg) ? 1 : 0);
  const late = (option: string, leg: LegLimits, ms: number) =>
    `\`${option}\` of ${leg.name} is ${ms}, and \`timeouts.totalMs\` is ${totalMs}: ` +
    (isLast(leg)
      ? 'the call ends before'
      : `too little is left for another leg (\`minAttemptMs\` ${minAttemptMs}); set it below`);

  const unfit = (['firstContentMs', 'attemptMs'] as const).flatMap(option => {
    const leg = legs.find(one => leavesNothing(one, one[option]));
    return leg ? [late(option, leg, leg[option]!)] : [];
  });
  found.push(...unfit);
  const sum = legs.reduce((all, { firstContentMs = 0 }) => all + firstContentMs, 0);
  // With a hedge of their own choice the legs run side by side.
  if (unfit.length === 0 && sum > totalMs && !hedge?.isChosen) {
    found.push(`the \`firstContentMs\` of all legs are ${sum} ms together, but \`timeouts.totalMs\` is ${totalMs}`);
  }

  const stalling = legs.find(
    leg =>
      !isLast(leg) &&
      leg.generatesVia === 'stream' &&
      leg.attemptMs === undefined &&
      leg.idleMs !== undefined &&
      leg.idleMs > totalMs - minAttemptMs,
  );
  const pointless = legs.find(leg => leg.setIdleMs !== undefined && leg.setIdleMs >= totalMs);
  if (stalling) {
    found.push(
      `\`idleMs\` of ${stalling.name} is ${stalling.idleMs}, and \`timeouts.totalMs\` is ${totalMs}: a generate call ` +
        'whose answer stalls after its first words spends the whole total, and no other leg is asked; set ' +
        '`timeouts.idleMs` below it',
    );
  } else if (pointless) found.push(late('idleMs', pointless, pointless.setIdleMs!));
  return found;
}

function hedgeNeverStarts({ hedge, holdBackMs, minAttemptMs = 0 }: LimitSettings, primary: LegLimits, totalMs: number) {
  const { afterMs } = hedge ?? {};
  if (!hedge?.isChosen || typeof afterMs !== 'number') return [];
  const { firstContentMs = Infinity, attemptMs = Infinity } = primary;
  if (afterMs >= firstContentMs) {
    return [
      `\`hedge.afterMs\` is ${afterMs}, but the primary is cut after \`firstContentMs\` ${firstContentMs} already`,
    ];
  }
  if (afterMs >= attemptMs) {
    return [`\`hedge.afterMs\` is ${afterMs}, but the primary is cut after \`attemptMs\` ${attemptMs} already`];
  }
  if (afterMs > totalMs - minAttemptMs) {
    return [
      `\`hedge.afterMs\` is ${afterMs}, which leaves too little of \`timeouts.totalMs\` ${totalMs} for another leg ` +
        `(\`minAttemptMs\` ${minAttemptMs})`,
    ];
  }
  if (afterMs < holdBackMs) return [];
  return [
    `\`hedge.afterMs\` is ${afterMs}, but streams are released after \`holdBackMs\` ${holdBackMs}, and what is ` +
      'released cannot be replaced',
  ];
}

function unfitLimits(settings: LimitSettings, declarations: readonly LegDeclaration[]): string[] {
  const { timeouts, hedge, holdBackMs, minAttemptMs = 0 } = settings;
  const legs = declarations.map((leg, index) => limitsOf(settings, leg, index));
  const [primary] = legs as [LegLimits, ...LegLimits[]];
  const totalMs = limitOf(timeouts.totalMs) ?? Infinity;
  const found = neverReached(legs);
  if (totalMs < Infinity) found.push(...besideTotal(settings, legs, totalMs));

  // What is learned by the leg's own percentile may be anything.
  const safetyNetMs = hedge?.afterMs === 'p95' ? 0 : hedge?.afterMs === 'auto' ? LEARNED.mostMs : (hedge?.afterMs ?? 0);
  const isAskedInTime = hedge !== undefined && safetyNetMs <= totalMs - minAttemptMs;
  if (
    totalMs < Infinity &&
    legs.length > 1 &&
    !isAskedInTime &&
    (primary.firstContentMs ?? primary.attemptMs) === undefined
  ) {
    found.push(
      `\`timeouts.totalMs\` is ${totalMs}, and nothing asks a fallback before that when the primary is silent; ` +
        'set `timeouts.firstContentMs`, `timeouts.attemptMs` or `hedge.afterMs` below it',
    );
  } else found.push(...hedgeNeverStarts(settings, primary, totalMs));

  if (
    settings.minAttemptMs !== undefined &&
    primary.firstContentMs !== undefined &&
    primary.firstContentMs > holdBackMs
  ) {
    found.push(
      `the primary's \`firstContentMs\` is ${primary.firstContentMs}, but streams are released after \`holdBackMs\` ` +
        `${holdBackMs}, and what is released cannot be replaced`,
    );
  }
  return found;
}

/** Warns of each pair of limits that does not fit, as an event and through the SDK's logger. */
export function tellUnfitLimits(owner: string, settings: LimitSettings, legs: readonly LegDeclaration[]): void {
  for (const found of unfitLimits(settings, legs)) warn(settings, `${owner}: ${found}.`);
}
