/** The public list, by name. */
export type { Failure, FailureCategory, FailureScope } from './failure.ts';
