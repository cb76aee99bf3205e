/** What a person can do about a failure, and where more of it stands. */
import type { Failure } from '../../failure.ts';
import { remedyOf } from '../../report/remedies.ts';
import { pageOf, type RulePage } from './rule-page.ts';

export interface Advice extends RulePage {
  /** One line. */
  toDo: string;
}

/** The rule of an answer in which nothing failed. */
const GOOD = 'response:success';
const DO = 'Do: ';

export function adviceOn(failure: Omit<Failure, 'cause'>): Advice {
  const page = pageOf(failure.rule, failure.category);
  const advised = page.lines.find(line => line.startsWith(DO))?.slice(DO.length);
  return {
    ...page,
    toDo: failure.rule === GOOD ? 'Nothing: it is an answer.' : (failure.remedy ?? advised ?? remedyOf(failure)),
  };
}
