/** A case without any provider package: what was thrown, or a bare response in the shape of the SDK's error. */
import { classify } from '../src/classify/classify.ts';
import type { Failure } from '../src/failure.ts';
import { type Case, rebuildError, streamText } from './case.ts';

/** What `classify` says of the case, with no hint of its origin. */
export function classifyRaw({ wire }: Case): Failure {
  if (wire.kind === 'thrown') return classify(rebuildError(wire.error));
  const { status, headers } = wire;
  const body = wire.kind === 'sse' ? streamText(wire.events) : wire.body;
  if (status < 400) return classify(undefined, { response: { status, headers, body } });
  const error = Object.assign(new Error(''), { statusCode: status, responseHeaders: headers, responseBody: body });
  error.name = 'AI_APICallError';
  return classify(error);
}
