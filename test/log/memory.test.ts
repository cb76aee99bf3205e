/** What is kept between events is bounded, whatever never ends. */
import { expect, it } from 'vitest';
import { wrapLanguageModel } from 'ai';
import { scenario, status } from '../../mocks/index.ts';
import { gatewayErrorMiddleware, logEvents, type FailoverEvent } from '../../src/index.ts';
import { call } from '../events/play.ts';
import { openaiLeg } from '../support/failover-legs.ts';
import { keeper, numbered } from './lines.ts';

const begin = (callId: string): FailoverEvent => ({
  type: 'call-start',
  callId,
  at: 0,
  operation: 'generate',
  legs: ['a', 'b'],
});
const skip = (callId: string): FailoverEvent => ({
  type: 'skip',
  callId,
  at: 0,
  leg: 'a',
  provider: 'p',
  modelId: 'm',
  reason: 'gateway',
});
const end = (callId: string): FailoverEvent => ({
  type: 'call-end',
  callId,
  at: 1,
  operation: 'generate',
  outcome: 'answered',
  servedBy: { leg: 'b', provider: 'p', modelId: 'm' },
  degraded: true,
  hedged: false,
  attempts: 1,
  ms: 1,
});

it('calls that never end are forgotten, the oldest first', () => {
  const { logger, written } = keeper();
  const log = logEvents(logger, { level: 'debug' });
  const MOST = 10_000;
  for (let index = 0; index <= MOST; index += 1) {
    log(begin(`call-${index}`));
    log(skip(`call-${index}`));
  }
  log(end('call-0'));
  log(end('call-1'));
  expect(written.map(([, line]) => line)).toEqual([
    'failover call-0: b answered after 1 ms',
    'failover call-1: b answered after 1 ms; a was skipped: gateway',
  ]);
});

it('legs that never come back are forgotten, the oldest first', () => {
  const { logger, written } = keeper();
  const log = logEvents(logger);
  const MOST = 100;
  const breaker = (leg: string, state: 'open' | 'closed', at: number): FailoverEvent => ({
    type: 'breaker',
    leg,
    state,
    at,
    pauseMs: 5_000,
  });
  for (let index = 0; index <= MOST; index += 1) log(breaker(`leg-${index}`, 'open', 0));
  written.length = 0;
  for (const leg of ['leg-0', 'leg-1']) log(breaker(leg, 'closed', 7_000));
  expect(written.map(([, line]) => line)).toEqual([
    'failover: leg-0 is back in service',
    'failover: leg-1 is back in service after 7 s',
  ]);
});

it('a model without a router has the same lines', async () => {
  const { logger, written } = keeper();
  const model = wrapLanguageModel({
    model: openaiLeg(scenario([status(401), status(400)])),
    middleware: gatewayErrorMiddleware({ onEvent: logEvents(logger) }),
  });
  for (const way of ['generate', 'stream'] as const) await call(model, way, {});
  const known = new Map<string, number>();
  expect(written.map(([method, line]) => `${method} ${numbered(String(line), known).replace(/\d+ ms/, 'some ms')}`))
    .toMatchInlineSnapshot(`
    [
      "error failover 1: the call failed after some ms, not retryable; openai.responses/gpt-5 failed: auth (HTTP 401, vocabulary:auth). Check the key or token for this provider.",
      "error failover 2: the call failed after some ms, not retryable; openai.responses/gpt-5 failed: invalid-request (HTTP 400, status:invalid-request)",
    ]
  `);
});
