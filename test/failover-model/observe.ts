/** What a caller sees of a call, in the words of the model. */
import { APICallError } from 'ai';
import type { StreamPart } from '../../src/sdk-types.ts';
import type { Failure } from '../../src/failure.ts';
import { FailoverError } from '../../src/index.ts';
import type { Dispatch, Observation } from './scenario.ts';

type Metadata = Record<string, unknown> | undefined;

/** What a caller sees of an answer. */
export function answered(metadata: Metadata, warnings: number, dispatches: Dispatch[]): Observation['end'] {
  const told = metadata as { servedBy: { leg: string }; attempts: { leg: string }[] } | undefined;
  return {
    type: 'answered',
    by: told?.servedBy.leg ?? dispatches.at(-1)!.leg,
    failedTries: told?.attempts.map(({ leg }) => leg) ?? [],
    warned: warnings > 0,
    told: told !== undefined,
  };
}

export function failedWith(error: unknown, reason: unknown): Observation['end'] {
  if (error === reason) return { type: 'aborted' };
  if (FailoverError.isInstance(error)) {
    const asked = error.responseHeaders?.['retry-after-ms'];
    return {
      type: 'failover-error',
      failedTries: error.attempts.map(({ leg }) => leg),
      isRetryable: error.isRetryable,
      retryAfterMs: asked === undefined ? undefined : Number(asked),
    };
  }
  if (!APICallError.isInstance(error)) throw error;
  const { failure } = error.data as { failure: Failure };
  return { type: 'error', category: failure.category, isRetryable: error.isRetryable };
}

export async function readToEnd(
  stream: ReadableStream<StreamPart>,
  dispatches: Dispatch[],
): Promise<Observation['end']> {
  const parts: StreamPart[] = [];
  for await (const part of stream as unknown as AsyncIterable<StreamPart>) parts.push(part);
  const count = (type: StreamPart['type']) => parts.filter(part => part.type === type).length;
  const last = parts.at(-1);
  if (last?.type !== 'finish' || count('stream-start') !== 1 || count('text-start') !== count('text-end'))
    throw new Error(`Not a stream: ${parts.map(({ type }) => type).join(' ')}`);
  if (count('error') > 0) {
    if (count('error') > 1 || last.finishReason.unified !== 'error') throw new Error('Not one error and its finish');
    return { type: 'broken', by: dispatches.at(-1)!.leg };
  }
  const opening = parts.find(part => part.type === 'stream-start');
  return answered(last.providerMetadata?.['failover'], opening?.warnings.length ?? 0, dispatches);
}
