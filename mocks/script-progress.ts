/** Where each caller stands in its script: which step the next request gets. */

import { optionError } from './check-option.ts';
import { STEP_KINDS, type Step } from './step.ts';

/** The steps for all callers, or for each key its own. */
export type Script = readonly Step[] | ((key: string) => readonly Step[]);

function checkSteps(where: string, steps: unknown): readonly Step[] {
  if (!Array.isArray(steps) || steps.length === 0) throw optionError(where, steps, 'an array of one step or more');
  steps.forEach((step: Step | undefined, index) => {
    if (!STEP_KINDS.includes(step?.kind as string))
      throw optionError(`${where}[${index}]`, step, 'a step, e.g. ok(), hang(), status(503) or a fixture');
  });
  return Object.freeze([...(steps as Step[])]);
}

/** Takes the next step for a key; past the end the last step repeats. */
export type TakeStep = (key: string) => { readonly step: Step; readonly index: number };

/** Starts every key at the first step of its script. */
export function scriptProgress(script: Script): TakeStep {
  const shared = typeof script === 'function' ? undefined : checkSteps('scenario steps', script);
  const progress = new Map<string, { steps: readonly Step[]; taken: number }>();
  return key => {
    let caller = progress.get(key);
    if (caller === undefined) {
      const steps =
        shared ??
        checkSteps(`scenario steps for key ${JSON.stringify(key)}`, (script as (key: string) => unknown)(key));
      caller = { steps, taken: 0 };
      progress.set(key, caller);
    }
    const index = Math.min(caller.taken, caller.steps.length - 1);
    caller.taken += 1;
    return { step: caller.steps[index] as Step, index };
  };
}
