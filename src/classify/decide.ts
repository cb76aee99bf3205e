/** Decides from the evidence what failed and what is to be said of it, step by step; see `order.ts`. */
import type { Failure, FailureCategory, Verdict } from '../failure.ts';
import { HookResultError } from '../runtime/hook-result.ts';
import { buildFailure } from './build-failure.ts';
import type { Evidence } from './evidence.ts';
import { explicitFamily } from './explicit-type.ts';
import { ORDER, type Step } from './order.ts';
import { TABLE } from './all-rules.ts';
import type { Reading } from './read-error.ts';
import type { Rule } from './rule.ts';
import { ruleIdFor } from './rule-id.ts';
import { indexRules } from './table/rule-index.ts';
import type { BuiltInRule } from './table/rules.ts';

/** What a decision needs besides the evidence. */
export interface DecideOptions {
  /** The user's own rules. */
  rules: readonly Rule[];
  /** The time, for HTTP-dates in responses that have no Date header. */
  now(): number;
}

interface Answer {
  rule: string;
  verdict: Verdict;
}

/** What nobody knows. */
const UNKNOWN: Answer = { rule: 'unknown', verdict: { category: 'unknown' } };

const find = /* @__PURE__ */ indexRules(TABLE);

/** What went wrong. Its cause is left to whoever throws it, and knows the call's secrets. */
export const decide = ({ evidence }: Reading, { rules, now }: DecideOptions): Omit<Failure, 'cause'> =>
  buildFailure(evidence, answerOf(evidence, rules), now);

function answerOf(evidence: Evidence, ownRules: readonly Rule[]): Answer {
  const family = explicitFamily(evidence);
  for (const step of ORDER) {
    if (step.of !== undefined && (step.of === 'typed') !== (family !== undefined)) continue;
    if (step.ask === 'finish-reason') {
      if (evidence.finish) return evidence.finish;
    } else if (step.ask === 'own-rules') {
      const own = ownRules.find(candidate => matches(candidate, evidence));
      if (own) return { rule: own.id, verdict: own.failure };
    } else {
      const rule = ruleOf(step, evidence, family);
      if (rule) return { rule: ruleIdFor(rule, evidence), verdict: keyOfProvider(rule.failure, evidence) };
    }
  }
  return UNKNOWN;
}

/** A refusal that a gateway passes on is of the key, or the rights, that it has at its provider; its own are in order. */
function keyOfProvider(verdict: Verdict, { origins, isQuoted }: Evidence): Verdict {
  const isPassedOn = (isQuoted || origins.has('behind')) && !origins.has('gateway');
  if (!isPassedOn || verdict.scope !== 'gateway') return verdict;
  if (verdict.category !== 'auth' && verdict.category !== 'permission') return verdict;
  const { remedy: _, ...rest } = verdict;
  return { ...rest, scope: 'provider' };
}

function ruleOf(
  { see, withinType, and, not }: Step,
  evidence: Evidence,
  family: readonly FailureCategory[] | undefined,
): BuiltInRule | undefined {
  const also = and?.(evidence);
  const other = not?.(evidence);
  return find(
    see?.(evidence) ?? evidence,
    ({ failure, match }) =>
      (withinType === undefined || family?.includes(failure.category) === true) &&
      (also === undefined || match(also)) &&
      (other === undefined || !match(other)),
  );
}

/** A user's rule that throws does not match. */
function matches(rule: Rule, evidence: Evidence): boolean {
  try {
    return rule.match(evidence);
  } catch (thrown) {
    if (thrown instanceof HookResultError) throw thrown;
    return false;
  }
}
