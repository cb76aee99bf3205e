/** Gathers the evidence from what was thrown and from what the caller knows about the call. */
import type { ClassifyContext } from './classify-context.ts';
import { errorNodes } from './error-nodes.ts';
import type { Evidence, ResponseShape } from './evidence.ts';
import { hostOf, originsOfHeaders, originsOfName } from './host-origins.ts';
import { type BodyReading, readBody } from './response-body.ts';
import { headersFrom } from './response-headers.ts';
import { integerFrom, read, readString } from './safe-read.ts';
import { collectCode, emptySignals, type Signals } from './signals.ts';
import { type FoundBody, readThrown, type ThrownReading } from './thrown-error.ts';

/** Reads everything once. */
export function gatherEvidence(error: unknown, context: ClassifyContext): Evidence {
  const signals = emptySignals();
  const nodes = errorNodes(error);
  // An answer that fits no schema is quoted by the causes; only a provider's frame is evidence.
  const quotesAnswer = nodes.some(node => readString(node, 'name') === 'AI_NoObjectGeneratedError');
  const readings = (quotesAnswer ? nodes.slice(0, 1) : nodes).map(node => readThrown(node, signals));
  const response = read(context, 'response');
  const wireStatus = first(readings, 'wireStatus') ?? integerFrom(read(response, 'status'));
  const headers = {
    ...headersFrom(read(response, 'headers')),
    ...Object.assign({}, ...readings.map(item => item.headers).toReversed()),
  } as Record<string, string>;
  // AWS names the error in a header; the body has but a message.
  collectCode(signals, headers['x-amzn-errortype']);
  const bodies = readings.flatMap(item => item.bodies);
  const contextBody = read(response, 'body');
  if (bodies.length === 0 && contextBody !== undefined) {
    bodies.push({ value: contextBody, failed: wireStatus !== undefined && wireStatus >= 400 });
  }
  const url = first(readings, 'url') ?? readString(context, 'url');
  return {
    ...readBodies(bodies, signals, headers),
    ...fromSignals(signals, wireStatus),
    wireStatus,
    headers,
    origins: originsOf(signals, headers, url, context),
    host: hostOf(url),
    phase: context.phase,
    modelId: context.modelId,
    namedObjects: context.namedObjects,
  };
}

function first<Key extends 'wireStatus' | 'url'>(readings: ThrownReading[], key: Key): ThrownReading[Key] | undefined {
  return readings.find(item => item[key] !== undefined)?.[key];
}

/** Shapes that say more come first: an envelope anywhere outweighs an empty field elsewhere. */
const SHAPES: readonly ResponseShape[] = ['error', 'html', 'truncated', 'not-json', 'empty', 'success'];

function readBodies(
  bodies: FoundBody[],
  signals: Signals,
  headers: Record<string, string>,
): Pick<Evidence, 'shape' | 'edgeCode' | 'htmlTitle'> {
  const contentType = headers['content-type'];
  const readings: BodyReading[] = bodies.map(({ value, failed }) => readBody(value, signals, { failed, contentType }));
  return {
    shape: SHAPES.find(shape => readings.some(item => item.shape === shape)) ?? 'none',
    edgeCode: signals.edgeCode ?? readings.find(item => item.edgeCode !== undefined)?.edgeCode,
    htmlTitle: readings.find(item => item.htmlTitle !== undefined)?.htmlTitle,
  };
}

function fromSignals(
  signals: Signals,
  wireStatus: number | undefined,
): Omit<
  Evidence,
  | 'shape'
  | 'edgeCode'
  | 'htmlTitle'
  | 'wireStatus'
  | 'headers'
  | 'origins'
  | 'host'
  | 'phase'
  | 'modelId'
  | 'namedObjects'
> {
  const wireError = wireStatus !== undefined && wireStatus >= 400 ? wireStatus : undefined;
  const words = [...signals.codes, ...signals.names].map(word => String(word).toLowerCase());
  return {
    status: signals.statuses[0] ?? wireError ?? signals.textStatuses[0],
    codes: signals.codes,
    params: signals.params,
    words: new Set(words),
    cloudflareCodes: signals.cloudflareCodes,
    messages: signals.messages,
    names: signals.names,
    networkCodes: signals.networkCodes,
    waits: signals.waits,
    requestId: signals.requestId,
  };
}

function originsOf(
  signals: Signals,
  headers: Record<string, string>,
  url: string | undefined,
  context: ClassifyContext,
): Set<string> {
  return new Set([
    ...signals.origins,
    ...originsOfHeaders(headers),
    ...originsOfName(hostOf(url)),
    ...originsOfName(readString(context, 'provider')),
    ...originsOfName(readString(context, 'gateway')),
  ]);
}
