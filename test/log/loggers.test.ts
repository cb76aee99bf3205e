/** Any logger will do: each format, methods that are missing, that need `this`, that throw or reject. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ok, status } from '../../mocks/index.ts';
import { logEvents, type EventLogger, type LogEventsOptions } from '../../src/index.ts';
import { play } from '../events/play.ts';
import { keeper, numbered } from './lines.ts';

const GOOD = ok(['Hello', ' world']);
const TEXT =
  'failover 1: b answered after 125 ms; a failed twice: overloaded (HTTP 503, vocabulary:service-overloaded)';
const FIELDS = {
  type: 'call-end',
  callId: expect.stringMatching(/^[\da-f-]{36}$/),
  operation: 'generate',
  outcome: 'answered',
  degraded: true,
  hedged: false,
  attempts: 3,
  ms: 125,
  servedBy: 'b',
  servedByModel: 'gpt-5',
  leg: 'a',
  provider: 'anthropic.messages',
  modelId: 'claude-sonnet-4-5',
  category: 'overloaded',
  scope: 'provider',
  rule: 'vocabulary:service-overloaded',
  statusCode: 503,
  wireStatus: 503,
};

/** A call that its fallback answers. */
const recover = (logger: EventLogger, options?: LogEventsOptions) =>
  play([[status(503), status(503)], GOOD], 'generate', { onEvent: logEvents(logger, options) });

const withChild = (logger: EventLogger, more: object = {}) => Object.assign(logger, { child: () => logger }, more);

afterEach(() => void vi.restoreAllMocks());

describe('a line', () => {
  it('is a string for a logger like the console', async () => {
    const { logger, written } = keeper();
    await recover(logger);
    expect(written.map(([method, line]) => [method, numbered(String(line))])).toEqual([['warn', TEXT]]);
  });

  it('is an object and a string for a logger with children, but for one of winston’s', async () => {
    const { logger, written } = keeper();
    await recover(withChild(logger));
    expect(written).toEqual([['warn', FIELDS, expect.stringContaining('b answered')]]);
    expect(Object.keys(written[0]![1] as object).toSorted()).toEqual(Object.keys(FIELDS).toSorted());
    const winston = keeper();
    await recover(withChild(winston.logger, { transports: [] }));
    expect(winston.written).toEqual([['warn', expect.stringContaining('b answered')]]);
  });

  it('is one object or one JSON string where that is asked for', async () => {
    const whole = { level: 'warn', message: expect.stringContaining('b answered'), at: 1_000_125, ...FIELDS };
    const { logger, written } = keeper();
    await recover(withChild(logger), { format: 'object' });
    await recover(withChild(logger), { format: 'json' });
    const [object, json] = written;
    expect(object).toEqual(['warn', whole]);
    expect(json).toEqual(['warn', expect.any(String)]);
    expect(JSON.parse(json![1] as string)).toEqual(whole);
    expect(json![1]).not.toContain('\n');
  });

  it.each<[string, Parameters<typeof keeper>, string]>([
    ['warn', ['log', 'error', 'info'], 'log'],
    ['warn', ['error', 'info', 'debug'], 'error'],
    ['warn', ['debug', 'info'], 'info'],
    ['warn', ['debug'], 'debug'],
  ])('of the level %s goes to the nearest of %j', async (_, methods, nearest) => {
    const { logger, written } = keeper(...methods);
    await recover(logger);
    expect(written.map(([method]) => method)).toEqual([nearest]);
  });

  it('of the level error is rather a warning than plain', async () => {
    const { logger, written } = keeper('warn', 'log');
    await play([status(503)], 'generate', { onEvent: logEvents(logger) });
    expect(written.map(([method]) => method)).toEqual(['warn']);
  });

  it('is written by the methods that the logger has by then, as its own', async () => {
    class Logger {
      lines: string[] = [];
      warn(): void {
        throw new Error('replaced before the first call');
      }
    }
    const logger = new Logger();
    const listener = logEvents(logger);
    logger.warn = function warn(this: Logger, line?: string) {
      this.lines.push(line!);
    } as () => void;
    await play([[status(503), status(503)], GOOD], 'generate', { onEvent: listener });
    expect(logger.lines.map(line => numbered(line))).toEqual([TEXT]);
  });

  it.each<[LogEventsOptions, string[]]>([
    [{}, ['error']],
    [{ level: 'debug' }, ['debug', 'error']],
    [{ level: 'error' }, ['error']],
    [{ format: 'object' }, ['error']],
    [{ format: 'pino' }, ['debug', 'error']],
  ])('is written from the level up that %j comes to', async (options, methods) => {
    const { logger, written } = keeper();
    const onEvent = logEvents(logger, options);
    await play([GOOD], 'generate', { onEvent });
    await play([status(503)], 'generate', { onEvent });
    expect(written.map(([method]) => method)).toEqual(methods);
  });

  it('has one line of at most 300 characters, whatever names and remedies are', async () => {
    const { logger, written } = keeper();
    await play([status(401), GOOD], 'generate', {
      legs: [{ name: `a\n\u001B[2Jforged: ${'x'.repeat(400)}` }],
      onEvent: logEvents(logger),
    });
    const lines = written.map(([, line]) => String(line));
    expect(lines.length).toBe(3);
    expect(lines.filter(line => /[\p{Cc}\u2028\u2029]/u.test(line))).toEqual([]);
    expect(lines.every(line => line.length <= 300)).toBe(true);
    expect(lines[0]).toMatch(/^failover [\da-f]{8}: a \[2Jforged: x+…$/);
  });
});

describe('a logger that fails', () => {
  it.each<[string, EventLogger]>([
    [
      'throws',
      {
        warn() {
          throw new Error('disk full');
        },
      },
    ],
    [
      'rejects',
      {
        async warn() {
          throw new Error('disk full');
        },
      },
    ],
  ])('and %s changes nothing, and is reported once', async (_, logger) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { events } = await recover(logger);
    expect(events).toEqual([]);
    expect(warn.mock.calls.map(([text]) => String(text))).toEqual([
      expect.stringMatching(/`onEvent` threw.*disk full/),
    ]);
  });
});

it.each<[unknown, unknown, string]>([
  [undefined, {}, 'logEvents: takes a logger with methods like those of `console`; got undefined.'],
  [{}, {}, 'logEvents: takes a logger with methods like those of `console`; got an object.'],
  ['console', {}, 'logEvents: takes a logger with methods like those of `console`; got "console".'],
  [console, { format: 'xml' }, 'logEvents: option `format` takes one of text, json, object, pino; got "xml".'],
  [console, { level: 'trace' }, 'logEvents: option `level` takes one of debug, info, warn, error; got "trace".'],
  [console, { verbose: 1 }, 'logEvents: option `verbose` takes true or false; got 1.'],
  [
    console,
    { levels: {} },
    'logEvents: unknown option `levels` (did you mean `level`?); it takes `format`, `level`, `verbose`.',
  ],
])('of %o with %j is refused', (logger, options, message) => {
  expect(() => logEvents(logger as EventLogger, options as LogEventsOptions)).toThrow(new TypeError(message));
});
