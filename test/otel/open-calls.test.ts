/** Calls whose events stop: nothing of them is kept for ever, and no span of theirs stays open. */
import { describe, expect, it } from 'vitest';
import { createOtelListener } from '../../src/otel/index.ts';
import { MAX_OPEN_CALLS, MAX_OPEN_MS, OpenCalls, type OpenCall } from '../../src/otel/open-calls.ts';
import { createRecorder, showMetrics, showSpans } from './recorder.ts';
import { begun, ended, FALLBACK, over, PRIMARY, started, teller } from './told.ts';

describe('a call whose events stop', () => {
  it('is ended an hour later, by the next one to come', () => {
    const recorder = createRecorder();
    const listener = createOtelListener(recorder.options);
    teller(listener, 'left')(started('stream'), begun(PRIMARY, 1), ended('answered', PRIMARY));
    teller(listener, 'early', 1_000_000 + MAX_OPEN_MS - 1)(started());
    expect(recorder.open()).toBe(2);
    teller(listener, 'late', 1_000_000 + MAX_OPEN_MS)(started());
    expect(recorder.open()).toBe(2);
    expect(showSpans(recorder.spans()).join('\n')).toMatchInlineSnapshot(`
      "failover stream primary [INTERNAL]
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=stream, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
        chat claude-sonnet-4-5 [CLIENT]
            .attempt=1, .call.id=call 1, .leg=primary, .outcome=unknown, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true"
    `);
  });

  it('is ended while its attempts run', () => {
    const recorder = createRecorder();
    const listener = createOtelListener(recorder.options);
    teller(listener, 'left')(started(), begun(PRIMARY, 1), begun(FALLBACK, 2, 'hedge'));
    teller(listener, 'late', 1_000_000 + MAX_OPEN_MS)(started());
    expect(recorder.spans()).toHaveLength(3);
    expect(recorder.open()).toBe(1);
  });

  it('is counted all the same if it ends later on, and begins no span', async () => {
    const recorder = createRecorder();
    const listener = createOtelListener(recorder.options);
    const tell = teller(listener, 'left');
    tell(started(), begun(PRIMARY, 1));
    teller(listener, 'late', 1_000_000 + MAX_OPEN_MS)(started());
    tell(over(PRIMARY, 1, 'failed'), begun(FALLBACK, 2), over(FALLBACK, 2, 'answered'), ended('answered', FALLBACK));
    expect(recorder.spans()).toHaveLength(2);
    expect(recorder.open()).toBe(1);
    expect(showMetrics(await recorder.metrics()).slice(0, 2)).toEqual([
      '.attempts: 1 {attempt} (.leg=fallback, .outcome=answered)',
      '.attempts: 1 {attempt} (.leg=primary, .outcome=failed, error.type=overloaded)',
    ]);
  });

  it('is ended where there are too many', () => {
    const recorder = createRecorder();
    const listener = createOtelListener(recorder.options);
    for (let call = 0; call < MAX_OPEN_CALLS + 500; call += 1)
      teller(listener, `call-${call}`)(started(), begun(PRIMARY, 1));
    expect(recorder.open()).toBe(2 * MAX_OPEN_CALLS);
    expect(recorder.spans()).toHaveLength(1_000);
  });
});

describe('what is remembered', () => {
  function listen() {
    const dropped: OpenCall[] = [];
    const calls = new OpenCalls(call => void dropped.push(call));
    const tell = teller(event => {
      const call = calls.of(event, event.callId!);
      if (!call) return;
      if (event.type === 'attempt-start') call.attempts.set(event.attempt, {} as never);
      if (event.type === 'attempt-end') call.attempts.delete(event.attempt);
      if (event.type === 'call-end') call.end = event;
      calls.settle(call, event);
    });
    return { calls, dropped, tell };
  }

  it.each([
    ['whole answer', [begun(PRIMARY, 1), over(PRIMARY, 1, 'answered'), ended('answered', PRIMARY)]],
    ['failure', [begun(PRIMARY, 1), over(PRIMARY, 1, 'failed'), ended('failed')]],
    ['abort', [begun(PRIMARY, 1), over(PRIMARY, 1, 'aborted'), ended('aborted')]],
    ['stream', [begun(PRIMARY, 1), ended('answered', PRIMARY), over(PRIMARY, 1, 'answered')]],
    ['stream that was left', [begun(PRIMARY, 1), ended('answered', PRIMARY), over(PRIMARY, 1, 'left')]],
  ])('of a %s ends with it', (_, news) => {
    const { calls, dropped, tell } = listen();
    tell(started());
    for (const one of news.slice(0, -1)) {
      tell(one);
      expect(calls.size).toBe(1);
    }
    tell(news.at(-1)!);
    expect([calls.size, dropped]).toEqual([0, []]);
  });

  it('of a stream that broke off lasts until another attempt has continued it', () => {
    const { calls, tell } = listen();
    tell(started(), begun(PRIMARY, 1), ended('answered', PRIMARY), over(PRIMARY, 1, 'failed'));
    expect(calls.size).toBe(1);
    tell(begun(FALLBACK, 2, 'continue'), over(FALLBACK, 2, 'failed'));
    expect(calls.size).toBe(1);
    tell(begun(FALLBACK, 3, 'continue'), over(FALLBACK, 3, 'answered'));
    expect(calls.size).toBe(0);
  });
});
