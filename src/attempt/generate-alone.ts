/**
 * A model by itself that no one can abort and nothing limits: there is nothing to arrange before it is asked. A call is
 * opened only for what is no plain answer, and judges that as if it had asked.
 */
import { isCacheHit } from '../cloudflare/cache-hit.ts';
import type { Family, Router } from '../call/model-call.ts';
import { callInOrder } from '../call/run-call.ts';
import type { LanguageLeg } from '../legs/leg.ts';
import type { CallOptions, GenerateResult } from '../sdk-types.ts';
import { limitOf } from '../options/timeout-options.ts';
import { generate } from './generate.ts';
import { awaitAnswer, isPlainAnswer } from './whole-answer.ts';

const isUnlimited = ({ options }: Router, { generatesVia, limits }: LanguageLeg): boolean =>
  generatesVia === 'generate' &&
  limits.generate.attemptMs === undefined &&
  limits.generate.firstContentMs === undefined &&
  limitOf(options.timeouts.totalMs) === undefined;

/** The family of a call whose model was asked already. */
const asked = (answer: () => Promise<GenerateResult>): Family<LanguageLeg, CallOptions, GenerateResult> => ({
  ...generate,
  via: () => 'generate',
  ask: attempt => awaitAnswer(attempt, answer()),
});

/** Asks the one model for a whole answer. */
export async function generateAlone(
  router: Router,
  legs: readonly [LanguageLeg],
  params: CallOptions,
): Promise<GenerateResult> {
  const [leg] = legs;
  if (router.onEvent !== undefined || params.abortSignal !== undefined || !isUnlimited(router, leg))
    return callInOrder(router, generate, legs, params);
  let answer: () => Promise<GenerateResult>;
  try {
    const result = await leg.model.doGenerate(params);
    if (isPlainAnswer(result)) {
      if (!isCacheHit(result.response?.headers)) router.reporting.routes?.succeeded(leg.facts.key);
      return result;
    }
    answer = async () => result;
  } catch (error) {
    answer = async () => {
      throw error;
    };
  }
  return callInOrder(router, asked(answer), legs, params);
}
