/** Builds what provider packages throw for a failed response, without importing their class. */
import { classify } from '../../src/classify/classify.ts';
import type { Failure } from '../../src/failure.ts';

/** An error of the AI SDK's shape. */
export function apiCallError(status: number | undefined, body: unknown, headers: Record<string, string> = {}): Error {
  return Object.assign(new Error(''), {
    name: 'AI_APICallError',
    url: 'https://api.example.com/v1/chat/completions',
    ...(status !== undefined && { statusCode: status }),
    responseHeaders: headers,
    responseBody: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** The failure of a response with this status and body. */
export function classifyResponse(status: number, body: unknown, headers: Record<string, string> = {}): Failure {
  return classify(apiCallError(status, body, headers));
}

/** 'category scope r f', the four labels in one word each; r and f are retryable and fallback, capital if true. */
export function label(failure: Failure): string {
  return `${failure.category}@${failure.scope} ${failure.retryable ? 'retry' : 'final'} ${failure.fallback ? 'fallback' : 'stop'}`;
}
