/** One assistant or tool message without what its target cannot resolve: part by part, in the order of the history. */
import { sameClaude, withSignatureFor } from './claude-signature.ts';
import { type History, type MessageOrigin, originOf, type Owner, ownerOf } from './owner.ts';
import { type Fields, isFields, type ModelIdentity, type PromptMessage, stampOf, text } from './prompt-shape.ts';
import { count, type Removal, type Removals } from './removal-report.ts';
import { type OptionsHolder, withoutServerState } from './server-state.ts';
import type { Target } from './target.ts';

export interface Cleaning {
  readonly model: ModelIdentity;
  readonly target: Target | undefined;
  readonly history: History;
  readonly removals: Removals;
  /** Whose the tool calls so far are, and those removed: their results follow in this or the next message. */
  readonly callOwners: Map<string, Owner>;
  readonly removedCalls: Set<string>;
  /** Approvals name no call: they belong to the answer before them, and go if anything in it is foreign. */
  ownerBefore: Owner;
}

const REASONING: ReadonlySet<unknown> = new Set(['reasoning', 'reasoning-file']);

const stateless = <Holder extends OptionsHolder>(holder: Holder, { removals }: Cleaning): Holder => {
  const rest = withoutServerState(holder);
  if (rest !== holder) count(removals, 'state');
  return rest;
};

/** What another leg has reasoned, as far as this one can use it. */
const foreignReasoning = (part: Fields, origin: MessageOrigin, cleaning: Cleaning): Fields | undefined => {
  const { model, target, history } = cleaning;
  const leg = stampOf(part) ?? origin.leg;
  const server = leg === undefined ? undefined : history.models?.[leg];
  if (server === undefined) return undefined;
  if (sameClaude(server, model)) return withSignatureFor(part, model);
  return target?.reasoning === 'plain' && server.provider === model.provider ? stateless(part, cleaning) : undefined;
};

/** Why a part of another provider's has to go as a whole. */
const removalOf = (part: Fields, role: string, cleaning: Cleaning): Removal | undefined => {
  if (REASONING.has(part['type'])) return 'reasoning';
  if (part['type'] === 'custom') return 'custom';
  if (part['type'] === 'tool-approval-response') return 'approval';
  const id = text(part['toolCallId']);
  const executed =
    part['providerExecuted'] === true ||
    (id !== undefined && part['type'] !== 'tool-call' && cleaning.removedCalls.has(id)) ||
    // In an answer itself only a provider can have put a result; one whose call is kept stays with it.
    (role === 'assistant' && part['type'] === 'tool-result' && (id === undefined || !cleaning.callOwners.has(id)));
  return executed ? 'execution' : undefined;
};

const ownerOfPart = (part: Fields, role: string, origin: MessageOrigin, cleaning: Cleaning): Owner => {
  if (part['type'] === 'tool-approval-response') return cleaning.ownerBefore;
  const id = text(part['toolCallId']);
  const ofCall = id === undefined || part['type'] === 'tool-call' ? undefined : cleaning.callOwners.get(id);
  const owner = ofCall ?? ownerOf(part, origin, cleaning.target, cleaning.history);
  if (part['type'] === 'tool-call' && id !== undefined) {
    cleaning.callOwners.set(id, owner);
    cleaning.removedCalls.delete(id);
    if (owner === 'foreign' && part['providerExecuted'] === true) cleaning.removedCalls.add(id);
  }
  if (role === 'assistant' && cleaning.ownerBefore !== 'foreign') cleaning.ownerBefore = owner;
  return owner;
};

const cleanPart = (part: unknown, role: string, origin: MessageOrigin, cleaning: Cleaning): unknown => {
  if (!isFields(part)) return part;
  if (ownerOfPart(part, role, origin, cleaning) !== 'foreign') return part;
  const removal = removalOf(part, role, cleaning);
  const kept = removal === 'reasoning' ? foreignReasoning(part, origin, cleaning) : removal ? undefined : part;
  if (kept === undefined) {
    if (removal) count(cleaning.removals, removal);
    return undefined;
  }
  return removal ? kept : stateless(kept, cleaning);
};

/** Blank texts alone are rejected by Anthropic, Bedrock and Mistral, an empty list of parts by Gemini. */
const saysNothing = (content: readonly unknown[]): boolean =>
  content.every(part => isFields(part) && part['type'] === 'text' && !text(part['text'])?.trim());

/** The same message if nothing changes; `undefined` if nothing is left of it. */
export const cleanMessage = (message: PromptMessage, cleaning: Cleaning): PromptMessage | undefined => {
  if (!Array.isArray(message.content)) return message;
  const before: readonly unknown[] = message.content;
  if (message.role === 'assistant') cleaning.ownerBefore = 'unknown';
  const origin = originOf(message, cleaning.target, cleaning.history);
  const cleaned = before.map(part => cleanPart(part, message.role, origin, cleaning));
  const content = cleaned.filter((part, index) => part !== undefined || before[index] === undefined);
  if (content.length < before.length && saysNothing(content)) {
    count(cleaning.removals, 'message');
    return undefined;
  }
  const changed = content.length < before.length || content.some((part, index) => part !== before[index]);
  const kept = changed ? { ...message, content } : message;
  const owner = ownerOf({ providerOptions: message.providerOptions }, origin, cleaning.target, cleaning.history);
  if (message.role !== 'assistant' || owner !== 'foreign') return kept;
  return stateless(kept, cleaning);
};
