/**
 * Makes a history fit for the model that takes over: without the server-side state of others, with tool-call ids that its
 * API takes. It decides nothing about files (see `unresolvableFile`) and nothing about call options.
 */
import { cleanMessage, type Cleaning } from './clean-message.ts';
import type { History } from './owner.ts';
import { isFields, type ModelIdentity, type OtherWarning, type PromptMessage } from './prompt-shape.ts';
import { removalWarnings } from './removal-report.ts';
import { targetOf } from './target.ts';
import { renameToolCallIds } from './tool-call-ids.ts';

export interface SanitizePromptOptions extends History {
  /** The model that will get the prompt. */
  readonly for: ModelIdentity;
}

export interface SanitizedPrompt<Prompt> {
  /** The very prompt that was given, if nothing had to change. */
  readonly prompt: Prompt;
  /** What was taken out or renamed, in one entry that quotes nothing; empty if nothing was. */
  readonly warnings: readonly OtherWarning[];
}

const isOfModel = (message: PromptMessage): boolean =>
  isFields(message) && (message.role === 'assistant' || message.role === 'tool');

/**
 * Removes server-side state that this model cannot resolve (reasoning of other models with its signature, item and
 * response ids, provider-executed tool calls with their results) and renames tool-call ids that its API rejects. Judged
 * part by part; options of the user's stay, cache marks included, and files, texts and client-executed tools always do.
 *
 * Takes the prompt of a model call and the messages of a user alike, and never changes what it is given.
 *
 * @example
 * const { prompt } = sanitizePrompt(messages, { for: anthropic('claude-sonnet-4-5') });
 */
export const sanitizePrompt = <Prompt extends readonly PromptMessage[]>(
  prompt: Prompt,
  options: SanitizePromptOptions,
): SanitizedPrompt<Prompt> => {
  // Only what models and tools have said can hold state: a first question costs nothing.
  if (!Array.isArray(prompt) || !prompt.some(isOfModel)) return { prompt, warnings: [] };
  const { for: model, ...history } = options;
  const target = targetOf(model);
  const cleaning: Cleaning = {
    model,
    target,
    history,
    removals: new Map(),
    callOwners: new Map(),
    removedCalls: new Set(),
    ownerBefore: 'unknown',
  };
  const before: readonly PromptMessage[] = prompt;
  const cleaned = before.flatMap(message => (isOfModel(message) ? (cleanMessage(message, cleaning) ?? []) : message));
  const { messages, renamed } = renameToolCallIds(cleaned, target?.toolCallIds);
  const changed = messages.length < before.length || messages.some((message, index) => message !== before[index]);
  if (!changed) return { prompt, warnings: [] };
  // Messages only lose parts and options, so the caller's own type still holds.
  return { prompt: messages as unknown as Prompt, warnings: removalWarnings(cleaning.removals, renamed, model) };
};
