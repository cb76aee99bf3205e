/**
 * One object for each job, with storage of its own. An alarm asks the models, since an alarm outlives the client, and
 * fires again when the Worker was restarted before it was over.
 */
import { DurableObject } from 'cloudflare:workers';
import { generateText } from 'ai';
import { classify, logEvents } from 'ai-gateway-failover';
import { attemptLog, cutAttempts } from './attempt-log.ts';
import type { JobInput } from './input.ts';
import { hasEnded, shownFailure, type Answer, type Job, type ShownFailure } from './job.ts';
import { chain } from './models.ts';
import { setting, type Env } from './settings.ts';

/** A job that ends its isolate each time, by its memory for example, must not be asked, and paid, for ever. */
const MAX_RUNS = 3;

const RESTARTED: ShownFailure = {
  category: 'unknown',
  rule: 'job:restarts',
  retryable: true,
  remedy: `The Worker was restarted in each of ${MAX_RUNS} runs: see its log, then post the job under another key.`,
};

const OVERDUE: ShownFailure = {
  category: 'timeout',
  rule: 'job:total',
  retryable: true,
  remedy: 'Raise JOB_TOTAL_MS, or ask for less in one job.',
};

/** The chain ends by its own `totalMs`, which names the attempts; this ends what is beyond one call, the SDK's retries. */
const DEADLINE_SLACK_MS = 250;

const log = logEvents(console);

export class JobObject extends DurableObject<Env> {
  #call: AbortController | undefined;

  /** `undefined` for the same id with another input. */
  async create(id: string, input: JobInput, fingerprint: string): Promise<Job | undefined> {
    const known = this.read();
    if (known !== undefined) return known.fingerprint === fingerprint ? known : undefined;
    const createdAt = Date.now();
    const job: Job = {
      id,
      status: 'queued',
      fingerprint,
      version: 1,
      runs: 0,
      createdAt,
      deadlineAt: createdAt + setting(this.env, 'JOB_TOTAL_MS'),
      attempts: [],
    };
    // Written together, since nothing is awaited in between: there is no job without its alarm.
    this.ctx.storage.kv.put('input', input);
    this.ctx.storage.kv.put('job', job);
    await this.ctx.storage.setAlarm(createdAt);
    return job;
  }

  read(): Job | undefined {
    return this.ctx.storage.kv.get<Job>('job');
  }

  /** Ends a job that has not ended; what has ended stays as it is. */
  async cancel(): Promise<Job | undefined> {
    const job = this.read();
    if (job === undefined || hasEnded(job)) return job;
    const cancelled = this.#end('cancelled');
    this.#call?.abort();
    return cancelled;
  }

  override async alarm(): Promise<void> {
    const job = this.read();
    if (job === undefined) return;
    if (!hasEnded(job)) return this.#run(job);
    const deleteAt = job.endedAt! + setting(this.env, 'KEEP_MS');
    // A job that was cancelled in the moment in which its alarm fired.
    if (Date.now() < deleteAt) return this.ctx.storage.setAlarm(deleteAt);
    return this.ctx.storage.deleteAll();
  }

  async #run(job: Job): Promise<void> {
    const run = job.runs + 1;
    const attempts = cutAttempts(job.attempts);
    const leftMs = job.deadlineAt - Date.now();
    if (run > MAX_RUNS || leftMs <= 0) {
      this.#change({ attempts });
      this.#end('failed', { failure: leftMs <= 0 ? OVERDUE : RESTARTED });
      return;
    }
    // An object's requests wait until its writes are safe: no model is asked for a run that is not written down.
    this.#change({ status: 'running', runs: run, attempts });
    const call = (this.#call = new AbortController());
    const deadline = setTimeout(() => call.abort(OVERDUE), leftMs + DEADLINE_SLACK_MS);
    try {
      const answer = await this.#ask(run, leftMs, call.signal);
      this.#endRun('done', { answer });
    } catch (error) {
      const failure = error === OVERDUE ? OVERDUE : shownFailure(classify(error));
      // What no rule names may be a slip of this Worker, which its poller is not told of.
      if (failure.category === 'unknown') console.error(error);
      this.#endRun('failed', { failure });
    } finally {
      clearTimeout(deadline);
      this.#call = undefined;
    }
  }

  async #ask(run: number, totalMs: number, abortSignal: AbortSignal): Promise<Answer> {
    const attempts = attemptLog(run, this.read()!.attempts, list => this.#change({ attempts: list }));
    const model = chain(this.env, totalMs, event => {
      log(event);
      attempts.onEvent(event);
    });
    const input = this.ctx.storage.kv.get<JobInput>('input')!;
    const { text, finishReason, usage } = await generateText({ model, ...input, abortSignal });
    const { inputTokens, outputTokens } = usage;
    return { text, finishReason, servedBy: attempts.servedBy, usage: { inputTokens, outputTokens } };
  }

  /** The end of a call that was cancelled in the meantime changes nothing. */
  #endRun(status: 'done' | 'failed', result: Pick<Job, 'answer' | 'failure'>): void {
    if (!hasEnded(this.read()!)) this.#end(status, result);
  }

  /** Keeps the end, lets go of the prompt, and sets the alarm that deletes the rest. */
  #end(status: Job['status'], result: Pick<Job, 'answer' | 'failure'> = {}): Job {
    const endedAt = Date.now();
    const job = this.#change({ status, endedAt, ...result });
    this.ctx.storage.kv.delete('input');
    void this.ctx.storage.setAlarm(endedAt + setting(this.env, 'KEEP_MS'));
    return job;
  }

  #change(fields: Partial<Job>): Job {
    const before = this.read()!;
    const job = { ...before, ...fields, version: before.version + 1 };
    this.ctx.storage.kv.put('job', job);
    return job;
  }
}
