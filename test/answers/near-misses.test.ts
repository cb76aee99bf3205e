/** Answers that differ from good ones in little are failures, for `classify` and for the router. */
import { describe, expect, it } from 'vitest';
import { classify, createFailover, type FailoverEvent } from '../../src/index.ts';
import { callGenerate, callStream } from '../support/calls.ts';
import { providerPackages } from '../support/provider-packages.ts';
import { reply, streamed } from '../support/scripted-fetch.ts';
import { connect } from './doors.ts';
import { NEAR_MISSES } from './near-misses.ts';
import { notableIn } from '../support/notable.ts';

const { wire } = providerPackages['openai chat'];

describe.each(NEAR_MISSES.map(miss => [miss.door, miss.name, miss] as const))('%s: %s', (_door, _name, miss) => {
  const headers = { 'content-type': miss.isStream ? 'text/event-stream' : 'application/json' };

  it('is a failure to classify', () => {
    const { category, rule } = classify(undefined, { response: { status: 200, headers, body: miss.body } });
    expect({ category, isFailure: rule !== 'response:success' }).toEqual({ category: miss.category, isFailure: true });
  });

  it('is answered by the fallback', async () => {
    const events: FailoverEvent[] = [];
    const model = createFailover({
      models: [
        connect(miss.door, async () => reply(miss.body, 200, headers)()),
        connect('openai chat', async () =>
          (miss.isStream ? streamed(wire, ['good ', 'answer']) : reply(wire.json('good answer')))(),
        ),
      ],
      retries: { perLeg: 0 },
      onEvent: notableIn(events),
    });
    const outcome = await (miss.isStream ? callStream : callGenerate)(model);
    expect(outcome).toMatchObject({ text: 'good answer', finishReason: 'stop' });
    expect(events[0]).toMatchObject({ type: 'failure', failure: { category: miss.heard ?? miss.category } });
    expect(events.at(-1)?.type).toBe('failover');
  });
});
