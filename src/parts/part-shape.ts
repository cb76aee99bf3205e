/**
 * Whether a stream part or a result has what the SDK reads of it without asking. What has it not makes the SDK itself
 * throw; here it is a failure of the attempt. Types that are not known pass, and so do optional fields that are missing.
 */
import { MALFORMED_PART } from '../own-failures.ts';
import { FoundError } from './found-error.ts';
import type { FinishPart, GenerateResult, StreamPart } from '../sdk-types.ts';

/** What only its type says is there. */
const isThere = (value: unknown): boolean => value !== undefined && value !== null;

/** Whether finish reason and usage are there, of which the SDK reads fields. */
const hasEnd = ({ finishReason, usage }: Pick<FinishPart, 'finishReason' | 'usage'>): boolean =>
  isThere(finishReason) && isThere(usage.inputTokens) && isThere(usage.outputTokens);

function isSound(part: StreamPart): boolean {
  switch (part.type) {
    case 'text-delta':
    case 'reasoning-delta':
    case 'tool-input-delta':
      return isThere(part.delta);
    case 'file':
    case 'reasoning-file':
      return isThere(part.data);
    case 'finish':
      return hasEnd(part);
    default:
      return typeof part.type === 'string';
  }
}

/** @throws {FoundError} for a part that cannot be read, or throws when it is */
export function checkPart(part: StreamPart): void {
  try {
    if (isSound(part)) return;
  } catch {
    // `null`, a getter that throws, a revoked proxy.
  }
  throw new FoundError(MALFORMED_PART);
}

type Content = GenerateResult['content'];

function isSoundContent(part: Content[number]): boolean {
  switch (part.type) {
    case 'text':
      return isThere(part.text);
    case 'file':
    case 'reasoning-file':
      return isThere(part.data);
    default:
      return true;
  }
}

/** Whether a result has content, finish reason and usage that can be read. */
export function isSoundResult(result: GenerateResult): boolean {
  try {
    // The SDK copies a result, so that every property is read.
    const copy = { ...result };
    const { content } = copy;
    if (!Array.isArray(content)) return false;
    for (const part of content) if (!isSoundContent(part)) return false;
    return hasEnd(copy);
  } catch {
    return false;
  }
}

/** An optional list of unknown origin: what is none is empty. */
export const listOf = <Item>(value: readonly Item[] | null | undefined): readonly Item[] =>
  Array.isArray(value) ? value : [];
