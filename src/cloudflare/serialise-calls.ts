/**
 * Calls of a gateway model whose class allows no copies: one after another, each on the original. What the model's own code
 * writes to it is put back after each call.
 *
 * A call writes to the model twice: before its request, to learn what the inner model would send, and after it, to hand the
 * inner model the gateway's response. Both happen before `doGenerate` or `doStream` settles, and nothing outside tells when
 * between them; so the turn lasts until then. Reading a stream is no part of it.
 */

import { systemClock, type Clock } from '../runtime/clock.ts';
import type { GatewayModel } from './gateway-model.ts';
import { takeTurn } from './turns.ts';

/** How long an aborted call may take to end before the calls behind it fail. An abort normally ends a call at once. */
export const ABORT_GRACE_MS = 5_000;

function configOf(inner: object): object | undefined {
  const { config } = inner as { config?: unknown };
  return typeof config === 'object' && config !== null ? config : undefined;
}

function remember(holder: object, key: string): () => void {
  const before = Object.getOwnPropertyDescriptor(holder, key);
  return () => {
    if (before === undefined) Reflect.deleteProperty(holder, key);
    else Reflect.defineProperty(holder, key, before);
  };
}

function rememberInner(inner: object): () => void {
  const config = configOf(inner);
  const restores = [remember(inner, 'config'), ...(config === undefined ? [] : [remember(config, 'fetch')])];
  return () => restores.forEach(restore => restore());
}

/** A result nobody waits for any more must not keep its connection. */
function discard(result: unknown): void {
  const stream = (result as { stream?: unknown } | undefined)?.stream;
  if (stream instanceof ReadableStream) stream.cancel().catch(() => {});
}

/** Runs one call when no other call that shares one of the model's objects is under way. */
export async function callInTurn<Result>(
  model: GatewayModel,
  signal: AbortSignal | undefined,
  call: () => PromiseLike<Result>,
  clock: Clock = systemClock,
): Promise<Result> {
  const objects = [model, ...model.models, ...model.models.flatMap(inner => configOf(inner) ?? [])];
  const turn = await takeTurn(objects, signal);
  const restores = model.models.map(rememberInner);

  return new Promise<Result>((resolve, reject) => {
    let hasLeft = false;
    let grace: unknown;
    const leave = (): void => {
      hasLeft = true;
      // The turn is kept: code that is still running could hand its response to the call that comes next.
      grace = clock.setTimeout(() => turn.markStuck(), ABORT_GRACE_MS);
      reject(signal?.reason);
    };
    const end = (): void => {
      clock.clearTimeout(grace);
      signal?.removeEventListener('abort', leave);
      restores.forEach(restore => restore());
      turn.end();
    };
    // Between the turn being given and this line the caller may have gone.
    if (signal?.aborted) {
      end();
      return reject(signal.reason);
    }
    signal?.addEventListener('abort', leave, { once: true });
    void (async () => {
      try {
        const result = await call();
        if (hasLeft) discard(result);
        resolve(result);
      } catch (error) {
        reject(error);
      } finally {
        end();
      }
    })();
  });
}
