/** A rule of a user's own, asked before the built-in ones. */
import type { Verdict } from '../failure.ts';
import type { Evidence } from './evidence.ts';

/** Names one failure that an API documents. The first rule that matches decides. */
export interface Rule {
  /** Becomes `Failure.rule`, e.g. 'cloudflare:2005'. */
  id: string;
  /** Whose failure it is, e.g. 'openrouter'. */
  origin: string;
  /** URL of the documentation the rule is taken from. */
  source: string;
  /** Whether the evidence is of this failure. */
  match(evidence: Evidence): boolean;
  /** The category, and what differs from that category's row in the table. */
  failure: Verdict;
}
