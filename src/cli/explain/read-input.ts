/** Reads what is to be explained, from a file or from what is piped in; no more than a failure can be. */
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { UsageError } from '../exit.ts';

/** Most that is read. */
const MOST_BYTES = 1_000_000;

async function headOf(chunks: AsyncIterable<unknown>): Promise<string> {
  const read: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    read.push(Buffer.from(chunk as Uint8Array));
    size += read.at(-1)!.length;
    if (size >= MOST_BYTES) break;
  }
  return Buffer.concat(read).subarray(0, MOST_BYTES).toString('utf8');
}

/** Who writes the error itself in place of a file writes words, or JSON. */
const isNoPath = (given: string): boolean => /[\s{]/.test(given) && !existsSync(given);

/** @throws {UsageError} for a file that cannot be read, and for a terminal at which nobody has piped anything */
export async function readInput(path: string): Promise<string> {
  if (path === '-') {
    if (process.stdin.isTTY)
      throw new UsageError('Nothing is piped in.', 'npx ai-gateway-failover explain < error.txt');
    return await headOf(process.stdin);
  }
  if (isNoPath(path)) return path.slice(0, MOST_BYTES);
  try {
    const file = await open(path);
    try {
      return await headOf(file.createReadStream({ end: MOST_BYTES - 1 }));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new UsageError(`${path} cannot be read. ${error instanceof Error ? error.message : ''}`);
  }
}
