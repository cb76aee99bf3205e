/** Whatever two legs, time, the caller and the consumer do, in any order: one outcome, one verdict a leg, nothing left. */
import { getEventListeners } from 'node:events';
import { MockLanguageModelV4 } from 'ai/test';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LanguageModel, StreamPart } from '../../src/sdk-types.ts';
import { createFailover, createHealth, type Health } from '../../src/index.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { asPart, MALFORMED, ODD_ERRORS, UNUSUAL } from '../support/odd-parts.ts';
import {
  createPartSource,
  finish,
  metadata,
  start,
  text,
  textEnd,
  textStart,
  type PartSource,
} from '../support/part-source.ts';

const reason = new Error('the caller is gone');
const oddParts = [...MALFORMED, ...UNUSUAL].filter(([name]) => name !== 'a huge id').map(([, part]) => asPart(part));
const errors = ODD_ERRORS.map(([, error]): StreamPart => ({ type: 'error', error }));
/** By number: what cannot be looked at must not be generated. */
const good = [start, metadata, textStart, text('some words of an answer '), text('more '), text(''), textEnd, finish()];
const ends = [finish('error', null), finish('other', null), finish('interrupted', null), finish('length')];

const common = [...good, ...good, ...ends];
const odd = [...oddParts, ...errors];
const all = [...common, ...odd];

const leg = fc.constantFrom(0, 1);
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ does: fc.constant('push' as const), leg, part: fc.nat(common.length - 1) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('push' as const),
      leg,
      part: fc.integer({ min: common.length, max: all.length - 1 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('end' as const, 'fail' as const), leg }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('open' as const), leg }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('read' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.constantFrom(100, 600, 1_100, 3_000) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('abort' as const, 'cancel' as const) }) },
);
const scripts = fc.record({
  steps: fc.array(step, { maxLength: 30 }),
  isContinued: fc.boolean(),
  isHedged: fc.boolean(),
  isHeld: fc.boolean(),
  opensAtOnce: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  isRandomBad: fc.boolean(),
  operation: fc.constantFrom('stream' as const, 'stream' as const, 'generate' as const),
});
type Script = typeof scripts extends fc.Arbitrary<infer Value> ? Value : never;

/** A health that counts the verdicts on each call. */
function countVerdicts(health: Health) {
  const verdicts: number[] = [];
  const counting: Health = {
    ...health,
    begin(ref, isLastResort) {
      const call = health.begin(ref, isLastResort);
      if (!call) return undefined;
      const index = verdicts.push(0) - 1;
      const count = () => void (verdicts[index]! += 1);
      return {
        // Its methods are those of its class, which no spread takes along.
        isProbe: call.isProbe,
        committed: () => call.committed(),
        isGivenUp: () => call.isGivenUp(),
        succeeded: () => (count(), call.succeeded()),
        failed: failure => (count(), call.failed(failure)),
        forget: () => (count(), call.forget()),
      };
    },
  };
  return { health: counting, verdicts };
}

interface Opened {
  source: PartSource;
  open: () => void;
  isOver: boolean;
}

