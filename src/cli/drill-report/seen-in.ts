/** The plays that show a finding, in as few words as it takes. */
import { nameOfPlay } from '../../drill/findings.ts';
import type { DrillFinding, DrillPlay } from '../../drill/report.ts';

/** `hang, http-502 of a/b (both); cut-off of a/b (generate)`; `undefined` if no play shows it. */
export function seenIn(finding: DrillFinding, plays: readonly DrillPlay[]): string | undefined {
  const shown = plays.filter(play => finding.plays.includes(nameOfPlay(play)));
  const isBoth = ({ fault, leg, operation }: DrillPlay) =>
    shown.some(other => other.fault === fault && other.leg === leg && other.operation !== operation);
  const groups = new Map<string, Set<string>>();
  for (const play of shown) {
    const { leg, fault, operation } = play;
    const key = `${leg === undefined ? '' : ` of ${leg}`} (${isBoth(play) ? 'both' : operation})`;
    groups.set(key, (groups.get(key) ?? new Set()).add(fault));
  }
  if (groups.size === 0) return undefined;
  return [...groups].map(([where, faults]) => `${[...faults].join(', ')}${where}`).join('; ');
}
