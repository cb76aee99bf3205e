/** Many calls of one instance: each has its own line, with its own id and story. */
import { expect, it } from 'vitest';
import { ok, status, type Step } from '../../mocks/index.ts';
import { logEvents } from '../../src/index.ts';
import { call } from '../events/play.ts';
import { settle } from '../support/manual-clock.ts';
import { setUp } from '../time/set-up.ts';
import { keeper } from './lines.ts';

const CALLS = 50;

it('50 calls at a time keep their ids and their stories apart', async () => {
  const { logger, written } = keeper();
  const ids = new Set<string>();
  const GOOD = ok(['Hello']);
  const lines = logEvents(logger, { format: 'object', level: 'debug' });
  const script = (of: (index: number) => Step[]) => Array.from({ length: CALLS }, (_, index) => of(index)).flat();
  const { model, clock } = setUp(
    [
      script(index => [status(index % 2 === 0 ? 503 : 500)]),
      script(index => (index % 5 === 0 ? [status(429)] : [GOOD])),
      GOOD,
    ],
    {
      health: false,
      budget: false,
      retries: { perLeg: 0 },
      onEvent(event) {
        if (event.type === 'call-start') ids.add(event.callId!);
        lines(event);
      },
    },
  );
  const running = Array.from({ length: CALLS }, (_, index) => call(model, index % 3 === 0 ? 'stream' : 'generate', {}));
  for (let ms = 0; ms < 5_000; ms += 250) await clock.advance(250);
  await Promise.all(running);
  await settle();
  const ends = written.map(([, line]) => line as { type: string; callId: string; message: string; statusCode: number });
  expect(ends.map(({ type }) => type)).toEqual(Array.from({ length: CALLS }, () => 'call-end'));
  expect(new Set(ends.map(({ callId }) => callId))).toEqual(ids);
  for (const { callId, message, statusCode } of ends) {
    expect(message.startsWith(`failover ${callId.slice(0, 8)}: `)).toBe(true);
    expect(message.match(/a failed: [^;]*HTTP \d+/g)).toEqual([expect.stringContaining(`HTTP ${statusCode}`)]);
  }
  expect(new Set(ends.map(({ statusCode }) => statusCode))).toEqual(new Set([500, 503]));
});

it('a call whose beginning was not told is told all the same', async () => {
  const { logger, written } = keeper();
  const lines = logEvents(logger);
  const { model, clock } = setUp([status(503)], {
    onEvent: event => (event.type === 'call-end' ? lines(event) : undefined),
  });
  const running = call(model, 'generate', {});
  await clock.advance(1_000);
  await running;
  expect(written.map(([, line]) => String(line))).toEqual([
    expect.stringMatching(/: the call failed after 0 ms, may be retried; overloaded \(HTTP 503/),
  ]);
});
