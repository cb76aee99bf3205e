/** Words that the engine and its listeners share. */

/** What is asked of a model. */
export type Operation = 'generate' | 'stream' | 'embed';

/** Why an attempt is made: as the leg's first, once more, beside a silent leg, or to continue a text that broke off. */
export type Purpose = 'first' | 'retry' | 'hedge' | 'continue';

/**
 * Why a leg was not tried: it shares the failed gateway or account, asked to be left alone, has an open breaker, was
 * taken out of service, is busy, cannot take the request, or there was no time or no subrequest left.
 */
export type SkipReason =
  | 'gateway'
  | 'account'
  | 'not-before'
  | 'breaker'
  | 'isolated'
  | 'busy'
  | 'context-window'
  | 'file'
  | 'deadline'
  | 'subrequests';
