/** The cells of the matrix: what is odd, where it stands, who says it, who is called, and what stands around it. */
import type { Call } from './calls.ts';
import { CONFIGURATIONS, type Configuration } from './configurations.ts';
import { FINISH, goodParts } from './good-parts.ts';
import { NO_OBJECTS, ODD_CONTENT } from './odd-content.ts';
import { ODD_ERRORS } from './odd-errors.ts';
import { FINISH_TWICE, ODD_FRAMES, ODD_STARTS } from './odd-frames.ts';
import { NO_RESULTS, ODD_RESULTS } from './odd-results.ts';
import type { Odd } from './odd-value.ts';
import { Pause } from './sources.ts';

export const POSITIONS = ['before the first content', 'after the first content', 'instead of the finish'] as const;
export type Position = (typeof POSITIONS)[number];

export const SOURCES = ['a model object', 'the gateway package'] as const;
export type Source = (typeof SOURCES)[number];

/** A kind of oddity, as a test names it. */
export interface OddKind {
  name: string;
  isMemoryOnly: boolean;
  /** The parts of a stream with it. */
  stream?: (deltas: readonly string[], position: Position) => readonly unknown[];
  /** The result that it is. */
  result?: () => unknown;
  /** The error that the model throws before it answers anything. */
  thrown?: () => unknown;
  /** Whether the odd part is an error. */
  isErrorPart?: boolean;
  /** Whether an answer can come from another leg only, as long as nothing was shown. */
  isNoAnswer: boolean;
}

type Insert = (parts: unknown[], position: Position, odd: () => unknown) => unknown[];

/** Before, in the middle of, or at the end of a good stream, whose parts are two, the deltas, and two. */
const insert: Insert = (parts, position, odd) => {
  if (position === 'instead of the finish') return [...parts.slice(0, -1), odd()];
  const at = position === 'before the first content' ? 2 : 3;
  return [...parts.slice(0, at), odd(), ...parts.slice(at)];
};

/** At the beginning it is the stream's only start. */
const asStart: Insert = (parts, position, odd) =>
  position === 'before the first content' ? [odd(), ...parts.slice(1)] : insert(parts, position, odd);

const twice: Insert = (parts, position, odd) =>
  position === 'instead of the finish' ? [...parts, odd()] : insert(insert(parts, position, odd), position, odd);

const inStream = (how: Insert, { name, make, isMemoryOnly }: Odd, isNoAnswer = false): OddKind => ({
  name,
  isMemoryOnly,
  isNoAnswer,
  stream: (deltas, position) => how(goodParts(deltas), position, make),
});

const errorPart = ({ name, make, isMemoryOnly }: Odd): Odd => ({
  name: `error ${name}`,
  isMemoryOnly,
  make: () => ({ type: 'error', error: make() }),
});

export const ODD_PARTS: readonly OddKind[] = [
  ...ODD_CONTENT.map(odd => inStream(insert, odd, NO_OBJECTS.includes(odd))),
  ...ODD_STARTS.map(odd => inStream(asStart, odd)),
  ...ODD_FRAMES.map(odd => inStream(insert, odd)),
  inStream(twice, FINISH_TWICE),
  inStream(insert, { name: 'error without error', isMemoryOnly: false, make: () => ({ type: 'error' }) }, true),
  inStream(twice, { name: 'error twice', isMemoryOnly: false, make: () => ({ type: 'error', error: 'broke' }) }, true),
  ...ODD_ERRORS.map(odd => ({ ...inStream(insert, errorPart(odd), true), isErrorPart: true })),
];

export const ODD_ANSWERS: readonly OddKind[] = ODD_RESULTS.map(odd => ({
  name: odd.name,
  isMemoryOnly: odd.isMemoryOnly,
  result: odd.make,
  isNoAnswer: NO_RESULTS.includes(odd),
}));

/** Thrown by a model object: what a package makes of its `fetch`'s errors is its own. */
export const ODD_THROWN: readonly OddKind[] = ODD_ERRORS.map(({ name, make }) => ({
  name,
  isMemoryOnly: true,
  thrown: make,
  isNoAnswer: true,
}));

/** One call. */
export interface Cell {
  kind: OddKind;
  /** Of a part; nothing else has one. */
  position: Position | undefined;
  source: Source;
  configuration: Configuration;
  call: Call;
}

const NAMES = Object.keys(CONFIGURATIONS) as (keyof typeof CONFIGURATIONS)[];

const sourcesOf = ({ isMemoryOnly }: OddKind): readonly Source[] => (isMemoryOnly ? SOURCES.slice(0, 1) : SOURCES);

/** All cells of one kind of oddity. */
export function cellsOf(kind: OddKind): Cell[] {
  return sourcesOf(kind).flatMap(source =>
    NAMES.flatMap((configuration): Cell[] => {
      const { calls, takesResults } = CONFIGURATIONS[configuration];
      if (kind.result) {
        if (!takesResults) return [];
        return [{ kind, position: undefined, source, configuration, call: 'generateText' }];
      }
      if (kind.thrown) return calls.map(call => ({ kind, position: undefined, source, configuration, call }));
      return POSITIONS.flatMap(position => calls.map(call => ({ kind, position, source, configuration, call })));
    }),
  );
}

/** The odd leg's parts, with its silence. */
export function partsOf({ kind, position }: Cell, deltas: readonly string[], silentMs?: number): readonly unknown[] {
  if (!kind.stream || !position) return [...goodParts(deltas).slice(0, -1), FINISH];
  const [first, ...rest] = kind.stream(deltas, position);
  return silentMs === undefined ? [first, ...rest] : [first, new Pause(silentMs), ...rest];
}

/** What a cell is called in a report. */
export const titleOf = ({ kind, position, source, configuration, call }: Cell): string =>
  [kind.name, position, source, configuration, call].filter(part => part !== undefined).join(' | ');
