/** Where response bodies and frames of streams say why an answer ended: in every format that is known. */
import { isObject, itemsOf, read } from '../evidence/safe-read.ts';

/** The raw finish reason of a body or frame; `undefined` if it holds none. */
export function finishReasonIn(value: unknown): string | undefined {
  return isObject(value) ? reasonsIn(value).find(reason => typeof reason === 'string' && reason !== '') : undefined;
}

function reasonsIn(value: object): (string | undefined)[] {
  const [delta, response, result, output] = ['delta', 'response', 'result', 'output'].map(key => read(value, key));
  return [
    ...itemsOf(read(value, 'choices'), 8).map(choice => read(choice, 'finish_reason')),
    ...itemsOf(read(value, 'candidates'), 8).map(candidate => read(candidate, 'finishReason')),
    // Anthropic, Bedrock, Cohere.
    read(value, 'stop_reason'),
    read(delta, 'stop_reason'),
    read(value, 'stopReason'),
    read(read(value, 'messageStop'), 'stopReason'),
    read(value, 'finish_reason'),
    read(delta, 'finish_reason'),
    read(response, 'finish_reason'),
    // The Responses API.
    read(read(value, 'incomplete_details'), 'reason'),
    read(read(response, 'incomplete_details'), 'reason'),
    // Vercel's gateway writes the SDK's own form, today's or that of its older versions.
    read(read(value, 'finishReason'), 'raw') ?? read(value, 'finishReason'),
    // Ollama, Text Generation Inference, watsonx; Model Studio and Workers AI one floor below.
    read(value, 'done_reason'),
    read(read(value, 'details'), 'finish_reason'),
    ...itemsOf(read(value, 'results'), 8).map(item => read(item, 'stop_reason')),
    read(output, 'finish_reason'),
    ...[output, result].flatMap(below => itemsOf(read(below, 'choices'), 8).map(item => read(item, 'finish_reason'))),
  ].map(reason => (typeof reason === 'string' ? reason : undefined));
}
