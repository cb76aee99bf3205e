/** Leaves a leg alone for as long as it asked for, in every call. */
import type { NotBefore } from '../health/not-before.ts';
import type { Guard, Ticket } from '../engine/guard.ts';

export function retryAfterGuard(notBefore: NotBefore): Guard {
  const ticket: Ticket = {
    ended({ leg }, { failure, isCallers }) {
      if (!isCallers) notBefore.note(leg, failure);
    },
    streamEnded(end, { leg }) {
      if (end.type === 'broken' && !end.isCallers) notBefore.note(leg, end.failure);
    },
  };
  return {
    hold(leg) {
      const ms = notBefore.waitMs(leg);
      return ms > 0 ? { kind: 'wait', reason: 'not-before', ms } : undefined;
    },
    ticket,
  };
}
