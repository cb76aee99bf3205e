/** Which tool-call ids an API takes. Only formats that a provider documents or enforces with an error of its own. */

export interface ToolCallIdFormat {
  readonly accepts: RegExp;
  /** What a new id starts with, and how many base-62 digits follow. */
  readonly prefix: string;
  readonly digits: number;
}

/** "Tool call id … must be a-z, A-Z, 0-9, with a length of 9." */
export const MISTRAL_IDS: ToolCallIdFormat = { accepts: /^[a-zA-Z0-9]{9}$/, prefix: '', digits: 9 };

/** "String should match pattern '^[a-zA-Z0-9_-]+$'"; Bedrock's `toolUseId` adds the length of 64. */
export const ANTHROPIC_IDS: ToolCallIdFormat = { accepts: /^[a-zA-Z0-9_-]{1,64}$/, prefix: 'call_', digits: 20 };

/** "Expected a string with maximum length 40"; newer models say 64, so the shorter limit suits both. */
export const OPENAI_CHAT_IDS: ToolCallIdFormat = { accepts: /^[^]{1,40}$/, prefix: 'call_', digits: 20 };

/** `call_id`: "Expected a string with maximum length 64". */
export const OPENAI_RESPONSES_IDS: ToolCallIdFormat = { accepts: /^[^]{1,64}$/, prefix: 'call_', digits: 20 };
