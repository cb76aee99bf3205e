/** The rows of docs/finish-reasons.md: which vendor documents which reason, where, and what it says of an answer. */
import type { FinishVerdictName } from '../../src/classify/finish/finish-verdicts.ts';
import { plain, readTable } from '../docs/tables.ts';

export interface DocumentedReason {
  vendor: string;
  reason: string;
  verdict: FinishVerdictName;
  source: string;
}

export const DOCUMENTED: readonly DocumentedReason[] = readTable('docs/finish-reasons.md', 'vendor').flatMap(
  ({ vendor = '', reasons = '', verdict = '' }) => {
    const [, name = '', source = ''] = /^\[(.+)\]\((.+)\)$/.exec(vendor) ?? [];
    return plain(reasons)
      .split(', ')
      .map(reason => ({ vendor: name, reason, verdict: verdict as FinishVerdictName, source }));
  },
);
