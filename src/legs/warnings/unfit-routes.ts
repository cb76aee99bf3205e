/** Limits of a router's legs that cannot do together what each was set for: reported once, when it is made. */
import { LEARNED } from '../../options/hedge-options.ts';
import { limitOf } from '../../options/timeout-options.ts';
import type { LegDeclaration } from '../leg-input.ts';
import {
  leavesNothing,
  limitsOf,
  neverReached,
  pointlessIdle,
  tellUnfit,
  type LegLimits,
  type LimitSettings,
} from './unfit-limits.ts';

/** What of `totalMs` is left for another leg, or for this one. */
function besideTotal(settings: LimitSettings, legs: readonly LegLimits[], totalMs: number): string[] {
  const { hedge, minAttemptMs = 0 } = settings;
  const found = leavesNothing(settings, legs, totalMs);
  const sum = legs.reduce((all, { firstContentMs = 0 }) => all + firstContentMs, 0);
  // With a hedge of their own choice the legs run side by side.
  if (found.length === 0 && sum > totalMs && !hedge?.isChosen) {
    found.push(`the \`firstContentMs\` of all legs are ${sum} ms together, but \`timeouts.totalMs\` is ${totalMs}`);
  }

  const stalling = legs.find(
    leg =>
      leg !== legs.at(-1) &&
      leg.generatesVia === 'stream' &&
      leg.attemptMs === undefined &&
      leg.idleMs !== undefined &&
      leg.idleMs > totalMs - minAttemptMs,
  );
  if (!stalling) return [...found, ...pointlessIdle(settings, legs, totalMs)];
  found.push(
    `\`idleMs\` of ${stalling.name} is ${stalling.idleMs}, and \`timeouts.totalMs\` is ${totalMs}: a generate call ` +
      'whose answer stalls after its first words spends the whole total, and no other leg is asked; set ' +
      '`timeouts.idleMs` below it',
  );
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
export function tellUnfitRoutes(owner: string, settings: LimitSettings, legs: readonly LegDeclaration[]): void {
  tellUnfit(owner, settings, unfitLimits(settings, legs));
}
