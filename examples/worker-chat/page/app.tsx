/** The page: the upstreams and how they are, and the chat. */
import { useChat } from '@ai-sdk/react';
import { DefaultChatTransport } from 'ai';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ChatMessage } from '../shared/chat-message.ts';
import { NO_FAULTS, type Faults } from '../shared/faults.ts';
import { Composer } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import { keepFaults, keepMessages, keptFaults, keptMessages, keptRoom, newRoom } from './kept.ts';
import { Suggestions } from './suggestions.tsx';
import { Upstreams } from './upstreams.tsx';
import { useUpstreams } from './use-upstreams.ts';

/** Several pieces of an answer arrive within a frame; the page is drawn this often at most. */
const THROTTLE_MS = 50;

export function App() {
  const [room, setRoom] = useState(keptRoom);
  const [faults, setFaults] = useState(keptFaults);
  const [notice, setNotice] = useState('');
  const [seen, setSeen] = useUpstreams(room);
  // The transport is made once, and asks for what holds when a message is sent.
  const sent = useRef({ room, faults });
  sent.current = { room, faults };
  const transport = useMemo(
    () => new DefaultChatTransport<ChatMessage>({ api: 'api/chat', body: () => sent.current }),
    [],
  );
  const { messages, setMessages, status, error, sendMessage, stop } = useChat<ChatMessage>({
    transport,
    messages: useMemo(keptMessages, []),
    throttle: THROTTLE_MS,
    onData(part) {
      if (part.type === 'data-failover') setNotice(part.data.text);
      if (part.type === 'data-state') setSeen(part.data);
    },
    onFinish: () => setNotice(''),
  });
  const isBusy = status === 'submitted' || status === 'streaming';
  useEffect(() => {
    if (!isBusy) keepMessages(messages);
  }, [isBusy, messages]);

  function choose(next: Faults) {
    // Told at once, since a suggestion sends its message before the page is drawn anew.
    sent.current = { room, faults: next };
    setFaults(next);
    keepFaults(next);
  }
  function ask(text: string) {
    setNotice('');
    void sendMessage({ text });
  }
  // A button that goes away takes the focus with it.
  const writing = useRef<HTMLTextAreaElement>(null);
  function clear() {
    setMessages([]);
    writing.current?.focus();
  }

  return (
    <>
      <header className="top">
        <h1>A chat that survives its models</h1>
        <p>Break an upstream, send a message, and see who answers, when and why.</p>
      </header>
      <main className="columns">
        <Upstreams
          seen={seen}
          faults={faults}
          onChoose={choose}
          onForget={() => {
            setRoom(newRoom());
            setNotice('What was known of the upstreams is forgotten.');
          }}
        />
        <section className="chat" aria-labelledby="conversation">
          <div className="chat-head">
            <h2 id="conversation">Conversation</h2>
            {messages.length > 0 && !isBusy && (
              <button type="button" className="quiet" onClick={clear}>
                Clear
              </button>
            )}
          </div>
          {messages.length === 0 && (
            <Suggestions
              isPlayed={seen?.isPlayed ?? true}
              onPick={(text, broken) => {
                choose({ ...NO_FAULTS, ...broken });
                ask(text);
                writing.current?.focus();
              }}
            />
          )}
          <Conversation messages={messages} isBusy={isBusy} notice={notice} error={error} />
          <Composer ref={writing} isBusy={isBusy} onSend={ask} onStop={() => void stop()} />
        </section>
      </main>
    </>
  );
}
