/**
 * How the errors of this package are logged: their JSON and what consoles print are short, and what code reads (data, body,
 * headers, attempts) stays on them as properties that no logger lists by itself.
 */
import { APICallError } from 'ai';
import { logRecord, oneLine, shortened, type LogFacts } from './log-text.ts';

/** Node, Bun and workerd ask for a method of this name when they print; Deno for either. */
const NODE_INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom');
const DENO_INSPECT: unique symbol = Symbol.for('Deno.customInspect');

/** Longest message that is printed, and most lines of the stack. */
const MAX_PRINTED = 1_500;
const MAX_FRAMES = 8;

const BULKY = ['cause', 'data', 'requestBodyValues', 'responseBody', 'responseHeaders'];

const framesOf = (stack: unknown): string[] =>
  typeof stack === 'string'
    ? stack
        .split('\n')
        .filter(line => /^\s+at /.test(line))
        .slice(0, MAX_FRAMES)
    : [];

/** The facts in one line: `statusCode: 503, isRetryable: true`. */
const factsLine = (facts: LogFacts): string =>
  Object.entries(facts)
    .flatMap(([key, value]) => (value === undefined || Array.isArray(value) ? [] : [`${key}: ${String(value)}`]))
    .join(', ');

/** The error as a console shows it that shows nothing else. */
function printed(error: LoggableError): string {
  const facts = factsLine(error.logFacts());
  return [
    `${error.name}: ${shortened(oneLine(error.message), MAX_PRINTED)}`,
    ...framesOf(error.stack),
    ...(facts === '' ? [] : [`  ${shortened(oneLine(facts), MAX_PRINTED)}`]),
    ...error.details().map(line => `  ${oneLine(line)}`),
  ].join('\n');
}

/** In another error, a list or an object there is room for one line. */
function inspected(this: LoggableError, depth?: unknown, options?: { readonly depth?: unknown } | null): string {
  const whole = options?.depth;
  const isNested = typeof depth === 'number' && typeof whole === 'number' && depth < whole;
  return isNested ? `[${this.name}: ${this.summary}]` : printed(this);
}

function inspectedByDeno(this: LoggableError): string {
  return printed(this);
}

/** The same functions for all errors: a declaration of the class cannot name symbols. */
const INSPECTORS: PropertyDescriptorMap = {
  [NODE_INSPECT]: { value: inspected },
  [DENO_INSPECT]: { value: inspectedByDeno },
};

export abstract class LoggableError extends APICallError {
  /** @internal */
  constructor(options: ConstructorParameters<typeof APICallError>[0]) {
    super(options);
    this.hide(BULKY);
    Object.defineProperties(this, INSPECTORS);
  }

  /** Keeps properties from loggers that list all they find. */
  protected hide(keys: readonly string[]): void {
    for (const key of keys) {
      if (Object.hasOwn(this, key)) Object.defineProperty(this, key, { enumerable: false });
    }
  }

  /** What happened, in one line of at most 300 characters. */
  abstract get summary(): string;

  /** @internal What a log line has besides name and message. */
  abstract logFacts(): LogFacts;

  /** @internal What consoles print below the facts, a line each. */
  details(): readonly string[] {
    return [];
  }

  /** At most 1.5 kB: name, message, and the facts by which one searches. */
  toJSON(): Record<string, unknown> {
    return logRecord(this.name, this.message, this.logFacts());
  }
}
