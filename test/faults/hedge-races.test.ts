/** Two legs at a time: who shows content first wins, the other one is closed, and only one of them is ever heard. */
import { describe, expect, it } from 'vitest';
import { callGenerate, CALLS } from '../support/calls.ts';
import { drop, end, headers, pause, reply, send, type FaultRequest, type Script } from '../support/fault-server.ts';
import { providerPackages } from '../support/provider-packages.ts';
import type { Wire } from '../support/wires.ts';
import { expectOneAnswer, read } from './parts.ts';
import { broken, callOf, slowly, words } from './scripts.ts';
import { setStage } from './stage.ts';

const hedge = { afterMs: 3_000 };
const { wire } = providerPackages.anthropic;
const fallbackWire = providerPackages['openai responses'].wire;
const OURS = words(4);
const THEIRS = ['another ', 'answer'];

/** Nothing for a minute, and then a good answer: late, but still an answer. */
const late = slowly(wire, OURS, 60_000, 1_000);
const fallback = slowly(fallbackWire, THEIRS, 1_000, 5_000);

describe.concurrent.each<[string, Script]>([
  ['before its headers', []],
  ['after its headers', [headers()]],
  ['in its preamble', broken(wire, 0)],
  ['before it answers late', late],
])('a primary that is silent %s', (_, primary) => {
  it.each(CALLS)('%s: is beaten and closed', async (_name, call) => {
    await using stage = await setStage({ primary, fallback, options: { hedge } });
    expect(await call(stage.model)).toEqual({ text: THEIRS.join(''), finishReason: 'stop', reported: 0 });
    expect(stage.counts()).toEqual([1, 1]);
    expect(await stage.primary.requests[0]!.ended).toBe('left');
    expect(stage.fallback.fates).toEqual(['answered']);
    expect([stage.primary.sockets, stage.time.pending]).toEqual([0, 0]);
    expect(stage.events).toMatchObject([{ type: 'hedge-start', afterMs: 3_000 }]);
  });

  it('leaves one preamble, one text, and says who was beaten', async () => {
    await using stage = await setStage({ primary, fallback, options: { hedge } });
    const answer = await read(stage.model);
    expectOneAnswer(answer);
    expect(answer.text).toBe(THEIRS.join(''));
    expect(answer.parts.at(-1)).toMatchObject({
      type: 'finish',
      providerMetadata: { failover: { hedged: true, degraded: true, attempts: [{ rule: 'hedge:silent' }] } },
    });
    // Closed at the first content of the winner, well before its end.
    const [loser] = stage.primary.requests;
    expect(loser!.endedAt! - stage.fallback.requests[0]!.arrivedAt).toBeLessThan(4_000);
  });
});

describe.concurrent('a primary that is slow, but faster', () => {
  const primary = slowly(wire, OURS, 6_000, 1_000);
  it.each(CALLS)('%s: answers itself, and the fallback is closed', async (_, call) => {
    await using stage = await setStage({ primary, fallback: [], options: { hedge } });
    expect(await call(stage.model)).toEqual({ text: OURS.join(''), finishReason: 'stop', reported: 0 });
    expect(stage.counts()).toEqual([1, 1]);
    expect(await stage.fallback.requests[0]!.ended).toBe('left');
    expect([stage.fallback.sockets, stage.time.pending]).toEqual([0, 0]);
  });
});

