/** The words of a line. */
import type { Failure } from '../failure.ts';

/** `350 ms`, `2.5 s`, `12 s`, `15 min`: for people; fields have the milliseconds. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${Math.round(ms / 100) / 10} s`;
  return ms < 600_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** Of a failure that no rule names. */
const NO_RULE = 'unknown';

/** `upstream-failure (HTTP 502, cloudflare:2005, log id 01J…)`. */
export function describe({ category, statusCode, rule, logId, retryAfterMs }: Failure): string {
  const facts = [
    statusCode === undefined ? '' : `HTTP ${statusCode}`,
    rule === NO_RULE ? 'no rule knows it: `failure.cause` of its event has the text' : rule,
    logId === undefined ? '' : `log id ${logId}`,
    retryAfterMs === undefined ? '' : `asks for ${duration(retryAfterMs)}`,
  ];
  return `${category} (${facts.filter(Boolean).join(', ')})`;
}

const MANY = ['', '', ' twice'];

/** ` twice`, ` 3 times`. */
export const times = (count: number): string => MANY[count] ?? ` ${count} times`;

/** Longest line, with its call's id. */
const MAX_LINE = 300;

/** One line that fits a terminal: what a provider or a user wrote may break lines or steer one. */
export function oneLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE - 1)}…` : line;
}
