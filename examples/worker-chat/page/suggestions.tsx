/** What to try first: each breaks something and asks. */
import type { Faults } from '../shared/faults.ts';

const SUGGESTIONS: readonly { label: string; question: string; broken: Partial<Faults> }[] = [
  { label: 'All is well', question: 'Are you there?', broken: {} },
  {
    label: 'The gateway hides an outage as HTTP 400',
    question: 'Do I notice an outage?',
    broken: { claude: 'code-2005' },
  },
  {
    label: 'One hangs, one fails inside a 200',
    question: 'How long do I wait?',
    broken: { claude: 'hang', openrouter: 'stream-error' },
  },
  { label: 'The answer breaks off in the middle', question: 'Who finishes the answer?', broken: { claude: 'cut' } },
];

export function Suggestions({
  isPlayed,
  onPick,
}: {
  isPlayed: boolean;
  onPick(question: string, broken: Partial<Faults>): void;
}) {
  if (!isPlayed) return null;
  return (
    <div className="suggestions">
      <p id="try">Try one, or break an upstream and write your own message:</p>
      <ul aria-labelledby="try">
        {SUGGESTIONS.map(({ label, question, broken }) => (
          <li key={label}>
            <button type="button" onClick={() => onPick(question, broken)}>
              {label}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
