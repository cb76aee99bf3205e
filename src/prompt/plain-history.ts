/**
 * Tells in one quick pass that a history holds nothing to be cleaned, for any target: no state, no stamp, no reasoning,
 * nothing that a provider executed. Most histories are such, and every attempt of every call asks.
 */

/** Ids that every API but Mistral's takes as they are. */
const PLAIN_ID = /^[a-zA-Z0-9_-]{1,40}$/;

/** @param takesPlainIds whether the target takes ids of tool calls in their usual form */
export function isPlainHistory(prompt: unknown, takesPlainIds: boolean): boolean {
  if (!Array.isArray(prompt)) return false;
  for (let index = 0; index < prompt.length; index += 1) {
    const message = prompt[index];
    if (typeof message !== 'object' || message === null) return false;
    const { role } = message;
    // Only what models and tools have said can hold state.
    if (role === 'user' || role === 'system') continue;
    if (message.providerOptions !== undefined) return false;
    const { content } = message;
    if (!Array.isArray(content)) return false;
    for (const part of content) if (!isPlainPart(part, role, takesPlainIds)) return false;
  }
  return true;
}

function isPlainPart(part: unknown, role: unknown, takesPlainIds: boolean): boolean {
  if (typeof part !== 'object' || part === null) return false;
  const { type, providerOptions } = part as Record<string, unknown>;
  if (providerOptions !== undefined) return false;
  if (type === 'text') return true;
  const { providerExecuted, toolCallId } = part as Record<string, unknown>;
  const isClients = (type === 'tool-call' && providerExecuted !== true) || (type === 'tool-result' && role === 'tool');
  return isClients && takesPlainIds && typeof toolCallId === 'string' && PLAIN_ID.test(toolCallId);
}
