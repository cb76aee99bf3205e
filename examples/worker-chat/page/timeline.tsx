/** What happened in a call, in the order of time. */
import { useEffect, useState } from 'react';
import type { Step } from '../shared/chat-message.ts';

const WORDS: Readonly<Record<Step['kind'], string>> = {
  asked: 'Asked',
  failed: 'Failed',
  waiting: 'Waiting',
  skipped: 'Skipped',
  benched: 'Benched',
  back: 'Back',
  speaking: 'First words',
  answered: 'Answered',
  stopped: 'Stopped',
};

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)}\u00a0s`;

/** A number stays with its unit where a line ends. */
const unbroken = (text: string) => text.replaceAll(/(\d) s\b/g, '$1\u00a0s');

export function Timeline({ steps, isOpen: isLatest }: { steps: readonly Step[]; isOpen: boolean }) {
  const [isOpen, setIsOpen] = useState(isLatest);
  // The latest one is unfolded; a visitor may unfold others.
  useEffect(() => setIsOpen(isLatest), [isLatest]);
  if (steps.length === 0) return null;
  return (
    <details className="timeline" open={isOpen} onToggle={event => setIsOpen(event.currentTarget.open)}>
      <summary>
        What happened: {steps.length} {steps.length === 1 ? 'step' : 'steps'} in {seconds(steps.at(-1)!.ms)}
      </summary>
      <ol>
        {steps.map((step, index) => (
          <li key={index} className={step.kind}>
            <span className="time">{seconds(step.ms)}</span>
            <span className="tag">{WORDS[step.kind]}</span>
            <span className="what">
              {unbroken(step.text)}
              {step.detail !== undefined && <small>{step.detail}</small>}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
