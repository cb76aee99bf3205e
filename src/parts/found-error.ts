/** Ends a wait because of something that no one threw; never leaves the package. */
import type { Finding } from '../own-failures.ts';

export class FoundError extends Error {
  readonly finding: Finding;
  constructor(finding: Finding) {
    super(finding.message);
    this.finding = finding;
  }
}