async function play({ steps, operation, opensAtOnce, ...is }: Script) {
  const clock = createManualClock();
  const opened: Opened[][] = [[], []];
  const modelOf = (index: number) =>
    new MockLanguageModelV4({
      modelId: `m${index}`,
      doStream: () => {
        const { promise, resolve } = Promise.withResolvers<PartSource['result']>();
        const source = createPartSource({ 'content-type': 'text/event-stream' });
        opened[index]!.push({ source, open: () => resolve(source.result), isOver: false });
        if (opensAtOnce) resolve(source.result);
        return promise;
      },
    }) as LanguageModel;
  const random = () => {
    if (is.isRandomBad) throw new Error('no randomness');
    return 0.5;
  };
  const { health, verdicts } = countVerdicts(createHealth({ clock, random, consecutiveFailures: 1 }));
  const model = createFailover({
    models: [modelOf(0), { model: modelOf(1), assistantPrefill: true }],
    clock,
    random,
    health,
    hedge: is.isHedged ? { afterMs: 500 } : false,
    timeouts: { firstContentMs: 2_000, idleMs: 1_000, totalMs: 20_000 },
    holdBackMs: is.isHeld ? Infinity : 50,
    afterContent: is.isContinued ? 'continue' : 'error',
    generateVia: 'stream',
  });
  const caller = new AbortController();
  const outcomes: string[] = [];
  const parts: StreamPart[] = [];
  let reader: ReadableStreamDefaultReader<StreamPart> | undefined;
  let isReading = false;
  let isAborted = false;
  let isCancelled = false;
  const ended = (how: string) => void outcomes.push(how);

  const call = { prompt: [], abortSignal: caller.signal };
  if (operation === 'generate')
    model.doGenerate(call).then(
      () => ended('answered'),
      () => ended('rejected'),
    );
  else
    model.doStream(call).then(
      ({ stream }) => void (reader = stream.getReader()),
      () => ended('rejected'),
    );

  function read(): void {
    if (!reader || isReading || isCancelled || outcomes.length > 0) return;
    isReading = true;
    reader.read().then(
      ({ done, value }) => {
        isReading = false;
        if (!done) parts.push(value);
        else if (!isCancelled) ended('closed');
      },
      () => ended('errored'),
    );
  }

  function act(next: Script['steps'][number]): Promise<void> | void {
    const latest = 'leg' in next ? opened[next.leg]!.at(-1) : undefined;
    switch (next.does) {
      case 'wait':
        return clock.advance(next.ms);
      case 'read':
        return read();
      case 'abort':
        isAborted = true;
        return caller.abort(reason);
      case 'cancel':
        if (!reader || outcomes.length > 0) return;
        isCancelled = true;
        ended('cancelled');
        return void reader.cancel('enough').catch(() => {});
      case 'open':
        return latest?.open();
      default:
    }
    if (!latest || latest.isOver || latest.source.cancelled.length > 0) return;
    if (next.does === 'push') return latest.source.push(all[next.part]!);
    latest.isOver = true;
    if (next.does === 'end') latest.source.end();
    else latest.source.fail(new TypeError('terminated'));
  }

  await settle();
  for (const next of steps) {
    await act(next);
    await settle();
  }
  // The consumer reads on until nothing comes any more; the total ends whatever hangs.
  for (let turn = 0; turn < 60 && outcomes.length === 0; turn += 1) {
    read();
    await clock.advance(1_000);
  }
  await clock.advance(60_000);
  // A model that opens its stream only now is let go, too.
  for (const { open } of opened.flat()) open();
  await settle();
  return { clock, caller, outcomes, parts, opened: opened.flat(), verdicts, isAborted, isCancelled };
}

/** Whether nothing reads the source any more: it was cancelled, or is at its own end. */
const isLetGo = ({ source, isOver }: Opened) => isOver || source.cancelled.length > 0;

describe('any stream', () => {
  it('has one outcome, one verdict for each leg, and leaves nothing behind', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(scripts, async script => {
        const { clock, caller, outcomes, parts, opened, verdicts, isAborted } = await play(script);
        expect(outcomes).toHaveLength(1);
        expect(clock.pending).toBe(0);
        expect(getEventListeners(caller.signal, 'abort')).toHaveLength(0);
        expect(opened.filter(one => !isLetGo(one)).length).toBe(0);
        expect(verdicts.filter(count => count !== 1)).toEqual([]);
        if (outcomes[0] === 'closed') expect(parts.filter(({ type }) => type === 'finish').length).toBeGreaterThan(0);
        if (outcomes[0] === 'errored') expect(isAborted).toBe(true);
        seen.set(outcomes[0]!, (seen.get(outcomes[0]!) ?? 0) + 1);
      }),
      { numRuns: 600 },
    );
    expect([...seen.keys()].toSorted()).toEqual(['answered', 'cancelled', 'closed', 'errored', 'rejected']);
  }, 120_000);
});
