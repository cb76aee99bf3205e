/** The headers that one attempt is sent beside those that the user set, which stand. */
import { markMerged } from '../cloudflare/private-copy.ts';
import type { CallOptions } from '../sdk-types.ts';
import type { CloudflareGatewayOptions } from './gateway-options.ts';
import { mergeMetadata } from './metadata.ts';
import type { SetHeaders } from './set-headers.ts';

/** An attempt that is about to begin. */
interface Attempt {
  callId: string;
  /** Which attempt of the call, counted from 1. */
  attempt: number;
  /** The leg's name. */
  leg: string;
  /** Milliseconds after which it is cut if nothing has come. */
  limitMs: number | undefined;
}

const METADATA = 'cf-aig-metadata';

/** A name may be any text, and a log is no place for a long one. */
const MAX_NAME = 100;

/** What the log entries of one call are found by; the first two suffice for that. */
const entriesOf = ({ callId, attempt, leg }: Attempt) =>
  [
    ['failover-call', callId],
    ['failover-attempt', attempt],
    ['failover-leg', leg.slice(0, MAX_NAME)],
  ] as const;

type Added = Readonly<Record<string, string>>;

/** The settings that say what is sent. */
export type Wishes = Pick<CloudflareGatewayOptions, 'requestTimeout' | 'maxAttempts' | 'metadata' | 'noWholesale'>;

/** The share of a limit that each model has; none could be tried after one that took all of it. */
const shareOf = (limitMs: number, steps: number): string => String(Math.max(1, Math.floor(limitMs / steps)));

export function addedHeaders(wishes: Wishes, attempt: Attempt, set: SetHeaders): Added {
  const { requestTimeout, maxAttempts, metadata, noWholesale } = wishes;
  const { limitMs } = attempt;
  const { values, mixed, steps } = set;
  const added: Record<string, string> = {};
  const add = (name: string, value: string): void => {
    if (!values.has(name) && !mixed.has(name)) added[name] = value;
  };
  if (requestTimeout && limitMs !== undefined) add('cf-aig-request-timeout', shareOf(limitMs, steps));
  if (maxAttempts !== undefined) add('cf-aig-max-attempts', String(maxAttempts));
  if (noWholesale) add('cf-aig-no-wholesale', 'true');
  if (metadata && !mixed.has(METADATA)) {
    const merged = mergeMetadata(values.get(METADATA), entriesOf(attempt));
    if (merged !== undefined) added[METADATA] = merged;
  }
  return added;
}

/** The options with these headers; the same object if there are none. */
export function withHeaders<Params extends Pick<CallOptions, 'headers'>>(
  params: Params,
  added: Added,
  { hasSettingsMetadata }: SetHeaders,
): Params {
  if (Object.keys(added).length === 0) return params;
  // Metadata is the only one that takes the place of another, which may be written in any case.
  const kept = Object.entries(params.headers ?? {}).filter(([name]) => !Object.hasOwn(added, name.toLowerCase()));
  const headers = { ...Object.fromEntries(kept), ...added };
  if (hasSettingsMetadata && METADATA in added) markMerged(headers);
  return { ...params, headers };
}
