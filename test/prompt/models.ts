/** The real packages, each answering from a script and keeping what it was asked. */
import { generateText, isStepCount, type ModelMessage, tool, wrapLanguageModel } from 'ai';
import { z } from 'zod';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { type SanitizedPrompt, sanitizePrompt, type SanitizePromptOptions } from '../../src/prompt/sanitize-prompt.ts';
import type { CallOptions, LanguageModel } from '../../src/sdk-types.ts';
import { providerPackages } from '../support/provider-packages.ts';
import { answers, type ProviderName } from './answers.ts';
import { isSdk6 } from '../support/sdk.ts';

// The packages' own warnings are not what is tested here.
globalThis.AI_SDK_LOG_WARNINGS = false;

export const names = Object.keys(answers) as ProviderName[];

export interface Recorded {
  model: LanguageModel;
  /** The parsed bodies, oldest first. */
  requests: Record<string, unknown>[];
}

/** `name`'s package; its answers are those of the script, the last one repeats. */
export const recorded = (name: ProviderName, script: readonly unknown[]): Recorded => {
  const requests: Record<string, unknown>[] = [];
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    const answer = script[Math.min(requests.length, script.length - 1)];
    requests.push(JSON.parse(String(init?.body)) as Record<string, unknown>);
    return Response.json(answer);
  };
  return { model: providerPackages[name].connect({ baseURL: 'https://host.invalid', fetch }), requests };
};

export const weather = tool({
  description: 'The weather in a city',
  inputSchema: z.object({ city: z.string() }),
  execute: async () => 'SUNNY',
});

const QUESTION: ModelMessage = {
  role: 'user',
  content: [
    { type: 'text', text: 'ASKED' },
    { type: 'file', mediaType: 'image/png', data: new Uint8Array([0x89, 0x50, 0x4e, 0x47]) },
  ],
};

/** A question, thoughts, a tool call, its result and the answer, as `name`'s package and the SDK hand them on. */
export const historyOf = async (name: ProviderName): Promise<ModelMessage[]> => {
  const { model } = recorded(name, [answers[name].first, answers[name].last]);
  const result = await generateText({ model, tools: { weather }, messages: [QUESTION], stopWhen: isStepCount(2) });
  // AI SDK 6 has those of all steps in `response`.
  return [QUESTION, ...(isSdk6 ? result.response.messages : result.responseMessages)];
};

type Sanitized = SanitizedPrompt<CallOptions['prompt']>;

export interface Sent {
  body: Record<string, unknown>;
  /** The prompt the SDK made and what became of it. */
  prompt: CallOptions['prompt'];
  sanitized: Sanitized;
}

/** Goes on with `history` at `name`'s model, its prompt sanitised as in the router; gives what was sent. */
export const askNext = async (
  name: ProviderName,
  history: readonly ModelMessage[],
  options: Omit<SanitizePromptOptions, 'for'> | 'as it is' = {},
): Promise<Sent> => {
  const { model, requests } = recorded(name, [answers[name].last]);
  let seen: Omit<Sent, 'body'> | undefined;
  const wrapped = wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: SPECIFICATION,
      transformParams: async ({ params }) => {
        const sanitized =
          options === 'as it is'
            ? { prompt: params.prompt, warnings: [] }
            : sanitizePrompt(params.prompt, { for: model, ...options });
        seen = { prompt: params.prompt, sanitized };
        return { ...params, prompt: sanitized.prompt };
      },
    },
  });
  await generateText({
    model: wrapped,
    tools: { weather },
    messages: [...history, { role: 'user', content: 'ASKED-AGAIN' }],
  });
  const body = requests[0];
  if (!body || !seen) throw new Error('Nothing was sent');
  return { body, ...seen };
};
