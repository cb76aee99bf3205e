/** Compares a Failure with a case's labels, and counts. */
import type { Failure } from '../src/failure.ts';
import type { Case, Expectation } from './case.ts';

/** The labels, in the order of the report, and the share that has to be right. */
export const TARGETS: Readonly<Record<keyof Expectation, number>> = {
  retryable: 0.99,
  fallback: 0.99,
  scope: 0.95,
  category: 0.95,
  retryAfterMs: 0.95,
};

export const LABELS = Object.keys(TARGETS) as (keyof Expectation)[];

/** One case that was looked at. */
export interface Scored {
  item: Case;
  failure: Failure;
  wrong: (keyof Expectation)[];
}

/** The labels as `classify` gives them. */
export function labelsOf(failure: Failure): Expectation {
  return {
    retryable: failure.retryable,
    fallback: failure.fallback,
    scope: failure.scope,
    category: failure.rule === 'response:success' ? 'success' : failure.category,
    retryAfterMs: failure.retryAfterMs ?? null,
  };
}

export function score(item: Case, failure: Failure): Scored {
  const actual = labelsOf(failure);
  const right = (label: keyof Expectation): boolean =>
    actual[label] === item.expect[label] ||
    (item.alsoOk?.[label] as unknown[] | undefined)?.includes(actual[label]) === true;
  return { item, failure, wrong: LABELS.filter(label => !right(label)) };
}

/** The share of cases with this label right. */
export function share(scored: readonly Scored[], label: keyof Expectation): number {
  return scored.length === 0 ? 1 : scored.filter(({ wrong }) => !wrong.includes(label)).length / scored.length;
}

/** The labels that miss their targets. */
export function below(scored: readonly Scored[]): (keyof Expectation)[] {
  return LABELS.filter(label => share(scored, label) < TARGETS[label]);
}
