/** What holds a leg back from a call: its guards, the time that is left, and failures of legs that it shares with. */
import type { Failure } from '../failure.ts';
import type { LegFacts, SkipReason } from './attempt.ts';
import type { Call } from './call.ts';
import { isOpening } from './entry.ts';
import type { GuardedCall, Hold } from './guard.ts';

/** Milliseconds that the call has left. What is only observed decides nothing. */
export const timeLeftMs = ({ engine, totalAt }: GuardedCall): number =>
  engine.settings.observe ? Infinity : Math.max(totalAt - engine.clock.monotonic(), 0);

/** Longest wait that the call spends itself. Read before the waits that are compared with it: some are made of it. */
export const longestWaitMs = (call: GuardedCall): number =>
  Math.min(call.engine.settings.maxWaitMs, timeLeftMs(call) - call.engine.settings.minAttemptMs);

function longest(call: Call, leg: LegFacts, kind: Hold['kind']): number {
  let ms = 0;
  for (const guard of call.engine.guards.holding) {
    const hold = guard.hold(leg, call);
    if (hold?.kind === kind) ms = Math.max(ms, hold.ms);
  }
  return ms;
}

/** Milliseconds for which the leg asks to be left alone. */
export const legWaitMs = (call: Call, leg: LegFacts): number => longest(call, leg, 'wait');

/** Milliseconds for which the leg is skipped; what another call gave up in the meantime is, too. */
export function legPauseMs(call: Call, leg: LegFacts): number {
  const entry = call.entries.find(known => known.leg === leg);
  return Math.max(longest(call, leg, 'pause'), entry && isOpening(entry) ? 1 : 0);
}

/** Why the leg is held back, if it is in this way. */
export function holdReason(call: Call, leg: LegFacts, kind: Hold['kind']): SkipReason | undefined {
  for (const guard of call.engine.guards.holding) {
    const hold = guard.hold(leg, call);
    if (hold?.kind === kind && hold.ms > 0) return hold.reason;
  }
  return undefined;
}

/** Whether a failure of one leg is one of the other, too. */
export function sharedReason(failed: LegFacts, other: LegFacts, { scope, category }: Failure): SkipReason | undefined {
  if (scope === 'gateway')
    return failed.gateway !== undefined && failed.gateway === other.gateway ? 'gateway' : undefined;
  const isAccountWide = scope === 'account' || category === 'auth' || category === 'billing';
  return isAccountWide && failed.account !== undefined && failed.account === other.account ? 'account' : undefined;
}
