/** What the Worker is given: the objects, keys, and limits that may be set as variables. */
import type { JobObject } from './job-object.ts';

export interface Env {
  JOBS: DurableObjectNamespace<JobObject>;
  /** `fake`: both models are played, and no key is needed. */
  UPSTREAMS?: string;
  ANTHROPIC_API_KEY?: string;
  ANTHROPIC_BASE_URL?: string;
  OPENAI_API_KEY?: string;
  OPENAI_BASE_URL?: string;
  FIRST_CONTENT_MS?: string;
  IDLE_MS?: string;
  JOB_TOTAL_MS?: string;
  KEEP_MS?: string;
}

const DEFAULTS = {
  /** How long a model may show nothing before the next one is asked in its place. */
  FIRST_CONTENT_MS: 20_000,
  /** How long it may show nothing more. */
  IDLE_MS: 30_000,
  /** From the POST to the end, restarts included. An alarm may run for 15 minutes, so this has to be less. */
  JOB_TOTAL_MS: 600_000,
  /** How long an ended job can be read; then nothing of it is left. */
  KEEP_MS: 86_400_000,
} as const;

export function setting(env: Env, name: keyof typeof DEFAULTS): number {
  const text = env[name];
  if (text === undefined) return DEFAULTS[name];
  const ms = Number(text);
  if (!Number.isInteger(ms) || ms < 1) throw new TypeError(`${name} takes a whole number of milliseconds from 1.`);
  return ms;
}
