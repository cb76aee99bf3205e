/** What played upstreams say. All say the same, as models that go on with each other's text would. */

/** An answer of its own for each question, so that a conversation can be followed. */
export const answerTo = (question: string): string =>
  `You asked: “${question}”. No model has thought about it: this answer is played, word by word, in the bytes that the ` +
  `provider would send. Break an upstream, ask again, and see below the answer who was asked, who failed and why, and ` +
  `who answered.`;

const LONGEST = 80;

export function questionOf(text: string): string {
  const words = text.trim().replaceAll(/\s+/g, ' ');
  return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
}

interface Turn {
  role?: unknown;
  content?: unknown;
}

/** The beginning of an answer that a request to Claude or OpenRouter wants to be continued; `''` if there is none. */
export function prefillOf(body: unknown): string {
  const { messages } = (body ?? {}) as { messages?: readonly Turn[] };
  const last = Array.isArray(messages) ? messages.at(-1) : undefined;
  if (last?.role !== 'assistant') return '';
  if (typeof last.content === 'string') return last.content;
  const parts = Array.isArray(last.content) ? (last.content as { text?: unknown }[]) : [];
  return parts.map(({ text }) => (typeof text === 'string' ? text : '')).join('');
}

/** What is left to say. */
export const restOf = (answer: string, said: string): string =>
  answer.startsWith(said) ? answer.slice(said.length) : answer;
