/**
 * The process, which the command shares with a module of the user's: that may print, throw, end the process or wait for
 * ever. What is printed stays clean, the result stays alone on its stream, and the exit code says what happened.
 */
import { constants } from 'node:os';
import { systemClock } from '../runtime/clock.ts';
import { EXIT } from './exit.ts';
import { changingCleaner, plainly } from './terminal/clean.ts';
import type { Surroundings } from './terminal/output.ts';

type Write = (text: string, done?: () => void) => boolean;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How often nothing is left to do before the command ends. */
const MOST_IDLE = 4;

const NEVER =
  'Nothing is left that could go on: a promise never settles that the module waits for, or that it exports.';
const EXITED = 'The module ended the process by itself (`process.exit()`), before there was a result.';

const textOf = (chunk: string | Uint8Array): string =>
  typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);

/** An error of the module's that nothing caught. */
function uncaught(error: unknown): string {
  const said = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : 'It is no error.';
  return `Something was thrown that nothing caught.\n${said}`;
}

/** Whatever is written from now on goes to standard error, without secrets. @returns the streams as they were */
function divert(clean: (text: string) => string): { out: Write; err: Write } {
  const { stdout, stderr } = process;
  const out: Write = stdout.write.bind(stdout) as Write;
  const err: Write = stderr.write.bind(stderr) as Write;
  const write = (chunk: string | Uint8Array, ...[encoding, done]: (string | (() => void) | undefined)[]) =>
    err(clean(textOf(chunk)), (typeof encoding === 'function' ? encoding : done) as (() => void) | undefined);
  stdout.write = write;
  stderr.write = write;
  return { out, err };
}

/** Runs the command, and ends the process with its exit code. */
export async function runAsProcess(run: (surroundings: Surroundings) => Promise<number>): Promise<never> {
  const { stdout, stderr, env } = process;
  const clean = changingCleaner(env);
  const { out, err } = divert(clean);
  const tell = (text: string) => err(`${stderr.isTTY ? '\r\u001B[2K' : ''}${plainly(text, clean)}\n`);
  const interrupt = new AbortController();
  let isOver = false;
  let unwritten: NodeJS.ErrnoException | undefined;
  // A reader that has seen enough, like `head`, is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') unwritten = error;
  });
  stderr.on('error', () => {});

  const ended = new Promise<number>(resolve => {
    const end = (text: string, code: number) => {
      if (isOver) return;
      tell(text);
      resolve(code);
    };
    for (const signal of SIGNALS)
      process.once(signal, () => {
        interrupt.abort(new Error('Interrupted.'));
        end('Interrupted.', 128 + constants.signals[signal]);
      });
    // Whoever waits for the module may have given it up by this, and go on.
    let idle = 0;
    process.on('beforeExit', () => {
      if ((idle += 1) < MOST_IDLE) systemClock.setTimeout(() => {}, 0);
      else end(NEVER, EXIT.usage);
    });
    process.on('uncaughtException', error => end(uncaught(error), EXIT.broken));
  });
  process.on('exit', () => {
    if (isOver) return;
    tell(EXITED);
    process.exitCode = EXIT.usage;
  });

  const surroundings: Surroundings = {
    stdout: { write: text => out(text), isTTY: stdout.isTTY, columns: stdout.columns },
    stderr: { write: text => err(text), isTTY: stderr.isTTY },
    env,
    signal: interrupt.signal,
  };
  let code = await Promise.race([run(surroundings), ended]);
  // A module of the user's may hold connections open; what was written must arrive first.
  await Promise.all([out, err].map(write => new Promise<void>(resolve => void write('', () => resolve()))));
  if (unwritten) {
    tell(`The result could not be written. ${unwritten.message}`);
    code = EXIT.broken;
  }
  isOver = true;
  process.exit(code);
}
