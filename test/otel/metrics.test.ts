/** What is counted where several legs were asked: what an answer cost besides itself. */
import { describe, expect, it } from 'vitest';
import type { News } from '../../src/events.ts';
import { createOtelListener } from '../../src/otel/index.ts';
import { createRecorder, showMetrics } from './recorder.ts';
import { begun, ended, FALLBACK, over, PRIMARY, started, teller } from './told.ts';

const usage = { inputTokens: 100, outputTokens: 20 };

async function wasteOf(...news: News[]): Promise<string[]> {
  const recorder = createRecorder();
  teller(createOtelListener(recorder.options))(started(), ...news);
  expect(recorder.open()).toBe(0);
  return showMetrics(await recorder.metrics()).filter(line => line.startsWith('.wasted'));
}

const tokens = (leg: string, outcome: string) => [
  `.wasted.attempts: 1 {attempt} (.leg=${leg}, .outcome=${outcome})`,
  `.wasted.input_tokens: 100 {token} (.leg=${leg}, .outcome=${outcome})`,
  `.wasted.output_tokens: 20 {token} (.leg=${leg}, .outcome=${outcome})`,
];

describe('wasted is', () => {
  it('an attempt that failed before another answered', async () => {
    expect(
      await wasteOf(
        begun(PRIMARY, 1),
        over(PRIMARY, 1, 'failed', { usage }),
        begun(FALLBACK, 2),
        over(FALLBACK, 2, 'answered', { usage }),
        ended('answered', FALLBACK),
      ),
    ).toEqual(tokens('primary', 'failed'));
  });

  it('an attempt that lost', async () => {
    expect(
      await wasteOf(
        begun(PRIMARY, 1),
        begun(FALLBACK, 2, 'hedge'),
        over(FALLBACK, 2, 'answered', { usage }),
        over(PRIMARY, 1, 'lost', { usage }),
        ended('answered', FALLBACK),
      ),
    ).toEqual(tokens('primary', 'lost'));
  });

  it('a whole answer that came at the same time as the one that was given', async () => {
    expect(
      await wasteOf(
        begun(PRIMARY, 1),
        begun(FALLBACK, 2, 'hedge'),
        over(PRIMARY, 1, 'answered', { usage }),
        over(FALLBACK, 2, 'answered', { usage }),
        ended('answered', PRIMARY),
      ),
    ).toEqual(tokens('fallback', 'discarded'));
  });

  it('a whole answer that a hook refused with an error', async () => {
    expect(await wasteOf(begun(PRIMARY, 1), over(PRIMARY, 1, 'answered', { usage }), ended('failed'))).toEqual(
      tokens('primary', 'discarded'),
    );
  });

  it('a continuation that failed before it said anything', async () => {
    expect(
      await wasteOf(
        begun(PRIMARY, 1),
        ended('answered', PRIMARY),
        over(PRIMARY, 1, 'failed', { usage }),
        begun(FALLBACK, 2, 'continue'),
        over(FALLBACK, 2, 'failed', { usage }),
      ),
    ).toEqual(tokens('fallback', 'failed'));
  });
});

describe('wasted is not', () => {
  it.each<[string, News[]]>([
    ['an answer', [begun(PRIMARY, 1), over(PRIMARY, 1, 'answered', { usage }), ended('answered', PRIMARY)]],
    [
      'an attempt that the caller aborted',
      [begun(PRIMARY, 1), over(PRIMARY, 1, 'aborted', { usage }), ended('aborted')],
    ],
    [
      'an answer that the caller no longer wanted',
      [begun(PRIMARY, 1), over(PRIMARY, 1, 'answered', { usage }), ended('aborted')],
    ],
    ['a stream that was left', [begun(PRIMARY, 1), ended('answered', PRIMARY), over(PRIMARY, 1, 'left', { usage })]],
    [
      'a stream of which a part was read',
      [begun(PRIMARY, 1), ended('answered', PRIMARY), over(PRIMARY, 1, 'failed', { usage })],
    ],
    [
      'a continuation of which a part was read',
      [
        begun(PRIMARY, 1),
        ended('answered', PRIMARY),
        over(PRIMARY, 1, 'failed'),
        begun(FALLBACK, 2, 'continue'),
        { type: 'committed', ...FALLBACK, attempt: 2, ms: 1 },
        over(FALLBACK, 2, 'failed', { usage }),
      ],
    ],
  ])('%s', async (_, news) => expect(await wasteOf(...news)).toEqual([]));
});

it('the state of a breaker is the last one, and each change is counted', async () => {
  const recorder = createRecorder();
  const tell = teller(createOtelListener(recorder.options));
  tell(started(), begun(PRIMARY, 1));
  for (const state of ['open', 'half-open', 'open', 'half-open', 'closed'] as const)
    tell({ type: 'breaker', leg: 'primary', state, pauseMs: 0 });
  tell({ type: 'breaker', leg: 'fallback', state: 'half-open', pauseMs: 0 });
  tell(over(PRIMARY, 1, 'answered'), ended('answered', PRIMARY));
  expect(showMetrics(await recorder.metrics()).filter(line => line.startsWith('.breaker'))).toEqual([
    '.breaker.changes: 1 {change} (.leg=fallback, .state=half-open)',
    '.breaker.changes: 1 {change} (.leg=primary, .state=closed)',
    '.breaker.changes: 2 {change} (.leg=primary, .state=half-open)',
    '.breaker.changes: 2 {change} (.leg=primary, .state=open)',
    '.breaker.state: 0 (.leg=primary)',
    '.breaker.state: 1 (.leg=fallback)',
  ]);
});

it('no measurement carries the id of a call', async () => {
  const recorder = createRecorder();
  const listener = createOtelListener(recorder.options);
  const course = (call: string) =>
    teller(listener, call)(started(), begun(PRIMARY, 1), over(PRIMARY, 1, 'failed'), ended('failed'));
  course('one');
  const lines = showMetrics(await recorder.metrics()).length;
  for (let call = 0; call < 100; call += 1) course(`call-${call}`);
  expect(showMetrics(await recorder.metrics())).toHaveLength(lines);
});
