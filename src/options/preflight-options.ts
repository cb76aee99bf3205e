/** The options of a preflight, with checks and defaults. */
import type { EventListener } from '../events.ts';
import { checkFunction, optionError } from '../runtime/check-options.ts';
import { number, oneOf, option, withDefault, type Check, type Rows } from '../runtime/option-rows.ts';

/** Options of `preflight()` of a router over embedding models. */
export interface EmbeddingPreflightOptions {
  /**
   * Longest time of each leg in milliseconds; a limit of its own that is shorter holds as in a call. By default the command
   * ends within 15 seconds where up to four legs hang. @default 13_000
   */
  timeoutMs?: number | undefined;
  /** Ends it; `preflight()` then rejects with the signal's reason. */
  abortSignal?: AbortSignal | undefined;
  /** Receives the events of these attempts, which the router's own listener does not. @default none */
  onEvent?: EventListener | undefined;
}

/** Options of `preflight()`. */
export interface PreflightOptions extends EmbeddingPreflightOptions {
  /**
   * What is asked. One of your own, with `maxOutputTokens` and `timeoutMs` to match, also shows whether your limits leave
   * time for a real answer. @default 'Reply with the word ok.' and a number, so that no cache answers
   */
  prompt?: string | undefined;
  /**
   * Most tokens of each answer, unless the leg's `settings` have their own: room for a model that thinks before it says
   * one word. Some APIs refuse less than 16. @default 512
   */
  maxOutputTokens?: number | undefined;
  /**
   * Through which of its functions a model is asked. Only a stream shows when the first content comes; a model that refuses
   * to stream is asked for a whole answer. @default 'stream'
   */
  via?: 'stream' | 'generate' | undefined;
}

const checkSignal: Check = (owner, name, value) => {
  if (value === undefined) return;
  const { aborted, addEventListener } = (value ?? {}) as Partial<AbortSignal>;
  if (typeof aborted !== 'boolean' || typeof addEventListener !== 'function')
    throw optionError(owner, name, value, 'an AbortSignal');
};

const checkPrompt: Check = (owner, name, value) => {
  if (value !== undefined && (typeof value !== 'string' || value.trim() === ''))
    throw optionError(owner, name, value, 'a text that is not empty');
};

/** Functions, so that a bundle without a router leaves them out. */
export const embeddingPreflightRows = (): Rows<EmbeddingPreflightOptions, 'timeoutMs'> => ({
  timeoutMs: withDefault(13_000, number({ unit: 'milliseconds', min: 1 })),
  abortSignal: option(checkSignal),
  onEvent: option(checkFunction),
});

export const preflightRows = (): Rows<PreflightOptions, 'timeoutMs' | 'maxOutputTokens' | 'via'> => ({
  ...embeddingPreflightRows(),
  prompt: option(checkPrompt),
  maxOutputTokens: withDefault(512, number({ min: 1, integer: true, unit: 'tokens' })),
  via: withDefault('stream', oneOf('stream', 'generate')),
});
