/** A job as it is stored, and as its poller sees it. */
import type { Failure } from 'ai-gateway-failover';

/** What may be shown of a failure: what happened, which rule says so, what to do. No message, no header, no body. */
export type ShownFailure = Pick<Failure, 'category' | 'rule' | 'retryable'> & Partial<Pick<Failure, 'remedy'>>;

/** One request to one model. */
export interface Attempt {
  leg: string;
  modelId: string;
  /** Which run of the job, from 1: a restart of the Worker begins another one. */
  run: number;
  startedAt: number;
  ms?: number;
  /** Absent while it runs; `cut` by a restart of the Worker: the model may have answered, and may bill it. */
  outcome?: 'answered' | 'failed' | 'aborted' | 'lost' | 'left' | 'cut';
  failure?: Pick<Failure, 'category' | 'rule'>;
}

export interface Answer {
  text: string;
  finishReason: string;
  servedBy: { leg: string; modelId: string } | undefined;
  usage: { inputTokens: number | undefined; outputTokens: number | undefined };
}

export interface Job {
  id: string;
  status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  /** A digest of the input: the same key with another input is refused. */
  fingerprint: string;
  /** Counts the changes. */
  version: number;
  runs: number;
  createdAt: number;
  deadlineAt: number;
  endedAt?: number;
  attempts: readonly Attempt[];
  answer?: Answer;
  failure?: ShownFailure;
}

export const hasEnded = ({ endedAt }: Job): boolean => endedAt !== undefined;

export const shownFailure = ({ category, rule, retryable, remedy }: ShownFailure): ShownFailure => ({
  category,
  rule,
  retryable,
  ...(remedy !== undefined && { remedy }),
});

const time = (ms: number): string => new Date(ms).toISOString();

/** The JSON of a status. */
export const shownJob = (job: Job): object => ({
  id: job.id,
  status: job.status,
  createdAt: time(job.createdAt),
  ...(job.endedAt === undefined ? { deadlineAt: time(job.deadlineAt) } : { endedAt: time(job.endedAt) }),
  attempts: job.attempts.map(attempt => ({ ...attempt, startedAt: time(attempt.startedAt) })),
  ...job.answer,
  ...(job.failure && { failure: job.failure }),
});
