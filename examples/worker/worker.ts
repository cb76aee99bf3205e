/**
 * A whole Worker: a chat route that asks Claude through an AI Gateway, by the binding, and GPT past it when that fails.
 * docs/workers.md explains each part.
 */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import {
  convertToModelMessages,
  createUIMessageStream,
  createUIMessageStreamResponse,
  streamText,
  toUIMessageStream,
  type UIMessage,
} from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import {
  createFailover,
  createHealth,
  createRetryBudget,
  failoverDataParts,
  failoverErrorText,
  logEvents,
  type FailoverData,
} from 'ai-gateway-failover';

export interface Env {
  AI: { gateway(name: string): { run(requests: unknown, options?: unknown): Promise<Response> } };
  ANTHROPIC_API_KEY: string;
  OPENAI_API_KEY: string;
}

type ChatMessage = UIMessage<unknown, { failover: FailoverData }>;
type EventListener = ReturnType<typeof logEvents>;

// For all requests of the isolate: plain data, without a timer or a connection.
const health = createHealth();
const budget = createRetryBudget();
const log = logEvents(console);

/** Keys and bindings come with the request, and so do the models; the names of the legs are what health is kept under. */
function chain(env: Env, tell: EventListener) {
  const gateway = createAiGateway({ binding: env.AI.gateway('my-gateway') as never });
  return createFailover({
    models: [
      { name: 'claude', model: gateway(createAnthropic({ apiKey: env.ANTHROPIC_API_KEY })('claude-sonnet-4-5')) },
      { name: 'gpt', model: createOpenAI({ apiKey: env.OPENAI_API_KEY })('gpt-5') },
    ],
    health,
    budget,
    timeouts: { firstContentMs: 20_000, idleMs: 20_000, totalMs: 60_000 },
    onEvent(event) {
      log(event);
      tell(event);
    },
  });
}

async function chat(request: Request, env: Env): Promise<Response> {
  const { messages } = (await request.json()) as { messages: ChatMessage[] };
  const stream = createUIMessageStream<ChatMessage>({
    onError: failoverErrorText,
    async execute({ writer }) {
      const result = streamText({
        model: chain(env, failoverDataParts(writer)),
        messages: await convertToModelMessages(messages),
        abortSignal: request.signal,
      });
      writer.merge(toUIMessageStream({ stream: result.stream, onError: failoverErrorText }));
    },
  });
  return createUIMessageStreamResponse({ stream });
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    if (request.method === 'POST' && new URL(request.url).pathname === '/chat') return chat(request, env);
    return new Response('Not found', { status: 404 });
  },
};
