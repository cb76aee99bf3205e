/** Fails calls and gathers everything that an application, a logger or a listener can get hold of afterwards. */
import { inspect } from 'node:util';
import { generateText, RetryError, streamText, tool, wrapLanguageModel, type ModelMessage } from 'ai';
import { z } from 'zod';
import {
  gatewayErrorMiddleware,
  originalError,
  type FailoverEvent,
  type GatewayErrorOptions,
} from '../../src/index.ts';
import { withoutWait } from '../support/at-once.ts';
import { isSdk6 } from '../support/sdk.ts';

export type Wrappable = Parameters<typeof wrapLanguageModel>[0]['model'];

export interface Call {
  headers?: Record<string, string>;
  messages?: ModelMessage[];
  instructions?: string;
  options?: GatewayErrorOptions;
}

export interface Leavings {
  errors: unknown[];
  events: FailoverEvent[];
  text: string;
}

/** An error in every form in which one prints or stores it. */
function forms(error: unknown): string {
  const texts = [
    inspect(error, { depth: Infinity, showHidden: true, maxStringLength: Infinity, maxArrayLength: Infinity }),
  ];
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    texts.push(JSON.stringify(value) ?? '', String(value));
    texts.push(inspect(value));
    // Also what no logger lists by itself; `data` and others are no enumerable properties.
    for (const key of Reflect.ownKeys(value)) {
      const item: unknown = (value as Record<PropertyKey, unknown>)[key];
      if (typeof item === 'string') texts.push(item);
      else visit(item);
    }
  };
  visit(error);
  return texts.join('\n');
}

/** Fails each call both ways, with a retry, and gathers what is left. */
export async function fail(model: Wrappable, { options, instructions = '', ...call }: Call = {}): Promise<Leavings> {
  const events: FailoverEvent[] = [];
  const wrapped = wrapLanguageModel({
    model,
    middleware: gatewayErrorMiddleware({
      classify: withoutWait,
      ...options,
      onEvent: event => void events.push(event),
    }),
  });
  const errors: unknown[] = [];
  const tools = { lookUp: tool({ inputSchema: z.object({ id: z.string() }) }) };
  const { messages = [{ role: 'user', content: 'Hi' }], headers = {} } = call;
  // Own options may leave the SDK its two seconds between two tries.
  const settings = {
    model: wrapped,
    messages,
    tools,
    maxRetries: options ? 0 : 1,
    headers,
    ...(isSdk6 ? { system: instructions } : { instructions }),
  };
  await generateText(settings).then(
    () => undefined,
    error => errors.push(error),
  );
  const result = streamText({ ...settings, onError: ({ error }) => void errors.push(error) });
  try {
    for await (const part of result.fullStream) if (part.type === 'error') errors.push(part.error);
  } catch (error) {
    errors.push(error);
  }
  return { errors, events, text: [...errors, ...events].map(forms).join('\n') };
}

/** Which of the secrets can be found anywhere in what is left; also a failure if nothing failed. */
export function leaks({ errors, events, text }: Leavings, secrets: readonly string[]): string[] {
  if (errors.length === 0 || events.length === 0) throw new Error('Nothing failed, so nothing was proved');
  return secrets.filter(secret => text.includes(secret));
}

export const lastOf = (error: unknown): unknown => (RetryError.isInstance(error) ? error.lastError : error);

/** Which of the secrets were not even in the errors that came up: they were not planted. */
export function unplanted({ errors }: Leavings, secrets: readonly string[]): string[] {
  const originals = errors.map(error => forms(originalError(lastOf(error)))).join('\n');
  return secrets.filter(secret => !originals.includes(secret));
}
