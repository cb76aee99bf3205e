/** A reader may leave while a leg is asked to go on with the answer that broke off. */
import { expect, it } from 'vitest';
import { cut, hang } from '../../mocks/index.ts';
import { settle } from '../support/manual-clock.ts';
import { PROMPT } from '../errors/failing-legs.ts';
import { setUp } from '../time/set-up.ts';
import type { FailoverEvent } from '../../src/index.ts';
import { expectWhole, outlineOf } from './outline.ts';

it('the leg that was asked is left: it lost to no other one', async () => {
  const events: FailoverEvent[] = [];
  const { model, clock } = setUp([cut({ afterParts: 1, text: ['Hello', ' world'] }), hang()], {
    afterContent: 'continue',
    legs: [{}, { assistantPrefill: true }],
    onEvent: event => void events.push(event),
  });
  const reader = (await model.doStream(PROMPT)).stream.getReader();
  while ((await reader.read()).value?.type !== 'text-delta');
  const next = reader.read();
  await clock.advance(1_000);
  await reader.cancel('enough');
  await next;
  await settle();
  expectWhole(events);
  expect(outlineOf(events).slice(-2)).toEqual(['0 attempt-start b#2 continue', '1000 attempt-end b#2 left']);
  expect(clock.pending).toBe(0);
});
