/** The clients of Redis that are known, by the one command that is used of them. */
import { optionError } from '../runtime/check-options.ts';

/** A client of `redis` (node-redis). */
export interface NodeRedisClient {
  eval(script: string, options: { keys: string[]; arguments: string[] }): unknown;
}

/** A client of `ioredis`. */
export interface IoRedisClient {
  defineCommand: unknown;
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): unknown;
}

/** Runs a script on one key. */
export type Evaluate = (script: string, key: string, args: readonly string[]) => unknown;

// Each client of ioredis can define commands; those of node-redis have none, and take objects.
const isIoRedis = (client: NodeRedisClient | IoRedisClient): client is IoRedisClient =>
  typeof (client as IoRedisClient).defineCommand === 'function';

/** @throws {TypeError} for what has no `eval` */
export function evaluateBy(owner: string, client: NodeRedisClient | IoRedisClient): Evaluate {
  if (typeof (client as Partial<NodeRedisClient> | undefined)?.eval !== 'function')
    throw optionError(owner, 'client', client, 'a client of `redis` or `ioredis`');
  return isIoRedis(client)
    ? (script, key, args) => client.eval(script, 1, key, ...args)
    : (script, key, args) => client.eval(script, { keys: [key], arguments: [...args] });
}
