/**
 * New names for the tool-call ids that a target would reject. The same id gets the same name in every call and step, on
 * every instance: a name is a hash of the id, never random, and never that of another id in the same prompt.
 */
import { isFields, partsOf, type PromptMessage, text } from './prompt-shape.ts';
import type { ToolCallIdFormat } from './tool-call-id-format.ts';

const BASE_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** FNV-1a with a seed, its bits mixed once more: the last characters of an id must reach the whole hash. */
const hash = (value: string, seed: number): number => {
  let bits = 0x811c9dc5 ^ seed;
  for (let index = 0; index < value.length; index += 1) bits = Math.imul(bits ^ value.charCodeAt(index), 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return (bits ^ (bits >>> 15)) >>> 0;
};

const nameFor = (id: string, { prefix, digits }: ToolCallIdFormat, round: number): string => {
  let name = prefix;
  for (let digit = 0; digit < digits; digit += 1) {
    name += BASE_62.charAt(hash(id, Math.imul(round * digits + digit + 1, 0x9e3779b1)) % BASE_62.length);
  }
  return name;
};

/** Ids the provider itself has given and will look up: not ours to rename. */
const providerExecutedIds = (parts: readonly unknown[]): Set<string> =>
  new Set(
    parts.flatMap(part =>
      isFields(part) && part['providerExecuted'] === true ? (text(part['toolCallId']) ?? []) : [],
    ),
  );

/** Old id → new id, for the ids to be renamed only. */
const newToolCallIds = (prompt: readonly unknown[], format: ToolCallIdFormat): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  const parts = prompt.flatMap(partsOf);
  const kept = providerExecutedIds(parts);
  const ids = new Set(parts.flatMap(part => (isFields(part) ? (text(part['toolCallId']) ?? []) : [])));
  const taken = new Set([...ids].filter(id => format.accepts.test(id)));
  for (const id of ids) {
    if (taken.has(id) || kept.has(id)) continue;
    let round = 0;
    let name = nameFor(id, format, round);
    while (taken.has(name)) name = nameFor(id, format, (round += 1));
    taken.add(name);
    names.set(id, name);
  }
  return names;
};

export interface RenamedPrompt {
  /** The same messages where nothing is renamed. */
  readonly messages: readonly PromptMessage[];
  readonly renamed: number;
}

/** Calls and results alike, so that they still belong together. */
export const renameToolCallIds = (
  messages: readonly PromptMessage[],
  format: ToolCallIdFormat | undefined,
): RenamedPrompt => {
  const names = format === undefined ? new Map<string, string>() : newToolCallIds(messages, format);
  if (names.size === 0) return { messages, renamed: 0 };
  const renamedPart = (part: unknown): unknown => {
    const name = isFields(part) ? names.get(text(part['toolCallId']) ?? '') : undefined;
    return isFields(part) && name !== undefined ? { ...part, toolCallId: name } : part;
  };
  const renamedMessage = (message: PromptMessage): PromptMessage => {
    const before = partsOf(message);
    const content = before.map(renamedPart);
    return content.some((part, index) => part !== before[index]) ? { ...message, content } : message;
  };
  return { messages: messages.map(renamedMessage), renamed: names.size };
};
