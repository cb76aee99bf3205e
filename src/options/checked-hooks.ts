/** The hooks that take part in classifying, with their results checked: nothing unfit goes on to errors, events or health. */
import type { ClassifierOptions } from '../classify/classify.ts';
import type { Rule } from '../classify/rule.ts';
import { REQUIRED, wrongField } from '../runtime/check-failure.ts';
import { hookResultError, synchronous } from '../runtime/hook-result.ts';
import type { Failure } from '../failure.ts';

type Classify = NonNullable<ClassifierOptions['classify']>;

const RETURNS = 'a Failure or undefined';

/** A copy, so that what was checked is what goes on; `undefined` if it cannot be read. */
function copyOf(returned: unknown): Failure | undefined {
  if (typeof returned !== 'object' || returned === null || Array.isArray(returned)) return undefined;
  try {
    return { ...(returned as Failure) };
  } catch {
    return undefined;
  }
}

/** The user's `classify`; throws a `HookResultError` for what is neither a Failure nor `undefined`. */
export function checkedClassify(classify: Classify): Classify {
  return (error, failure) => {
    const returned: unknown = synchronous('classify', classify(error, failure), RETURNS);
    if (returned === undefined) return undefined;
    const copy = copyOf(returned);
    if (!copy) throw hookResultError('classify', returned, RETURNS);
    const wrong = wrongField(copy, REQUIRED);
    if (wrong) throw hookResultError('classify', wrong.got, `a Failure whose \`${wrong.field}\` is ${wrong.takes}`);
    return copy;
  };
}

/** A user's rule; its `match` throws a `HookResultError` instead of returning a promise. */
export function checkedRule(rule: Rule, index: number): Rule {
  const { id, origin, source, failure } = rule;
  const hook = `rules[${index}].match`;
  return {
    id,
    origin,
    source,
    failure,
    match: evidence => Boolean(synchronous(hook, rule.match(evidence), 'true or false')),
  };
}
