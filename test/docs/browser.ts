/** What the page of a chat needs of React and of `useChat`: a page is a function that is called again for each look at it. */
import { AbstractChat, DefaultChatTransport, type ChatInit, type ChatState, type UIMessage } from 'ai';

class State<Message extends UIMessage> implements ChatState<Message> {
  status: ChatState<Message>['status'] = 'ready';
  error: Error | undefined;
  messages: Message[] = [];
  pushMessage = (message: Message) => void this.messages.push(message);
  popMessage = () => void this.messages.pop();
  replaceMessage = (index: number, message: Message) => void (this.messages[index] = message);
  snapshot = <T>(thing: T): T => structuredClone(thing);
}

/** What `useChat` of every framework is made of. */
class Chat extends AbstractChat<UIMessage> {}

export interface Element {
  type: string;
  props: Record<string, unknown> & { onSubmit?: (event: object) => void; onChange?: (event: object) => void };
  children: unknown[];
}

/** @param route what answers the page's requests */
export function openBrowser(route: (request: Request) => Promise<Response>) {
  const values: unknown[] = [];
  let next = 0;
  let chat: Chat | undefined;
  const transport = new DefaultChatTransport<UIMessage>({
    api: 'https://app.example/api/chat',
    fetch: (input, init) => route(new Request(input, init)),
  });
  const names = {
    createElement: (type: string, props: object | null, ...children: unknown[]) => ({ type, props, children }),
    useState(initial: unknown) {
      const place = next++;
      if (place === values.length) values.push(initial);
      return [values[place], (value: unknown) => void (values[place] = value)];
    },
    useChat(options: ChatInit<UIMessage>) {
      chat ??= new Chat({ ...options, state: new State(), transport });
      const { messages, status, error, sendMessage, stop } = chat;
      return { messages, status, error, sendMessage, stop };
    },
  };

  const elementsOf = (node: unknown): Element[] => {
    if (Array.isArray(node)) return node.flatMap(elementsOf);
    if (typeof node !== 'object' || node === null) return [];
    const element = node as Element;
    return [element, ...element.children.flatMap(elementsOf)];
  };
  const textOf = (node: unknown): string =>
    Array.isArray(node)
      ? node.map(textOf).join('')
      : typeof node === 'object' && node !== null
        ? textOf((node as Element).children)
        : String(node ?? '');

  return {
    names,
    /** The elements that a page shows now, with their texts. */
    look(page: () => unknown): (Element & { text: string })[] {
      next = 0;
      return elementsOf(page()).map(element => ({ ...element, text: textOf(element) }));
    },
  };
}
