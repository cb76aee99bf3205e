/** Prints what the runs found: figures per label and origin, every miss, what packages destroyed. */
import type { PackageRun } from './forms.ts';
import { LABELS, labelsOf, type Scored, share, TARGETS } from './score.ts';

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

function printLabels(title: string, scored: readonly Scored[]): void {
  console.log(
    `\n${title}: ${scored.length} cases, ${scored.filter(({ wrong }) => wrong.length === 0).length} wholly right`,
  );
  for (const label of LABELS) {
    const reached = share(scored, label);
    const mark = reached < TARGETS[label] ? `  BELOW ${percent(TARGETS[label])}` : '';
    console.log(`  ${label.padEnd(13)} ${percent(reached)}${mark}`);
  }
}

function printOrigins(scored: readonly Scored[]): void {
  const origins = Map.groupBy(scored, ({ item }) => item.origin);
  const wrong = [...origins].map(([origin, list]) => ({
    origin,
    total: list.length,
    right: list.filter(item => item.wrong.length === 0).length,
  }));
  const line = wrong.map(({ origin, right, total }) => `${origin} ${right}/${total}`).join(', ');
  console.log(`  by origin: ${line}`);
}

function printMisses(scored: readonly Scored[]): void {
  for (const { item, failure, wrong } of scored.filter(found => found.wrong.length > 0)) {
    const actual = labelsOf(failure);
    const details = wrong.map(label => `${label} ${item.expect[label]} expected, got ${actual[label]}`).join('; ');
    console.log(`  ${item.id} [${failure.rule}]: ${details}`);
  }
}

/** One form's figures. */
export function printRun(title: string, scored: readonly Scored[]): void {
  printLabels(title, scored);
  printOrigins(scored);
  printMisses(scored);
}

/** Cases in which a package hands on nothing to judge by. */
export function printLost({ lost }: PackageRun): void {
  if (lost.length === 0) return;
  console.log(`  limits of packages, not counted: ${lost.length}`);
  for (const { item, why } of lost) console.log(`    ${item.id}: ${why}`);
}
