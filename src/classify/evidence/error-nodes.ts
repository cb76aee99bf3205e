/**
 * Lists the errors behind one thrown value, the deciding one first: a RetryError's last error, causes, the members of
 * an AggregateError, the errors that routers and SDKs wrap.
 */
import { isObject, itemsOf, read } from './safe-read.ts';

const MAX_NODES = 16;
/** Most values that are looked at: a retry's summary may hold itself. */
const MAX_STEPS = 64;

/** The thrown value and what is wrapped in it. */
export function errorNodes(error: unknown): unknown[] {
  const nodes: unknown[] = [];
  const queue: unknown[] = [error];
  const seen = new Set<unknown>();
  for (let steps = 0; queue.length > 0 && nodes.length < MAX_NODES && steps < MAX_STEPS; steps += 1) {
    const node = queue.shift();
    if (node === undefined || node === null || seen.has(node)) continue;
    seen.add(node);
    const last = lastAttempt(node);
    if (last !== undefined && !seen.has(last)) {
      // A summary's own message repeats its last error's; only that error counts.
      queue.unshift(last);
      continue;
    }
    nodes.push(node);
    if (!isObject(node)) continue;
    queue.push(read(node, 'cause'), ...aggregated(node));
  }
  return nodes;
}

/** The last error of an AI SDK RetryError or of workers-ai-provider's WorkersAIFallbackError. */
function lastAttempt(node: unknown): unknown {
  if (!isObject(node)) return undefined;
  const name = read(node, 'name');
  if (name !== 'AI_RetryError' && name !== 'WorkersAIFallbackError') return undefined;
  return read(node, 'lastError') ?? itemsOf(read(node, 'errors')).at(-1);
}

/** Members of an AggregateError (undici lists one per address tried). */
function aggregated(node: object): unknown[] {
  return read(node, 'name') === 'AggregateError' ? itemsOf(read(node, 'errors'), 4) : [];
}
