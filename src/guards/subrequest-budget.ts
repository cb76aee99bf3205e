/**
 * How many subrequests calls may make: a Worker's request has only so many, and its failed attempts must not take those that
 * the rest of its work needs. Counts attempts as they begin; nothing waits for a subrequest.
 */
import { checkNumber } from '../runtime/check-options.ts';
import type { Guard } from '../engine/guard.ts';

/** What is left of the subrequests of one request; all chains that the request uses may share it. */
export interface SubrequestBudget {
  /** How many there were at first. */
  readonly limit: number;
  /** How many are left. */
  readonly left: number;
  /**
   * Counts subrequests that something else makes: a tool, a database.
   *
   * @param count a whole number from 0, 1 by default
   * @throws {TypeError} for anything else
   */
  spend(count?: number): void;
}

/**
 * A budget of subrequests, for one request of a Worker. Each attempt of the chains that are given it counts as one. While
 * half of it or less is left no leg is asked again and none is joined by another; when it is spent, no leg is asked.
 *
 * @param limit how many the request may make
 * @example createFailover({ models, subrequests: createSubrequestBudget(40) })
 * @throws {TypeError} for what is no whole number from 1
 */
export function createSubrequestBudget(limit: number): SubrequestBudget {
  const owner = 'createSubrequestBudget';
  checkNumber(owner, 'limit', limit ?? null, { min: 1, integer: true });
  let left = limit;
  return {
    limit,
    get left() {
      return left;
    },
    spend(count = 1) {
      checkNumber(`${owner}.spend`, 'count', count, { integer: true });
      left = Math.max(0, left - count);
    },
  };
}

export const subrequestGuard = (budget: SubrequestBudget): Guard => ({
  // As legs that are out of service: unlike broken ones none of them is asked all the same.
  hold: () => (budget.left > 0 ? undefined : { kind: 'pause', reason: 'subrequests', ms: Infinity }),
  permit: () => budget.left > budget.limit / 2,
  ticket: { began: () => budget.spend() },
});
