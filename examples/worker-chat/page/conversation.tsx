/** The messages, each answer with its timeline. */
import type { ChatMessage, Step } from '../shared/chat-message.ts';
import { LEG_LABELS, type LegName } from '../shared/faults.ts';
import { useFollow } from './use-follow.ts';
import { Timeline } from './timeline.tsx';

const textOf = ({ parts }: ChatMessage): string => parts.map(part => (part.type === 'text' ? part.text : '')).join('');

const stepsOf = ({ parts }: ChatMessage): Step[] =>
  parts.flatMap(part => (part.type === 'data-step' ? [part.data] : []));

const labelOf = (leg: string | undefined) => (leg === undefined ? undefined : LEG_LABELS[leg as LegName]?.label);

function Answer({ message, isOpen, isBusy }: { message: ChatMessage; isOpen: boolean; isBusy: boolean }) {
  const text = textOf(message);
  const steps = stepsOf(message);
  const answeredBy = labelOf(message.metadata?.answeredBy);
  return (
    <article className="message answer" aria-label="Answer" aria-busy={isBusy}>
      {text !== '' && <p className="text">{text}</p>}
      {answeredBy !== undefined && !isBusy && <p className="by">Answered by {answeredBy}</p>}
      <Timeline steps={steps} isOpen={isOpen} />
    </article>
  );
}

/** What a screen reader says: what goes on while one waits, then the whole answer at once, not word by word. */
function announcement(last: ChatMessage | undefined, isBusy: boolean, notice: string): string {
  if (notice !== '') return notice;
  if (isBusy) return 'Asking.';
  if (last?.role !== 'assistant') return '';
  const answeredBy = labelOf(last.metadata?.answeredBy);
  return answeredBy === undefined ? '' : `${answeredBy} answered: ${textOf(last)}`;
}

export function Conversation({
  messages,
  isBusy,
  notice,
  error,
}: {
  messages: readonly ChatMessage[];
  isBusy: boolean;
  notice: string;
  error: Error | undefined;
}) {
  const last = messages.at(-1);
  const waiting = last?.role === 'assistant' && textOf(last) !== '' ? 'Answering …' : 'Asking …';
  useFollow(messages, isBusy);
  return (
    <div className="messages">
      {messages.map(message =>
        message.role === 'user' ? (
          <article key={message.id} className="message question" aria-label="You">
            <p className="text">{textOf(message)}</p>
          </article>
        ) : (
          <Answer key={message.id} message={message} isOpen={message === last} isBusy={isBusy && message === last} />
        ),
      )}
      {isBusy && (
        <p className="notice" aria-hidden="true">
          <span className="pulse" />
          {notice === '' ? waiting : notice}
        </p>
      )}
      {error && !isBusy && (
        <p className="error" role="alert">
          {error.message}
        </p>
      )}
      <p className="hidden" role="status">
        {announcement(last, isBusy, notice)}
      </p>
    </div>
  );
}
