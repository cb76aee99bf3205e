/** docs/chat.md: the route as it stands, read by the reader of `useChat`. */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  AbstractChat,
  createUIMessageStream,
  DefaultChatTransport,
  readUIMessageStream,
  streamText,
  toUIMessageStream,
  type ChatState,
  type ToolSet,
  type UIMessage,
} from 'ai';
import { describe, expect, it } from 'vitest';
import { cut, hang, ok, status, type Step } from '../../mocks/index.ts';
import { failoverDataParts, type EventListener, type FailoverData } from '../../src/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { settle } from '../support/manual-clock.ts';
import { blockWith, run } from './blocks.ts';
import { stage, type Stage } from './stage.ts';
import { readTable, plain } from './tables.ts';

const page = 'docs/chat.md';

type ChatMessage = UIMessage<{ answeredBy?: string }, { failover: FailoverData }>;

class State implements ChatState<ChatMessage> {
  status: ChatState<ChatMessage>['status'] = 'ready';
  error: Error | undefined;
  messages: ChatMessage[] = [];
  pushMessage = (message: ChatMessage) => void this.messages.push(message);
  popMessage = () => void this.messages.pop();
  replaceMessage = (index: number, message: ChatMessage) => void (this.messages[index] = message);
  snapshot = <T>(thing: T): T => structuredClone(thing);
}

/** What `useChat` of every framework is made of. */
class Chat extends AbstractChat<ChatMessage> {}

/** Sends a message through the page's chat to the route, and gives what the page has then. */
async function chat(on: Stage, limits: Record<string, unknown> = {}) {
  const names = on.names as Record<string, never> & { createFailover: (options: object) => unknown };
  const createFailover = (options: object) => names.createFailover({ ...options, ...limits });
  const { POST } = await run(blockWith(page, 'export async function POST'), { ...names, createFailover }, 'POST');
  const route = POST as (request: Request) => Promise<Response>;
  const parts: FailoverData[] = [];
  const state = new State();
  const transport = new DefaultChatTransport<ChatMessage>({
    api: 'https://app.example/api/chat',
    fetch: (input, init) => route(new Request(input, init)),
  });
  const shown = new Chat({ state, transport, onData: part => void parts.push(part.data) });
  let isOver = false;
  const sent = shown.sendMessage({ text: 'Hi' }).finally(() => (isOver = true));
  for (let ms = 0; ms < 120_000; ms += 500) {
    if (isOver as boolean) break;
    await on.clock.advance(500);
  }
  await sent;
  await settle();
  const message = state.messages.at(-1);
  const text = message?.parts.map(part => (part.type === 'text' ? part.text : '')).join('');
  return { parts, message, text, error: state.error?.message };
}

const statuses = (parts: readonly FailoverData[]) => parts.map(part => part.status);

describe('a page with useChat', () => {
  it('shows nothing of a healthy call', async () => {
    const { parts, text, error } = await chat(stage([ok(['Hello', ' world'])], [hang()]));
    expect([parts, text, error]).toEqual([[], 'Hello world', undefined]);
  });

  it('shows that the model is asked again, then that another one is, and then the answer', async () => {
    const { parts, text, message } = await chat(stage([status(503), status(503)], [ok(['Hello', ' world'])]));
    expect(parts).toEqual([
      {
        status: 'retrying',
        text: 'The model is busy at the moment. Trying again.',
        category: 'overloaded',
        isMidAnswer: false,
        waitMs: 125,
      },
      {
        status: 'switching',
        text: 'The model is busy at the moment. Asking another model.',
        category: 'overloaded',
        isMidAnswer: false,
        waitMs: 0,
      },
      { status: 'switched', text: 'Another model answers.', isMidAnswer: false },
    ]);
    expect(text).toBe('Hello world');
    expect(message?.metadata?.answeredBy).toMatch(/^gpt-5/);
    expect(message?.parts.some(part => part.type === 'data-failover')).toBe(false);
  });

  it('shows that a silent model is joined by another one', async () => {
    const { parts, text } = await chat(stage([hang()], [ok('Hello')]), { hedge: { afterMs: 2_000 } });
    expect([statuses(parts), text]).toEqual([['waiting', 'switched'], 'Hello']);
  });

  it('shows in the midst of an answer that another model goes on', async () => {
    const limits = { afterContent: 'continue' };
    const on = stage([cut({ afterParts: 1, text: ['Hello ', 'world'] })], [ok(['world'])]);
    const names = on.names as { createFailover: (options: { models: object[] }) => unknown };
    const { createFailover } = names;
    names.createFailover = options =>
      createFailover({ ...options, models: options.models.map(model => ({ ...model, assistantPrefill: true })) });
    const { parts, text } = await chat(on, limits);
    expect(parts).toMatchObject([
      { status: 'switching', text: 'The answer broke off. Another model goes on.', isMidAnswer: true },
    ]);
    expect(text).toBe('Hello world');
  });

  it.each<[string, Step, string]>([
    [
      'a wait',
      status(429, { headers: { 'retry-after': '20' } }),
      'The model is busy at the moment. Please try again in 20 seconds.',
    ],
    ['a wrong key', status(401), 'The assistant is not set up correctly. Please tell its operator.'],
  ])('shows an error of %s in plain words', async (_, step, words) => {
    const { error } = await chat(stage([step], [step]), { exhausted: 'final' });
    expect(error).toBe(words);
  });
});

it('one chain for all requests writes into the response of each', async () => {
  const on = stage([status(401), ok('second')], [ok('first')]);
  const names = { ...on.names, AsyncLocalStorage };
  const { chain, listeners } = await run(blockWith(page, 'new AsyncLocalStorage'), names, 'chain', 'listeners');
  const storage = listeners as AsyncLocalStorage<EventListener>;
  const respond = async () => {
    const parts: FailoverData[] = [];
    const stream = createUIMessageStream<ChatMessage>({
      execute({ writer }) {
        const result = storage.run(failoverDataParts(writer), () =>
          streamText({ model: chain as LanguageModel, prompt: 'Hi' }),
        );
        writer.merge(toUIMessageStream<ToolSet, ChatMessage>({ stream: result.stream }));
      },
    });
    const [seen, read] = stream.tee();
    for await (const chunk of seen) if (chunk.type === 'data-failover') parts.push(chunk.data);
    for await (const _ of readUIMessageStream({ stream: read })) void _;
    return statuses(parts);
  };
  expect(await Promise.all([respond(), respond()])).toEqual([['switching', 'switched'], []]);
});

it('lists the fields of a part', () => {
  const fields: Record<keyof FailoverData, true> = {
    status: true,
    text: true,
    category: true,
    isMidAnswer: true,
    waitMs: true,
    from: true,
    to: true,
  };
  const listed = readTable(page, 'field').flatMap(row => plain(row['field']).split(', '));
  expect(listed).toEqual(Object.keys(fields));
});
