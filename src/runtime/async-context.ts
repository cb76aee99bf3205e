/**
 * The async context of a call (`AsyncLocalStorage`, an active span), for code that runs later and may be started by
 * somebody else: an abort's listeners run in the context of whoever aborts.
 */

/** Calls a function in the context that was captured. */
export type RunInContext = <Args extends readonly unknown[]>(run: (...args: Args) => void, ...args: Args) => void;

interface AsyncHooks {
  readonly AsyncLocalStorage?: { readonly snapshot?: () => RunInContext };
}

/**
 * Looked up rather than imported: the core runs without Node's modules. A runtime that has them has
 * `process.getBuiltinModule` as well (Node 22, Bun, Deno, workerd with `nodejs_compat`); where there are none, callers
 * have no context that could be lost.
 */
function asyncHooks(): AsyncHooks | undefined {
  try {
    const { process } = globalThis as { process?: { getBuiltinModule?(id: string): AsyncHooks | undefined } };
    return process?.getBuiltinModule?.('node:async_hooks');
  } catch {
    return undefined;
  }
}

/** What runs functions in the present context; `undefined` where the runtime knows none. */
export function captureContext(): RunInContext | undefined {
  return asyncHooks()?.AsyncLocalStorage?.snapshot?.();
}
