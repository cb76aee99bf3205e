/**
 * A case in the form that the real provider package makes of it. Where the package reports a success, the response it
 * hands on is inspected, as the middleware does; where it hands on nothing, the evidence is gone.
 */
import { classify, createClassifier } from '../src/classify/classify.ts';
import { hasTransportEvidence } from '../src/classify/read-error.ts';
import type { Failure } from '../src/failure.ts';
import type { Case } from './case.ts';
import { type Model, modelOf } from './models.ts';

/** What came of the case. `lost`: the package passed nothing on by which anybody could tell. */
export interface PackageOutcome {
  failure: Failure;
  lost?: string;
}

const { inspect } = createClassifier();
const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'hi' }] }];
const GOOD: Failure = classify(undefined, { response: { status: 200, body: { choices: [{ message: 'ok' }] } } });

/** Plays the case; undefined if no package stands between its origin and the SDK. */
export async function classifyThroughPackage(item: Case): Promise<PackageOutcome | undefined> {
  if (item.wire.kind === 'thrown' && item.origin !== 'network') return undefined;
  // Bedrock's own streams are binary; one in SSE form came from another gateway.
  if (item.wire.kind === 'sse' && item.origin === 'aws-bedrock') return undefined;
  const model = modelOf(item);
  const streams = item.wire.kind === 'sse';
  try {
    return streams ? await playStream(model, item) : await playGenerate(model, item);
  } catch (error) {
    const failure = classify(error, contextOf(model));
    const isLost = failure.rule === 'unknown' && !hasTransportEvidence(error);
    return isLost ? { failure, lost: `throws ${String(error)}` } : { failure };
  }
}

const contextOf = (model: Model): { provider: string; modelId: string } => ({
  provider: model.provider,
  modelId: model.modelId,
});

async function playGenerate(model: Model, item: Case): Promise<PackageOutcome> {
  const result = await model.doGenerate({ prompt });
  const { headers, body } = result.response ?? {};
  if (body === undefined && item.expect.category !== 'success') {
    return { failure: GOOD, lost: `success with finish '${result.finishReason.unified}' and no response body` };
  }
  const status = item.wire.kind === 'thrown' ? 200 : item.wire.status;
  return { failure: inspect({ status, ...(headers && { headers }), body }, contextOf(model)) ?? GOOD };
}

async function playStream(model: Model, item: Case): Promise<PackageOutcome> {
  const { stream, response } = await model.doStream({ prompt, includeRawChunks: true });
  const frames: unknown[] = [];
  const seen: string[] = [];
  for await (const part of stream) {
    seen.push(part.type);
    if (part.type === 'raw') frames.push(part.rawValue);
    if (part.type === 'error') {
      // The SDK goes on after an event that its schema does not know; so does the middleware.
      const failure = classify(part.error, { ...contextOf(model), phase: 'stream' });
      if (failure.category !== 'unknown') return { failure };
    }
    if (part.type === 'finish') seen.push(part.finishReason.unified);
  }
  if (frames.length === 0 && item.expect.category !== 'success') {
    return { failure: GOOD, lost: `stream without an error and without raw chunks: ${seen.join(' ')}` };
  }
  const body = frames.map(frame => `data: ${typeof frame === 'string' ? frame : JSON.stringify(frame)}\n\n`).join('');
  const headers = response?.headers;
  return {
    failure:
      inspect({ status: 200, ...(headers && { headers }), body }, { ...contextOf(model), phase: 'stream' }) ?? GOOD,
  };
}
