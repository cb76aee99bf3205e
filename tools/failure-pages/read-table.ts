/**
 * Reads the table of rules with what each asks. The rules themselves keep only functions, so that nothing is carried into
 * users' bundles for the pages' sake: here the module that makes these functions is replaced before the table is loaded.
 */
import { registerHooks } from 'node:module';
import type { Verdict } from '../../src/failure.ts';
import type { Said } from './said.ts';

/** A rule as the pages see it. */
export interface DescribedRule {
  id: string;
  origin: string;
  failure: Verdict;
  said: Said;
}

const MATCHERS = new URL('../../src/classify/table/matchers.ts', import.meta.url).href;
const DESCRIBED = new URL('./described-matchers.ts', import.meta.url).href;

export async function readTable(): Promise<DescribedRule[]> {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      return found.url === MATCHERS ? { ...found, url: DESCRIBED } : found;
    },
  });
  const { TABLE } = await import('../../src/classify/all-rules.ts');
  hooks.deregister();
  return TABLE.map(({ id, origin, failure, match }) => ({
    id,
    origin,
    failure,
    said: (match as unknown as { said: Said }).said,
  }));
}
