/** Legs that may be a slip and may be meant: reported once, when they are put together. */
import type { EventOutlet } from '../../event-hub.ts';
import type { LegModel } from '../../sdk-types.ts';
import { warn } from '../../warn.ts';
import { isChain } from './chains.ts';
import type { ParsedLeg } from '../parse-leg.ts';

type OddLeg = ParsedLeg<object, LegModel>;

/** Whether it is the very same model, and nothing that was declared tells the legs apart. */
function isTwin(one: OddLeg, other: OddLeg): boolean {
  if (one.given !== other.given) return false;
  try {
    return JSON.stringify(one.declaration) === JSON.stringify(other.declaration);
  } catch {
    return false;
  }
}

/** @param told legs that have been looked at before */
export function tellOddLegs(
  owner: string,
  outlet: EventOutlet,
  legs: readonly OddLeg[],
  told: readonly OddLeg[] = [],
): void {
  for (const [index, leg] of legs.entries()) {
    const twin = [...told, ...legs.slice(0, index)].find(other => isTwin(leg, other));
    if (twin) {
      const same =
        `${owner}: \`${twin.option}\` and \`${leg.option}\` are the same model with the same settings, and mostly fail ` +
        'together. For more attempts on one leg set its `retries`; if it is meant, give each a `name`.';
      warn(outlet, same);
    }
    if (!isChain(leg.model)) continue;
    const nested =
      `${owner}: \`${leg.option}\` routes over several legs itself: its attempts, waits and hedges multiply with those of ` +
      'this router. It works; one router over all the legs asks less often.';
    warn(outlet, nested);
  }
}
