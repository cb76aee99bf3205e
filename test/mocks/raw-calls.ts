/** Calls of a chat API without any provider package: what is on the wire, and how it ends. */

const url = 'https://api.openai.com/v1/chat/completions';
/** Asks the chat API. */
export const post = (fetch: typeof globalThis.fetch, isStream: boolean, signal?: AbortSignal) =>
  fetch(url, {
    method: 'POST',
    body: JSON.stringify({ model: 'gpt-5', stream: isStream }),
    ...(signal === undefined ? {} : { signal }),
  });

/** The text of a body up to its end, and how it ended. */
export async function readToEnd(response: Response): Promise<{ text: string; error?: unknown }> {
  const decoder = new TextDecoder();
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { text };
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    return { text, error };
  }
}

/** The content of a streamed answer. */
export const deltas = (text: string) => [...text.matchAll(/"content":"([^"]+)"/g)].map(match => match[1]);
/** Time for what is under way in other tasks. */
export const settled = () => new Promise(resolve => setTimeout(resolve, 10));
