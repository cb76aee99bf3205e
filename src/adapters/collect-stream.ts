/**
 * Reads a stream to its end and gives the result that the model's own `doGenerate` would have given, so that a generate
 * call can have what only streams have: limits on silence, and an end that is seen.
 */
import { collectContent } from './collect-content.ts';
import { lowerCaseHeaders, missingEnd } from './disguised-end.ts';
import type { CallOptions, FinishPart, GenerateResult, StreamPart, StreamResult } from './sdk-model.ts';
import { FoundError } from './stream-attempt.ts';

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

/**
 * @param params of the call; their response format decides whether a final answer is picked out
 * @throws the error of the first `error` part, as it is; what the stream itself throws, the caller's abort included;
 *   a {@link FoundError} for a stream that ends without a finish. The stream is cancelled then.
 */
export async function collectStream(
  { stream, request, response }: StreamResult,
  params?: Pick<CallOptions, 'responseFormat'>,
): Promise<GenerateResult> {
  const collector = collectContent();
  const warnings: GenerateResult['warnings'] = [];
  let metadata: ResponseMetadata = {};
  let finish: FinishPart | undefined;

  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value: part } = await reader.read();
      if (done) break;
      if (part.type === 'error') throw part.error;
      if (part.type === 'stream-start') warnings.push(...part.warnings);
      else if (part.type === 'response-metadata') metadata = merge(metadata, part);
      // Not the end yet: one stream may hold several messages of Anthropic's, each with a finish; the last one counts.
      else if (part.type === 'finish') finish = part;
      else collector.add(part);
    }
    if (!finish) {
      throw new FoundError(missingEnd(collector.content().length > 0, lowerCaseHeaders(response?.headers)));
    }
  } catch (error) {
    // Not awaited: a source that is slow to stop must not hold the error back.
    reader.cancel(error).catch(() => {});
    throw error;
  }

  const content = collector.content();
  const structuredOutputText = params?.responseFormat?.type === 'json' ? finalAnswer(content) : undefined;
  const { finishReason, usage, providerMetadata } = finish;
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
