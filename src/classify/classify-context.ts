/** What a caller may tell about a call. */
import type { NamedObjects } from '../references/named-objects.ts';

/** What is known about the call besides the error. All of it is optional; the error usually says the same. */
export interface ClassifyContext {
  /** The AI SDK's provider name, e.g. 'openai.chat'. */
  provider?: string;
  modelId?: string;
  /** The URL of the request. */
  url?: string;
  /** The gateway in between, e.g. 'cloudflare-ai-gateway'. */
  gateway?: string;
  /** Where the call stood: before headers, in a stream, in a body. */
  phase?: 'request' | 'stream' | 'body';
  /** Which objects of a provider's server the request names, and which the leg's own options do. */
  namedObjects?: NamedObjects;
  /** The response, as far as it is known. */
  response?: { status?: number; headers?: Record<string, string>; body?: unknown };
  /**
   * The call's own signal. Only it proves an abort: without it, or while it is not aborted, an `AbortError` is a failure
   * of the connection.
   */
  signal?: AbortSignal | undefined;
  /**
   * Removes from a text what the call brought along (prompt, tools, options), so that quoted words decide nothing. The
   * middlewares set it. What it removes it replaces by `[redacted]`. @default removes nothing
   */
  mask?: ((text: string) => string) | undefined;
}
