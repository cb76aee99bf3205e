/** Where a message is written. */
import { useState, type FormEvent, type KeyboardEvent, type Ref } from 'react';

interface Props {
  ref: Ref<HTMLTextAreaElement>;
  isBusy: boolean;
  onSend(text: string): void;
  onStop(): void;
}

export function Composer({ ref, isBusy, onSend, onStop }: Props) {
  const [text, setText] = useState('');
  function send(event: FormEvent) {
    event.preventDefault();
    if (isBusy) return onStop();
    if (text.trim() === '') return;
    onSend(text.trim());
    setText('');
  }
  function sendByEnter(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (!isBusy) event.currentTarget.form?.requestSubmit();
  }
  return (
    <form className="composer" onSubmit={send}>
      <label className="hidden" htmlFor="message">
        Message
      </label>
      <textarea
        ref={ref}
        id="message"
        rows={1}
        value={text}
        placeholder="Write a message"
        onChange={event => setText(event.target.value)}
        onKeyDown={sendByEnter}
      />
      <button type="submit" className="send">
        {isBusy ? 'Stop' : 'Send'}
      </button>
    </form>
  );
}
