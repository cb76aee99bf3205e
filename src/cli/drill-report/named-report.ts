/** A chain with what its drill found. */
import type { DrillReport } from '../../drill/report.ts';

export interface NamedReport extends DrillReport {
  /** The name of the chain's export. */
  chain: string;
}
