/** What is known of a failed try besides its failure, kept beside its error until somebody asks. */
import type { AttemptRecord } from '../errors/failover-error.ts';
import type { FinishPart } from '../sdk-types.ts';

/** What a try had given before it failed. */
export type AttemptFacts = Pick<AttemptRecord, 'firstContentMs' | 'usage'>;

const known = new WeakMap<object, AttemptFacts>();

/** Whether the provider said anything about tokens that can be read. */
function isReported({ inputTokens, outputTokens }: FinishPart['usage']): boolean {
  try {
    return (inputTokens?.total ?? outputTokens?.total) !== undefined;
  } catch {
    return false;
  }
}

/** Notes when the first content came and what was used, if either is known. */
export function noteFacts(
  error: unknown,
  { firstContentMs, usage }: { firstContentMs?: number | undefined; usage?: FinishPart['usage'] | undefined },
): void {
  if (typeof error !== 'object' || error === null) return;
  known.set(error, {
    ...(firstContentMs !== undefined && { firstContentMs }),
    ...(usage && isReported(usage) && { usage }),
  });
}

/** What was noted of the try that this error ended. */
export const factsOf = (error: unknown): AttemptFacts | undefined =>
  typeof error === 'object' && error !== null ? known.get(error) : undefined;
