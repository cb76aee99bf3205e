/** Connections that die all at once: every call recovers by a fresh one, on the same model. */
import { describe, expect, it } from 'vitest';
import { CALLS } from '../support/calls.ts';
import { drop, headers, pause, reset, type FaultRequest, type Script, type Step } from '../support/fault-server.ts';
import { packageRows, providerPackages, type PackageName } from '../support/provider-packages.ts';
import { good } from './scripts.ts';
import { setStage } from './stage.ts';

const CALLERS = Array.from({ length: 10 }, (_, index) => String(index));
const caller = ({ headers: sent }: FaultRequest) => String(sent['x-call']);

const names: PackageName[] = ['anthropic', 'openai responses', 'google'];

/** Holds the first request of each caller until all of them are there; then `die` ends them in one tick. */
function allAtOnce(die: Step, name: PackageName) {
  const seen = new Set<string>();
  const all = Promise.withResolvers<void>();
  return (request: FaultRequest): Script => {
    const who = caller(request);
    if (seen.has(who)) return good(`answer to ${who}`, providerPackages[name].wire)(request);
    seen.add(who);
    if (seen.size === CALLERS.length) all.resolve();
    return [() => all.promise, die];
  };
}

const deaths: [string, Step][] = [
  ['closed', drop],
  ['reset', reset],
];

describe.concurrent.each(packageRows(names))('%s', name => {
  describe.each(deaths)('ten connections that are %s before a byte', (_, die) => {
    it.each(CALLS)('%s: ten answers, by the same model', async (_name, call) => {
      await using stage = await setStage({
        primary: allAtOnce(die, name),
        packages: [name],
        options: { random: () => 0.9 },
      });
      const answers = await Promise.all(CALLERS.map(who => call(stage.model, { headers: { 'x-call': who } })));
      expect(answers.map(({ text }) => text)).toEqual(CALLERS.map(who => `answer to ${who}`));
      expect(stage.counts()).toEqual([20, 0]);
      for (const who of CALLERS)
        expect(stage.primary.requests.filter(request => caller(request) === who).map(({ fate }) => fate)).toEqual([
          'cut',
          'answered',
        ]);
      // The second try follows at once.
      expect(stage.events.filter(({ type }) => type === 'retry')).toMatchObject(CALLERS.map(() => ({ waitMs: 0 })));
      expect([stage.primary.open, stage.time.pending]).toEqual([0, 0]);
    });
  });
});

describe.each(CALLS)('%s', (_, call) => {
  it('over kept connections that die when they are used again, ten calls recover', async () => {
    const seen = new Map<string, number>();
    const primary = (request: FaultRequest): Script => {
      const who = caller(request);
      seen.set(who, (seen.get(who) ?? 0) + 1);
      // The first call of each is answered, and the second one's first request finds the same connection dead.
      return seen.get(who) === 2 ? [reset] : good(`answer to ${who}`, providerPackages.anthropic.wire)(request);
    };
    await using stage = await setStage({ primary });
    const askAll = () => Promise.all(CALLERS.map(who => call(stage.model, { headers: { 'x-call': who } })));
    await askAll();
    const kept = stage.primary.sockets;
    expect(kept).toBeGreaterThan(0);
    const answers = await askAll();
    expect(answers.map(({ text }) => text)).toEqual(CALLERS.map(who => `answer to ${who}`));
    expect(stage.counts()).toEqual([30, 0]);
    expect(stage.primary.fates.filter(fate => fate === 'cut')).toHaveLength(10);
  });

  it('when every try dies the fallback answers, and nobody is asked a third time', async () => {
    await using stage = await setStage({ primary: [reset] });
    const answers = await Promise.all(CALLERS.map(() => call(stage.model)));
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['answer of the fallback']));
    expect(stage.counts()).toEqual([20, 10]);
    expect(stage.primary.sockets).toBe(0);
  });

  it('ten connections that die in their preamble are asked again, too', async () => {
    const seen = new Set<string>();
    const primary = (request: FaultRequest): Script => {
      const who = caller(request);
      if (seen.has(who)) return good(`answer to ${who}`, providerPackages.anthropic.wire)(request);
      seen.add(who);
      return [headers(), pause(1_000), drop];
    };
    await using stage = await setStage({ primary });
    const answers = await Promise.all(CALLERS.map(who => call(stage.model, { headers: { 'x-call': who } })));
    expect(answers.map(({ text }) => text)).toEqual(CALLERS.map(who => `answer to ${who}`));
    expect(stage.counts()).toEqual([20, 0]);
  });
});
