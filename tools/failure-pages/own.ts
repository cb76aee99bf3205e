/** The page of what this package finds by itself: no rule of the table has it, and no other party documents it. */
import * as own from '../../src/own-failures.ts';
import type { Failure } from '../../src/failure.ts';
import { disguisedFinish, emptyAnswer, missingEnd } from '../../src/parts/disguised-end.ts';
import { MADE, verdictLines } from './page.ts';

const MS = 30_000;
const LIMITS = ['firstContentMs', 'idleMs', 'attemptMs', 'totalMs'] as const;

/** Failures that have no message of their own, with what is seen. */
const SILENT: readonly (readonly [failure: Failure, seen: string])[] = [
  [own.SILENT, 'A leg had shown nothing when another one, asked beside it, answered'],
  [own.BROKEN_STREAM, 'The stream broke off, and its error says no more'],
];

/** What the package can find, by its own functions. */
const findings = (): own.Finding[] =>
  [
    ...LIMITS.map(limit => own.expired(limit, MS)),
    own.NO_FINISH,
    own.MALFORMED_PART,
    own.MALFORMED_RESULT,
    own.NO_STREAM,
    emptyAnswer({ unified: 'stop', raw: 'stop' }, undefined, {}),
    missingEnd(false, { 'content-type': 'application/json' }),
    disguisedFinish({ unified: 'interrupted' } as never, undefined, false),
    disguisedFinish({ unified: 'error', raw: undefined }, undefined, false),
    disguisedFinish({ unified: 'other', raw: undefined }, undefined, false),
    own.REFUSED,
    own.REJECTED,
    own.NO_VECTORS,
    own.wrongCount(1, 2),
    own.wrongLength(768, 1536),
    own.UNREPORTABLE,
  ].filter(found => found !== undefined);

export const ownPage = (): string =>
  [
    MADE,
    '',
    '# What this package finds itself',
    '',
    'No other party says so: a limit of yours ran out, a stream ended without an end, an answer cannot be read. [What the lines mean](README.md#how-to-read-a-section).',
    '',
    ...findings().flatMap(({ rule, verdict, message }) => [...verdictLines(rule, verdict, `“${message}”`), '']),
    ...SILENT.flatMap(([{ rule, category }, seen]) => [...verdictLines(rule, { category }, `“${seen}”`), '']),
  ].join('\n');
