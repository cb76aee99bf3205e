/** Where the command writes to. Nothing leaves without having been cleaned. */
import { changingCleaner, cleanData, plainly, type Clean } from './clean.ts';
import { painter, wantsColor, type Paint } from './paint.ts';
import { beginningWithin } from './width.ts';

/** The parts of a process that are used. */
export interface Surroundings {
  stdout: { write(text: string): unknown; isTTY?: boolean; columns?: number };
  stderr: { write(text: string): unknown; isTTY?: boolean };
  env: Readonly<Record<string, string | undefined>>;
  /** Aborts when somebody ends the command. */
  signal?: AbortSignal;
}

export interface Output {
  paint: Paint;
  clean: Clean;
  /** Ends what is asked of models. */
  signal: AbortSignal | undefined;
  /** Columns of the terminal; of a file as many as are read well. */
  columns: number;
  /** Writes lines to where results go. */
  print(text: string): void;
  /** Writes lines to where people look besides. */
  note(text: string): void;
  /** Writes data to where results go. */
  json(value: unknown): void;
  /** Shows how far a long work is; `undefined` takes it away. Only on a terminal. */
  progress(text: string | undefined): void;
}

const COLUMNS = 100;
const CLEAR_LINE = '\r\u001B[2K';

export function createOutput({ stdout, stderr, env, signal }: Surroundings): Output {
  const clean = changingCleaner(env);
  const paint = painter(wantsColor(stdout.isTTY === true, env));
  const columns = Math.max(60, stdout.columns ?? COLUMNS);
  let isShown = false;
  const progress = (text: string | undefined) => {
    if (stderr.isTTY !== true || (text === undefined && !isShown)) return;
    isShown = text !== undefined;
    stderr.write(`${CLEAR_LINE}${text === undefined ? '' : beginningWithin(plainly(text, clean), columns - 1)}`);
  };
  return {
    paint,
    clean,
    signal,
    columns,
    print(text) {
      progress(undefined);
      stdout.write(`${clean(text)}\n`);
    },
    note(text) {
      progress(undefined);
      stderr.write(`${clean(text)}\n`);
    },
    json(value) {
      progress(undefined);
      stdout.write(`${JSON.stringify(cleanData(value, clean), undefined, 2)}\n`);
    },
    progress,
  };
}
