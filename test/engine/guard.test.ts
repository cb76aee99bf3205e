import { describe, expect, it } from 'vitest';
import { isFree, isPermitted, sortGuards, type Guard } from '../../src/engine/guard.ts';
import { leg } from '../support/legs.ts';
import { planned } from './open-call.ts';

const a = leg('a', 0);
const call = planned([a]);

describe('guards', () => {
  it('are sorted by what they do, in their order', () => {
    const holding: Guard = { hold: () => undefined };
    const all: Guard = {
      hold: () => undefined,
      permit: () => true,
      rank: legs => legs,
      onFree: () => () => {},
      enter: () => undefined,
      ticket: { began: () => {}, ended: () => {} },
    };
    const noted = { ticket: { ended: () => {} } };
    expect(sortGuards([holding, {}, all, noted])).toEqual({
      holding: [holding, all],
      permitting: [all],
      ranking: [all],
      freeing: [all],
      entering: [all],
      shared: {
        began: [all.ticket],
        released: [],
        ended: [all.ticket, noted.ticket],
        answered: [],
        committed: [],
        failed: [],
        streamEnded: [],
        cancel: [],
      },
    });
  });

  it('leave a leg free unless one of them holds it', () => {
    const open: Guard = { hold: () => undefined };
    const held: Guard = {
      hold: ({ name }) => (name === 'a' ? { kind: 'pause', reason: 'breaker', ms: 1 } : undefined),
    };
    expect(isFree(sortGuards([]), a, call)).toBe(true);
    expect(isFree(sortGuards([open]), a, call)).toBe(true);
    expect(isFree(sortGuards([open, held]), a, call)).toBe(false);
    expect(isFree(sortGuards([open, held]), leg('b', 1), call)).toBe(true);
  });

  it('permit what all of them permit; after a refusal none is asked, so that none spends anything', () => {
    const asked: string[] = [];
    const guard = (name: string, answer: boolean): Guard => ({
      permit: ({ name: of }, extra) => {
        asked.push(`${name} ${extra} ${of}`);
        return answer;
      },
    });
    expect(isPermitted(sortGuards([guard('one', true), guard('two', true)]), a, 'hedge', call)).toBe(true);
    expect(isPermitted(sortGuards([guard('no', false), guard('never', true)]), a, 'retry', call)).toBe(false);
    expect(asked).toEqual(['one hedge a', 'two hedge a', 'no retry a']);
  });
});
