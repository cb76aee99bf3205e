/**
 * Reads a stream to its end and gives the result that the model's own `doGenerate` would have given, so that a generate
 * call can have what only streams have: limits on silence, and an end that is seen.
 */
import { collectContent } from '../parts/collect-content.ts';
import { lowerCaseHeaders, missingEnd } from '../parts/disguised-end.ts';
import { listOf } from '../parts/part-shape.ts';
import type { CallOptions, FinishPart, GenerateResult, StreamPart, StreamResult } from '../sdk-types.ts';
import { FoundError } from '../parts/found-error.ts';
import { createProgress, isWholeDespite, note } from './progress.ts';
import { isUnreadEvent, isUnreadUsage } from '../parts/unread-event.ts';

type ResponseMetadata = Omit<Extract<StreamPart, { type: 'response-metadata' }>, 'type'>;

/** What a stream says of its response; providers may say it in several parts, the later ones without what is known. */
function merge(known: ResponseMetadata, { id, timestamp, modelId }: ResponseMetadata): ResponseMetadata {
  return {
    ...known,
    ...(id !== undefined && { id }),
    ...(timestamp !== undefined && { timestamp }),
    ...(modelId !== undefined && { modelId }),
  };
}

/**
 * The text to parse when the model wrote drafts before its final answer: OpenAI's Responses API marks its messages by
 * `phase`, and `doGenerate` hands the last final answer on; a stream has only the marks.
 */
function finalAnswer(content: GenerateResult['content']): string | undefined {
  const answer = content.findLast(
    part =>
      part.type === 'text' &&
      Object.values(part.providerMetadata ?? {}).some(metadata => metadata?.phase === 'final_answer'),
  );
  return answer?.type === 'text' ? answer.text : undefined;
}

/** Parts that may follow an unreadable event without a sign that something of the answer was in it. */
const BEHIND: ReadonlySet<string> = new Set(['finish', 'raw', 'ping', 'response-metadata', 'error']);

/** Finish reasons of a whole answer. */
const WHOLE: ReadonlySet<string> = new Set(['stop', 'length', 'tool-calls', 'content-filter']);

/**
 * Watches for error parts that take nothing from the answer: an event that could not be read, and stood behind the
 * answer. Any other one is thrown, and that one as well if the answer goes on or has no good end after all.
 */
function watchErrors() {
  const progress = createProgress();
  let unread: { error: unknown; isHarmless: boolean } | undefined;
  return {
    see(part: StreamPart): void {
      if (unread && !unread.isHarmless && !BEHIND.has(part.type)) throw unread.error;
      note(progress, part);
      if (part.type !== 'error') return;
      const isHarmless = isUnreadUsage(part.error);
      // An open block may have lost a piece.
      const isBehind = progress.hasContent && (progress.open?.size ?? 0) === 0 && isUnreadEvent(part.error);
      if (!isHarmless && !isBehind) throw part.error;
      if (!unread || !isHarmless) unread = { error: part.error, isHarmless };
    },
    /** The finish reason of the whole answer. */
    reasonOf(finish: FinishPart, content: GenerateResult['content']): FinishPart['finishReason'] {
      if (!unread || WHOLE.has(finish.finishReason.unified)) return finish.finishReason;
      if (!isWholeDespite({ ...progress, hasError: !unread.isHarmless }, finish)) throw unread.error;
      // The reason itself was overwritten by the package.
      return { unified: content.some(({ type }) => type === 'tool-call') ? 'tool-calls' : 'other', raw: undefined };
    },
  };
}

/**
 * @param params of the call; their response format decides whether a final answer is picked out
 * @throws the error of the first `error` part that takes something from the answer, as it is; what the stream itself
 *   throws, the caller's abort included; a {@link FoundError} for a stream that ends without a finish. The stream is
 *   cancelled then.
 */
export async function collectStream(
  { stream, request, response }: StreamResult,
  params?: Pick<CallOptions, 'responseFormat'>,
): Promise<GenerateResult> {
  const collector = collectContent();
  const errors = watchErrors();
  const warnings: GenerateResult['warnings'] = [];
  let metadata: ResponseMetadata = {};
  let finish: FinishPart | undefined;
  let content: GenerateResult['content'];
  let finishReason: FinishPart['finishReason'];

  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value: part } = await reader.read();
      if (done) break;
      errors.see(part);
      if (part.type === 'stream-start') warnings.push(...listOf(part.warnings));
      else if (part.type === 'response-metadata') metadata = merge(metadata, part);
      // Not the end yet: one stream may hold several messages of Anthropic's, each with a finish; the last one counts.
      else if (part.type === 'finish') finish = part;
      else collector.add(part);
    }
    content = collector.content();
    if (!finish) throw new FoundError(missingEnd(content.length > 0, lowerCaseHeaders(response?.headers)));
    finishReason = errors.reasonOf(finish, content);
  } catch (error) {
    // Not awaited: a source that is slow to stop must not hold the error back.
    reader.cancel(error).catch(() => {});
    throw error;
  }

  const structuredOutputText = params?.responseFormat?.type === 'json' ? finalAnswer(content) : undefined;
  const { usage, providerMetadata } = finish;
  return {
    content,
    ...(structuredOutputText !== undefined && { structuredOutputText }),
    finishReason,
    usage,
    ...(providerMetadata && { providerMetadata }),
    ...(request && { request }),
    ...((response || Object.keys(metadata).length > 0) && { response: { ...response, ...metadata } }),
    warnings,
  };
}
