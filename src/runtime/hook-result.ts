/**
 * What users' hooks return is unvalidated input. A hook that has to be synchronous never gets its promise taken for an
 * answer, and the promise's rejection never ends the process.
 */
import { checkSynchronous } from './check-options.ts';
import { show } from './show.ts';

/**
 * A hook returned what it may not. A mistake in the program and no failure of a leg: the caller gets it as it is, and
 * nothing is retried.
 */
export class HookResultError extends TypeError {}

/** The error for a hook that returned something else than it may. */
export const hookResultError = (hook: string, got: unknown, returns: string): HookResultError =>
  new HookResultError(`option \`${hook}\` returns ${returns}; got ${show(got)}.`);

/** Whether a value would be awaited. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  try {
    return typeof (value as { then?: unknown }).then === 'function';
  } catch {
    return false;
  }
}

/** Lets a promise that nobody awaits reject in peace; whether the value was one. */
export function abandonPromise(value: unknown, onRejected: (error: unknown) => void = () => {}): boolean {
  if (!isThenable(value)) return false;
  // An async function, so that whatever a foreign `then` throws is a rejection, too.
  (async () => value)().catch(onRejected);
  return true;
}

/**
 * What a synchronous hook returned.
 *
 * @throws {HookResultError} for a promise or another thenable
 */
export function synchronous<Result>(hook: string, result: Result, returns: string): Result {
  if (!abandonPromise(result)) return result;
  throw new HookResultError(
    `option \`${hook}\` returned a promise; it takes a function that returns ${returns} at once.`,
  );
}

/**
 * The answer of a hook that decides.
 *
 * @throws {HookResultError} for anything but `true`, `false` and `undefined`
 */
export function decision(hook: string, result: unknown): boolean | undefined {
  const returns = 'true, false or undefined';
  synchronous(hook, result, returns);
  if (result === undefined || typeof result === 'boolean') return result;
  throw hookResultError(hook, result, returns);
}

const DRAWS = 'a number from 0 to below 1';

/** Checks a source of randomness that may be absent. */
export const checkRandom: (owner: string, option: string, value: unknown) => void = checkSynchronous(DRAWS);

/**
 * A user's source of randomness, checked at each draw.
 *
 * @throws {HookResultError} for anything but a number from 0 to 1
 */
export function checkedRandom(random: () => number): () => number {
  return () => {
    const drawn = synchronous('random', random(), DRAWS);
    if (typeof drawn === 'number' && drawn >= 0 && drawn <= 1) return drawn;
    throw hookResultError('random', drawn, DRAWS);
  };
}

/**
 * The same for where no call could be told, and an error would come out of a timer: what throws, or returns something
 * else, stands for the middle.
 */
export function harmlessRandom(random: () => number): () => number {
  const checked = checkedRandom(random);
  return () => {
    try {
      return checked();
    } catch {
      return 0.5;
    }
  };
}
