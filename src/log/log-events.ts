/** Writes what happens to a logger, so that an outage reads as a few lines. */
import type { EventListener, FailoverEvent } from '../events.ts';
import { checkBoolean, checkKeys, optionError } from '../runtime/check-options.ts';
import { show } from '../runtime/show.ts';
import { fieldsOf } from './fields.ts';
import { LEVELS, type Level, type Line } from './line.ts';
import { argumentsFor, formatFor, FORMATS, methodFor, type EventLogger, type LogFormat } from './logger.ts';
import { createTeller } from './tell-events.ts';
import { oneLine } from './words.ts';

export type { EventLogger, LogFormat };

/** Options of {@link logEvents}. */
export interface LogEventsOptions {
  /** How the logger takes a line. @default 'pino' for a logger with `child` (pino, bunyan), else 'text' */
  format?: LogFormat | undefined;
  /** The least level that is written. @default 'debug' with `verbose` and for the format 'pino', else 'info' */
  level?: Level | undefined;
  /** Every event is a line, at the level `debug` if it were none. @default false */
  verbose?: boolean | undefined;
}

const OWNER = 'logEvents';

function check(logger: EventLogger, options: LogEventsOptions): void {
  const isObject = (typeof logger === 'object' && logger !== null) || typeof logger === 'function';
  if (!isObject || methodFor(logger, 'warn') === undefined)
    throw new TypeError(`${OWNER}: takes a logger with methods like those of \`console\`; got ${show(logger)}.`);
  checkKeys(OWNER, '', options, ['format', 'level', 'verbose']);
  const { format = 'text', level = 'info', verbose } = options;
  if (!FORMATS.includes(format)) throw optionError(OWNER, 'format', format, `one of ${FORMATS.join(', ')}`);
  if (!LEVELS.includes(level)) throw optionError(OWNER, 'level', level, `one of ${LEVELS.join(', ')}`);
  checkBoolean(OWNER, 'verbose', verbose);
}

/** An event that is no line otherwise, with all of its fields. */
function spell(event: FailoverEvent): Line {
  const { type: _, callId: __, ...fields } = fieldsOf(event);
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  return { level: 'debug', text: [event.type, ...pairs].join(' ') };
}

/** The first characters of a call's id tell calls apart in a log that a person reads. */
const prefix = (callId: string | undefined) =>
  callId === undefined ? 'failover: ' : `failover ${callId.slice(0, 8)}: `;

/**
 * A listener for `onEvent` that logs: one line for a call, and one for what outlives it (a leg out of service, a broken
 * set-up, a leg that is never asked). Healthy calls are at the level `debug`.
 *
 * @throws {TypeError} for what is no logger, an unknown option or a value that an option does not take
 */
export function logEvents(logger: EventLogger, options: LogEventsOptions = {}): EventListener {
  check(logger, options);
  const { format = formatFor(logger), verbose = false } = options;
  // A logger of pino's kind has a level of its own.
  const { level: least = verbose || format === 'pino' ? 'debug' : 'info' } = options;
  const tell = createTeller();

  return event => {
    const line = tell(event) ?? (verbose ? spell(event) : undefined);
    if (line === undefined || LEVELS.indexOf(line.level) < LEVELS.indexOf(least)) return undefined;
    const method = methodFor(logger, line.level);
    if (method === undefined) return undefined;
    const message = oneLine(prefix(event.callId) + line.text);
    const entry = { level: line.level, message, at: event.at, fields: () => ({ ...fieldsOf(event), ...line.fields }) };
    // What an async method returns is handed on: its rejection is then reported with those of listeners.
    return (logger[method] as (...data: unknown[]) => void)(...argumentsFor(format, entry));
  };
}
