/**
 * How many input tokens a prompt may cost, without a tokenizer: only good to skip a leg whose declared context window is
 * clearly too small. Providers count differently; this errs to the high side.
 */
import { fileIn } from './prompt-file.ts';
import { type Fields, isFields, partsOf, text } from './prompt-shape.ts';

/**
 * What providers document: about four characters of English to a token, one and a half to two of Chinese or Japanese;
 * an image up to some 1,600 (Anthropic) or 1,500 (OpenAI, high detail); a page of a PDF 1,500 to 3,000.
 */
export const TOKEN_COSTS: Readonly<
  Record<'asciiPerToken' | 'otherPerToken' | 'perMessage' | 'perImage' | 'perFile', number>
> = { asciiPerToken: 4, otherPerToken: 1.5, perMessage: 4, perImage: 1_600, perFile: 3_000 };

const ofText = (value: string): number => {
  let others = 0;
  for (let index = 0; index < value.length; index += 1) if (value.charCodeAt(index) > 0x7f) others += 1;
  return (value.length - others) / TOKEN_COSTS.asciiPerToken + others / TOKEN_COSTS.otherPerToken;
};

/** Inputs and results of tools are anything a user's code returns: cycles and bigints cost nothing rather than throw. */
const ofJson = (value: unknown): number => {
  if (typeof value === 'string') return ofText(value);
  try {
    return ofText(JSON.stringify(value) ?? '');
  } catch {
    return 0;
  }
};

const ofFile = (file: Fields): number => {
  const data = file['data'];
  const inline = isFields(data) && data['type'] === 'text' ? text(data['text']) : undefined;
  if (inline !== undefined) return ofText(inline);
  return text(file['mediaType'])?.startsWith('image') || file['type'] === 'image'
    ? TOKEN_COSTS.perImage
    : TOKEN_COSTS.perFile;
};

const ofOutput = (output: unknown): number => {
  if (!isFields(output)) return ofJson(output);
  const value = output['value'];
  if (output['type'] !== 'content' || !Array.isArray(value)) return ofJson(value ?? output['reason']);
  return value.reduce((sum: number, item: unknown) => sum + ofPart(item), 0);
};

const ofPart = (part: unknown): number => {
  if (!isFields(part)) return 0;
  const file = fileIn(part);
  if (file !== undefined) return ofFile(file);
  switch (part['type']) {
    case 'image':
    case 'reasoning-file':
      return ofFile(part);
    case 'tool-call':
      return ofJson(part['toolName']) + ofJson(part['input']);
    case 'tool-result':
      return ofJson(part['toolName']) + ofOutput(part['output']);
    default:
      return ofText(text(part['text']) ?? '');
  }
};

/** A whole number of tokens; never throws. Tool definitions and the answer come on top. */
export const estimateTokens = (prompt: readonly unknown[]): number => {
  if (!Array.isArray(prompt)) return 0;
  let tokens = 0;
  for (const message of prompt) {
    tokens += TOKEN_COSTS.perMessage;
    if (isFields(message)) tokens += ofText(text(message['content']) ?? '');
    for (const part of partsOf(message)) tokens += ofPart(part);
  }
  return Math.ceil(tokens);
};