describe.concurrent('when the leg that was asked in addition fails', () => {
  const failures: [string, Script][] = [
    ['with a status', [reply(503, '{}')]],
    ['in its preamble', broken(fallbackWire, 0, 'dropped')],
  ];
  it.each(failures.flatMap(failure => CALLS.map(([name, call]) => [name, ...failure, call] as const)))(
    '%s: %s, the late primary still answers',
    async (_name, _how, failing, call) => {
      await using stage = await setStage({ primary: late, fallback: failing, options: { hedge } });
      expect(await call(stage.model)).toEqual({ text: OURS.join(''), finishReason: 'stop', reported: 0 });
      expect([stage.counts(), stage.primary.fates, stage.time.pending]).toEqual([[1, 1], ['answered'], 0]);
    },
  );

  it('after its first content: streamText is told once, and hears nothing of the primary', async () => {
    await using stage = await setStage({
      primary: late,
      fallback: broken(fallbackWire, 2, 'dropped'),
      options: { hedge },
    });
    const { parts, text } = await read(stage.model);
    expect(text).toBe('w0 w1 ');
    expect(parts.filter(({ type }) => type === 'error')).toHaveLength(1);
    expect(parts.at(-1)).toMatchObject({ type: 'finish', finishReason: { unified: 'error' } });
    expect(await stage.primary.requests[0]!.ended).toBe('left');
    expect([stage.counts(), stage.time.pending]).toEqual([[1, 1], 0]);
  });

  it('after its first content: generateText has seen nothing, and gets the whole answer of the primary', async () => {
    await using stage = await setStage({
      primary: late,
      fallback: broken(fallbackWire, 2, 'dropped'),
      options: { hedge },
    });
    expect(await callGenerate(stage.model)).toMatchObject({ text: OURS.join(''), finishReason: 'stop' });
    expect([stage.counts(), stage.primary.fates, stage.time.pending]).toEqual([[1, 1], ['answered'], 0]);
  });
});

describe.concurrent('when the primary fails while both are asked', () => {
  it.each(CALLS)('%s: the other one answers, and nobody is asked again', async (_, call) => {
    await using stage = await setStage({
      primary: [pause(6_000), drop],
      fallback: slowly(fallbackWire, THEIRS, 9_000, 1_000),
      options: { hedge },
    });
    expect(await call(stage.model)).toMatchObject({ text: THEIRS.join(''), finishReason: 'stop', reported: 0 });
    expect([stage.counts(), stage.time.pending]).toEqual([[1, 1], 0]);
  });
});

describe('40 races in which both show their first content in one tick', () => {
  /** Lets both legs of a call go on together. */
  function starter() {
    const gates = new Map<number, { open: () => void; opened: Promise<void>; waiting: number }>();
    return async (request: FaultRequest): Promise<void> => {
      const call = callOf(request);
      const { promise, resolve } = Promise.withResolvers<void>();
      const gate = gates.get(call) ?? { open: resolve, opened: promise, waiting: 0 };
      gates.set(call, gate);
      gate.waiting += 1;
      if (gate.waiting === 2) gate.open();
      await gate.opened;
    };
  }

  it('have one winner each, which is heard alone', async () => {
    const both = starter();
    const script =
      (its: Wire, said: readonly string[]) =>
      (request: FaultRequest): Script => {
        const { preamble, parts, finish } = its.stream(said);
        return [
          headers(),
          send(...preamble),
          () => both(request),
          send(parts[0]!),
          pause(5_000),
          send(...parts.slice(1), ...finish),
          end,
        ];
      };
    await using stage = await setStage({
      primary: script(wire, OURS),
      fallback: script(fallbackWire, THEIRS),
      options: { hedge },
    });
    const { model, primary, fallback } = stage;
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => read(model, { headers: { 'x-call': String(index) } })),
    );
    expect(stage.counts()).toEqual([40, 40]);
    await Promise.all([...primary.requests, ...fallback.requests].map(({ ended }) => ended));
    for (const [index, answer] of answers.entries()) {
      expectOneAnswer(answer);
      const fates = [primary, fallback].map(
        ({ requests }) => requests.find(request => callOf(request) === index)!.fate,
      );
      expect([answer.text, fates]).toBeOneOf([
        [OURS.join(''), ['answered', 'left']],
        [THEIRS.join(''), ['left', 'answered']],
      ]);
    }
    expect(stage.time.pending).toBe(0);
  });
});
