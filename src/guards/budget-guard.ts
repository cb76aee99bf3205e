/** Spends the retry budget: second attempts and hedges stop while much fails. */
import { tell } from '../event-hub.ts';
import type { Failure } from '../failure.ts';
import type { RetryBudget } from '../health/retry-budget.ts';
import { REJECTED } from '../own-failures.ts';
import type { Guard, Ticket } from '../engine/guard.ts';

/** Whether a failure may mean that the other side has too much to do. */
const isTransient = ({ retryable, scope, rule }: Failure) => retryable && scope !== 'request' && rule !== REJECTED.rule;

export function budgetGuard(budget: RetryBudget): Guard {
  const ticket: Ticket = {
    answered({ proves }) {
      if (proves) budget.succeeded();
    },
    ended(_, { failure, isCallers }) {
      if (!isCallers && isTransient(failure)) budget.failed();
    },
    streamEnded(end) {
      if (end.type === 'broken' && !end.isCallers && isTransient(end.failure)) budget.failed();
    },
  };
  return {
    permit(leg, extra, call) {
      if (extra === 'retry' ? budget.mayRetry() : budget.mayHedge()) return true;
      tell(call, { type: 'budget', refused: extra, leg: leg.name, ...budget.snapshot() });
      return false;
    },
    ticket,
  };
}
