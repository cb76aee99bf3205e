/** One outage of a primary, as it is logged: real provider packages, scripted upstreams, a clock that is moved by hand. */
import { hang, ok, status, type Step } from '../../mocks/index.ts';
import { createHealth, logEvents, type EventListener } from '../../src/index.ts';
import { call } from '../events/play.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { setUp } from '../time/set-up.ts';

/** When the day of the log begins. */
const MORNING = Date.UTC(2026, 10, 12, 9, 0, 0);

const OVERLOADED: Step = status(529, {
  body: JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
  headers: { 'content-type': 'application/json', 'request-id': 'req_011CSHoEeqs5C35K2UUqR7Fy' },
});

/** So many calls, one every two seconds. */
const CALLS = 30;

/** Plays it, and gives what `console` is given, with the time and the level of each line. */
export async function playOutage(): Promise<string[]> {
  const clock = createManualClock(MORNING);
  const lines: string[] = [];
  const write = (level: string) => (line: string) => {
    const time = new Date(clock.now()).toISOString().slice(11, 19);
    lines.push(`${time} ${level.padEnd(5)} ${line}`);
  };
  const log: EventListener = logEvents({ debug: write('debug'), info: write('info'), warn: write('warn') });
  const good = ok(['Hello'], { delayMs: 640 });
  const other = ok(['Hello'], { delayMs: 910 });
  const { model } = setUp([[good, good, good, hang(), OVERLOADED, OVERLOADED, OVERLOADED, good], [other]], {
    clock,
    legs: [{ name: 'anthropic' }, { name: 'openai' }],
    health: createHealth({ consecutiveFailures: 3, openMs: 30_000, clock, random: () => 0.5 }),
    hedge: { afterMs: 8_000 },
    onEvent: log,
  });
  for (let number = 0; number < CALLS; number += 1) {
    const running = call(model, 'generate', {});
    await clock.advance(number === 3 ? 10_000 : 2_000);
    await running;
  }
  return lines;
}
