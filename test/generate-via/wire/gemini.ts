/** Google's `generateContent`: parts, whole and in chunks. */
import { type Recorded, sse } from '../difference.ts';
import { halves } from './chat.ts';

export interface GeminiPart {
  text?: string;
  thought?: boolean;
  thoughtSignature?: string;
  functionCall?: { name: string; args: object; id?: string };
  inlineData?: { mimeType: string; data: string };
}

const USAGE = {
  promptTokenCount: 20,
  cachedContentTokenCount: 8,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 4,
  totalTokenCount: 29,
};

/** A text comes in two chunks, its signature with the second. */
function split(part: GeminiPart): GeminiPart[] {
  if (!part.text) return [part];
  const { thoughtSignature, ...unsigned } = part;
  const [first = '', second = ''] = halves(part.text);
  return [
    { ...unsigned, text: first },
    { ...unsigned, text: second, ...(thoughtSignature && { thoughtSignature }) },
  ];
}

export function gemini(parts: GeminiPart[], finishReason: string, candidate: object = {}): Recorded {
  const answer = (given: readonly GeminiPart[], rest: object, usage: object) => ({
    candidates: [{ index: 0, content: { role: 'model', parts: given }, ...rest }],
    usageMetadata: usage,
    modelVersion: 'served-model',
    responseId: 'response_1',
  });
  const last = { finishReason, ...candidate };
  return {
    json: answer(parts, last, USAGE),
    stream: [
      ...parts.flatMap(split).map(part => sse(answer([part], {}, { promptTokenCount: 20, totalTokenCount: 20 }))),
      sse(answer([{ text: '' }], last, USAGE)),
    ],
  };
}
