/**
 * What reading an error costs grows with its length and not faster. CPU is compared with CPU, the least of some turns:
 * a pattern that starts again at each character takes 64 times as long for 8 times the text, and no load of the machine
 * makes that of 8.
 */
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/classify/classify.ts';
import { redactBody } from '../../src/redact/body.ts';
import { redactCall } from '../../src/redact/call.ts';
import { redactText } from '../../src/secrets/text.ts';
import { HOSTILE_BODIES, PROMPTS } from '../support/hostile-bodies.ts';

const TIMES = 8;
/** Where linear work ends and quadratic work has long begun. */
const MOST = 6 * TIMES;

/** The least CPU of some turns in microseconds, of as many runs as can be measured. */
function leastCpu(run: () => void): number {
  let least = Infinity;
  for (let turn = 0; turn < 3; turn += 1) {
    const start = process.cpuUsage();
    let runs = 0;
    let used = 0;
    for (; used < 1_000; runs += 1) {
      run();
      const { user, system } = process.cpuUsage(start);
      used = user + system;
    }
    least = Math.min(least, used / runs);
  }
  return least;
}

/**
 * How much dearer the long one is. What costs next to nothing is as good as the shortest that can be compared. Measured
 * again while it is above the bound: compilers and neighbours make single figures larger, but never all of them.
 */
function growth(short: () => void, long: () => void, most = MOST): number {
  let least = Infinity;
  for (let attempt = 0; attempt < 20 && least >= most; attempt += 1)
    least = Math.min(least, leastCpu(long) / Math.max(leastCpu(short), 50));
  return least;
}

const bodies = Object.entries(HOSTILE_BODIES);

describe('the work on a hostile body', () => {
  it.each(bodies)('grows no faster than its length: %s', (_, make) => {
    const body = make();
    const [short, long] = [body.slice(0, 2_000), body.slice(0, 2_000 * TIMES)];
    expect(
      growth(
        () => void redactText(short),
        () => void redactText(long),
      ),
    ).toBeLessThan(MOST);
    const [begun, whole] = [body.slice(0, 8_000), body.slice(0, 8_000 * TIMES)];
    expect(
      growth(
        () => void redactBody(begun),
        () => void redactBody(whole),
      ),
    ).toBeLessThan(MOST);
    const error = (responseBody: string) => Object.assign(new Error('x'), { statusCode: 400, responseBody });
    expect(
      growth(
        () => void classify(error(begun)),
        () => void classify(error(whole)),
      ),
    ).toBeLessThan(MOST);
  });

  it.each(bodies)('is the same beyond what is read: %s', (_, make) => {
    const body = make().padEnd(262_144, make());
    const [short, long] = [body.slice(0, 131_072), body.slice(0, 262_144)];
    expect(
      growth(
        () => void redactBody(short),
        () => void redactBody(long),
        4,
      ),
    ).toBeLessThan(4);
  });
});

describe('the work on a long prompt', () => {
  it.each(Object.entries(PROMPTS))('grows no faster than its length: %s', (_, make) => {
    const prompt = make().padEnd(256_000, 'and so on, ');
    const failed = (length: number) => () => {
      const text = prompt.slice(0, length);
      const { redact, mask } = redactCall({ prompt: [{ role: 'user', content: [{ type: 'text', text }] }] });
      for (let entry = 0; entry < 20; entry += 1) {
        redact(`Entry ${entry} says: ${prompt.slice(entry * 100, entry * 100 + 90)}`);
        mask(`Entry ${entry} says: ${prompt.slice(entry * 100, entry * 100 + 90)}`);
      }
    };
    expect(growth(failed(30_000), failed(30_000 * TIMES))).toBeLessThan(MOST);
  });

  it('is next to none where it is too long to be compared, and no text of the provider’s is shown then', () => {
    const { redact, mask } = redactCall({ prompt: [{ role: 'user', content: 'a word '.repeat(40_000) }] });
    expect(redact('The server quotes something')).toBe('[not shown]');
    expect(mask('rate limit exceeded, says the prompt')).toBe('[not shown]');
    // Codes and types are words.
    expect(redact('context_length_exceeded')).toBe('context_length_exceeded');
  });
});
