/** Which of the statuses that a failure shows says what happened. */
import type { Evidence } from '../../evidence.ts';
import type { Signals } from '../signals.ts';

/** The status that counts, and whether whoever answered quotes it. */
export type MeantStatus = Pick<Evidence, 'status' | 'isQuoted'>;

/** Statuses with which relays wrap what somebody behind them said. */
const WRAPS: ReadonlySet<number> = new Set([400, 422, 424, 500, 502, 503, 504]);
/** Wrappers that say no less than the failure of a server that they quote. */
const AS_GOOD: ReadonlySet<number> = new Set([424, 502, 503, 504]);

export function meantStatus(signals: Signals, wireStatus: number | undefined): MeantStatus {
  const { statuses, grpcStatus, textStatuses, quotedStatuses, param } = signals;
  const wireError = wireStatus !== undefined && wireStatus >= 400 ? wireStatus : undefined;
  const own = statuses[0] ?? wireError ?? textStatuses[0];
  if (grpcStatus !== undefined && (own === undefined || WRAPS.has(own))) return { status: grpcStatus, isQuoted: false };
  const quoted = quotedStatuses.find(status => status !== own);
  // Whoever names a parameter has judged the request itself.
  const isQuoted =
    param === undefined &&
    own !== undefined &&
    quoted !== undefined &&
    WRAPS.has(own) &&
    !(AS_GOOD.has(own) && quoted > 499);
  const spoken = signals.networkCodes.length === 0 ? quotedStatuses[0] : undefined;
  return isQuoted ? { status: quoted, isQuoted } : { status: own ?? spoken, isQuoted: false };
}
