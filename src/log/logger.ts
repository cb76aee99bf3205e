/** Loggers, as far as lines are written to them. */
import type { Fields, Level } from './line.ts';

type Method = (...data: never[]) => unknown;

/** A logger: `console`, pino's, or any object with some of these methods. */
export interface EventLogger {
  debug?: Method | undefined;
  info?: Method | undefined;
  warn?: Method | undefined;
  error?: Method | undefined;
  log?: Method | undefined;
}

/**
 * How a logger takes a line: `'text'` as a string, `'json'` as a string that is a JSON object, `'object'` as one object
 * with `message` in it, `'pino'` as an object and a string.
 */
export type LogFormat = 'text' | 'json' | 'object' | 'pino';

export const FORMATS: readonly LogFormat[] = ['text', 'json', 'object', 'pino'];

/** What takes the place of a method that a logger lacks: the next one in line. */
const INSTEAD: Record<Level, readonly (keyof EventLogger)[]> = {
  debug: ['debug', 'log', 'info', 'warn', 'error'],
  info: ['info', 'log', 'debug', 'warn', 'error'],
  warn: ['warn', 'log', 'error', 'info', 'debug'],
  error: ['error', 'warn', 'log', 'info', 'debug'],
};

/** By which method the logger takes this level; looked up each time, since loggers change theirs with their level. */
export const methodFor = (logger: EventLogger, level: Level): keyof EventLogger | undefined =>
  INSTEAD[level].find(name => typeof logger[name] === 'function');

/** Loggers with children take fields first (pino, bunyan), but for winston's. */
export const formatFor = (logger: EventLogger): LogFormat =>
  typeof (logger as { child?: unknown }).child === 'function' && !('transports' in logger) ? 'pino' : 'text';

/** A line, as it is written. */
export interface Entry {
  level: Level;
  message: string;
  at: number;
  fields: () => Fields;
}

/** What a logger's method is given. */
export function argumentsFor(format: LogFormat, { fields, ...head }: Entry): unknown[] {
  if (format === 'text') return [head.message];
  if (format === 'pino') return [fields(), head.message];
  const whole = { ...head, ...fields() };
  return [format === 'json' ? JSON.stringify(whole) : whole];
}
