/** The caller's own abort, at each phase of a call: its reason comes out, the upstream is let go. */
import { equal, settled, type Stage } from './stage.ts';
import type { Scenario } from './scenarios.ts';

interface Phase {
  scripts: readonly string[];
  /** Milliseconds from the last request until the caller aborts; absent: before it calls. */
  afterMs?: number;
  options?: Parameters<Stage['router']>[1];
  fates: string[][];
}

const REASON = new Error('the caller is gone');

const PHASES: Readonly<Record<string, Phase>> = {
  'before the call': { scripts: ['ok', 'ok'], fates: [[], []] },
  'before the headers': { scripts: ['hang', 'ok'], afterMs: 60, fates: [['closed'], []] },
  'before the first content': {
    scripts: ['silent', 'ok'],
    afterMs: 60,
    options: { generateVia: 'stream' },
    fates: [['closed'], []],
  },
  'in the middle of the answer': {
    scripts: ['stall', 'ok'],
    afterMs: 150,
    options: { generateVia: 'stream' },
    fates: [['closed'], []],
  },
  'in a wait before the next attempt': { scripts: ['wait', 'wait'], afterMs: 150, fates: [['answered'], []] },
  'in a race of two legs': {
    scripts: ['silent', 'hang'],
    afterMs: 20,
    options: { generateVia: 'stream', hedge: { afterMs: 30 } },
    fates: [['closed'], ['closed']],
  },
};

const play = async (stage: Stage, { scripts, afterMs, options, fates }: Phase): Promise<void> => {
  const controller = new AbortController();
  if (afterMs === undefined) controller.abort(REASON);
  const asked = stage.call(stage.router(scripts, options), { abortSignal: controller.signal });
  if (afterMs !== undefined) {
    await stage.arrived(fates);
    await settled(afterMs);
    controller.abort(REASON);
  }
  const startedAt = Date.now();
  const { abortedWith, error } = await asked;
  if (abortedWith !== REASON) throw new Error(`the reason did not come out: ${String(abortedWith ?? error)}`);
  equal(Date.now() - startedAt < 1_000, true, 'ended within a second');
  await stage.expectFates(fates);
};

export const aborts: readonly Scenario[] = Object.entries(PHASES).map(([name, phase]) => [
  `abort ${name}`,
  stage => play(stage, phase),
]);
