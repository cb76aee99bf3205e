/** Reads, in one pass, everything that is to be known of a failure: what decides, and what is shown. */
import type { ClassifyContext } from './classify-context.ts';
import { errorNodes } from './evidence/error-nodes.ts';
import { type Evidence, hasResponse, type ResponseShape } from './evidence.ts';
import { hostOf, originsOfHeaders, originsOfName } from './evidence/host-origins.ts';
import { sentenceOf } from './words/own-words.ts';
import { type BodyReading, readBody } from './body/response-body.ts';
import { disguisedStatus, headersFrom } from './evidence/response-headers.ts';
import { readHeaderCodes } from './evidence/header-codes.ts';
import { wordsOfCode } from './words/code-words.ts';
import { type MeantStatus, meantStatus } from './evidence/statuses/meant-status.ts';
import { integerFrom, read, readString } from './evidence/safe-read.ts';
import { emptySignals, type Signals } from './evidence/signals.ts';
import { type FoundBody, readThrown, type ThrownReading } from './evidence/thrown-error.ts';
import { isFetchFailure, showsTransport } from './evidence/transport-evidence.ts';

/** What one pass over a failure finds. */
export interface Reading {
  /** What rules decide by. */
  evidence: Evidence;
  /** The texts from error positions as they came, for showing. */
  texts: readonly string[];
  /**
   * Whether anything shows that a request was made: status, headers, body, raw frame, network code. LoadAPIKeyError,
   * NoSuchModelError and their like have none of it and pass through untouched.
   */
  hasTransportEvidence: boolean;
}

/** What a caller within this package can tell besides. */
export interface InnerContext extends ClassifyContext {
  /** Whether the answer that the response brought holds content. */
  hasContent?: boolean | undefined;
}

/** Reads everything once. */
export function readError(
  error: unknown,
  context: InnerContext,
  nodes: readonly unknown[] = errorNodes(error),
): Reading {
  const signals = emptySignals(context.mask);
  // An answer that fits no schema is quoted by the causes; only a provider's frame is evidence.
  const quotesAnswer = nodes.some(node => readString(node, 'name') === 'AI_NoObjectGeneratedError');
  let hasTransportEvidence = false;
  let ofFetch = false;
  const readings: ThrownReading[] = [];
  nodes.forEach((node, index) => {
    const isQuoted = quotesAnswer && index > 0;
    const into = isQuoted ? emptySignals() : signals;
    const reading = readThrown(node, into, ofFetch);
    ofFetch ||= isFetchFailure(node);
    hasTransportEvidence ||= showsTransport(node, reading, into);
    if (!isQuoted) readings.push(reading);
  });
  const response = read(context, 'response');
  const headers = headersFrom(read(response, 'headers'));
  // What the deciding error says of the response counts before what its causes and the context say.
  for (const reading of readings.toReversed()) Object.assign(headers, reading.headers);
  const wireStatus = disguisedStatus(headers) ?? first(readings, 'wireStatus') ?? integerFrom(read(response, 'status'));
  readHeaderCodes(headers, signals);
  const bodies = readings.flatMap(item => item.bodies);
  const contextBody = read(response, 'body');
  if (bodies.length === 0 && contextBody !== undefined) {
    bodies.push({ value: contextBody, failed: wireStatus !== undefined && wireStatus >= 400 });
  }
  const url = first(readings, 'url') ?? readString(context, 'url');
  const evidence: Evidence = {
    ...readBodies(bodies, signals, headers, context.hasContent),
    ...fromSignals(signals, wireStatus),
    wireStatus,
    headers,
    origins: originsOf(signals, headers, url, context),
    host: hostOf(url),
    phase: context.phase,
    aborted: false,
    modelId: context.modelId,
    namedObjects: context.namedObjects,
  };
  return {
    evidence: isAborted(context.signal, nodes, evidence) ? { ...evidence, aborted: true } : evidence,
    texts: signals.texts,
    hasTransportEvidence,
  };
}

/** Whether anything about the error shows that a request was made. */
export const hasTransportEvidence = (error: unknown): boolean => readError(error, {}).hasTransportEvidence;

/** An aborted call fails with its signal's reason, or in whatever way the connection ends; a response is no abort. */
function isAborted(signal: AbortSignal | undefined, nodes: readonly unknown[], evidence: Evidence): boolean {
  if (read(signal, 'aborted') !== true) return false;
  return nodes.includes(read(signal, 'reason')) || !hasResponse(evidence);
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
  hasContent: boolean | undefined,
): Pick<Evidence, 'shape' | 'edgeCode' | 'htmlTitle' | 'page'> {
  const contentType = headers['content-type'];
  const readings: BodyReading[] = bodies.map(({ value, failed, isCopy = false }) => {
    signals.isCopy = isCopy;
    return readBody(value, signals, { failed, contentType, hasContent });
  });
  return {
    shape: SHAPES.find(shape => readings.some(item => item.shape === shape)) ?? 'none',
    edgeCode: signals.edgeCode ?? readings.find(item => item.edgeCode !== undefined)?.edgeCode,
    htmlTitle: readings.find(item => item.htmlTitle !== undefined)?.htmlTitle,
    page: headers['cf-mitigated'] === 'challenge' ? 'challenge' : readings.find(item => item.page)?.page,
  };
}

type OfSignals =
  | keyof MeantStatus
  | 'finish'
  | 'codes'
  | 'words'
  | 'cloudflareCodes'
  | 'messages'
  | 'sentences'
  | 'param'
  | 'params'
  | 'names'
  | 'networkCodes'
  | 'waits'
  | 'requestId';

/**
 * AWS throws its codes as names, `ValidationException`, and they are spelt as codes are. Other classes are a library's
 * own, of which the parts count (`class-names.ts`): pydantic's `ValidationError` judges an answer.
 */
const wordsOfName = (name: string): readonly string[] =>
  name.endsWith('Exception') ? wordsOfCode(name) : [name.toLowerCase()];

function fromSignals(signals: Signals, wireStatus: number | undefined): Pick<Evidence, OfSignals> {
  const words = [...signals.codes.flatMap(wordsOfCode), ...signals.names.flatMap(wordsOfName)];
  const meant = meantStatus(signals, wireStatus);
  return {
    ...meant,
    // The reason of an answer says nothing about a call that failed in another way.
    finish: meant.status === undefined && signals.networkCodes.length === 0 ? signals.finish : undefined,
    codes: signals.codes,
    params: signals.params,
    words: new Set(words),
    cloudflareCodes: signals.cloudflareCodes,
    messages: signals.messages,
    sentences: signals.messages.map(sentenceOf),
    param: signals.param,
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
