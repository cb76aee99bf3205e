/** Runs cases in both forms. */
import type { Case } from './case.ts';
import { classifyThroughPackage } from './package-form.ts';
import { classifyRaw } from './raw-form.ts';
import { score, type Scored } from './score.ts';

/** What the real packages made of the cases. */
export interface PackageRun {
  scored: Scored[];
  /** Cases whose evidence the package destroyed: no rule can see it. */
  lost: { item: Case; why: string }[];
}

export function runRaw(cases: readonly Case[]): Scored[] {
  return cases.map(item => score(item, classifyRaw(item)));
}

export async function runThroughPackages(cases: readonly Case[]): Promise<PackageRun> {
  const run: PackageRun = { scored: [], lost: [] };
  for (const item of cases) {
    const outcome = await classifyThroughPackage(item);
    if (outcome === undefined) continue;
    if (outcome.lost === undefined) run.scored.push(score(item, outcome.failure));
    else run.lost.push({ item, why: outcome.lost });
  }
  return run;
}
