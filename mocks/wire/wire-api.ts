/** What one API has to offer so that a scenario can answer in its shape. */

import type { Answer } from '../answer.ts';

/** The APIs that a scenario can speak. */
export type ApiName =
  | 'openai-responses'
  | 'openai-chat'
  | 'openrouter-chat'
  | 'anthropic-messages'
  | 'google-generate'
  | 'workers-ai';

/** What a rendering needs to know of its request. */
export interface Rendering {
  readonly answer: Answer;
  /** The model id to name. */
  readonly modelId: string;
  /** Unique within the scenario, to make ids from. */
  readonly number: number;
}

/** A stream, cut where the content begins, between its deltas, and where it ends. Each string is sent as it is. */
export interface StreamPieces {
  /** Everything before the first content. */
  readonly preamble: readonly string[];
  /** One entry a delta or tool call; an entry may hold several events. */
  readonly parts: readonly string[];
  /** What closes the stream in good order. */
  readonly finish: readonly string[];
}

/** One API's shapes. */
export interface WireApi {
  /** The body of an answer without streaming. */
  json(rendering: Rendering): unknown;
  /** The events of a streamed answer. */
  stream(rendering: Rendering): StreamPieces;
  /** The body of an error with this status. */
  error(status: number): unknown;
}

/** When every mocked answer was created, in seconds since the epoch: 2026-01-01. */
export const CREATED_AT = 1_767_225_600;

/** One event block with a JSON payload. */
export function event(data: unknown, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** The words for a status, for errors without words of their own. */
export function statusMessage(status: number): string {
  if (status === 401) return 'Invalid API key';
  if (status === 404) return 'The model does not exist';
  if (status === 429) return 'Rate limit reached';
  if (status === 503 || status === 529) return 'The service is overloaded';
  return status >= 500 ? 'The server had an error while processing the request' : 'Invalid request';
}
