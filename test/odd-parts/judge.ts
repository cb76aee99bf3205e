/** What is wrong with a cell, by what was noticed of it and of the bare SDK in its place. */
import type { Outcome } from './calls.ts';
import type { Cell } from './cells.ts';
import { CONTINUED, FALLBACK, PRIMARY } from './configurations.ts';
import type { Facts } from './play-cell.ts';

export interface Finding {
  what:
    | 'uncaught exception'
    | 'unhandled rejection'
    | 'no end'
    | 'several errors'
    | 'an answer and no end of it'
    | 'an error and no finish'
    | 'a wrong answer'
    | 'a good answer is lost'
    | 'not answered though another leg could'
    | 'a raw error of our own'
    | 'an odd error is handed on'
    | 'the next call is not answered'
    | 'timers left'
    | 'something happens after the end'
    | 'a source is left open'
    | 'listeners left'
    | 'health is not told once';
  detail: string;
}

const P = PRIMARY.join('');
const F = FALLBACK.join('');
const BEGUN = PRIMARY[0]!;

/** What some odd parts show themselves: it is a part of the answer, wherever it stands. */
const ODD_TEXT = 'odd';

/** Texts that a good answer may have: that of a leg, or of one that another one continues. */
const GOOD_TEXTS: ReadonlySet<string> = new Set([P, F, ...[BEGUN, P].map(shown => shown + CONTINUED.join(''))]);

const isGood = (text: string) => GOOD_TEXTS.has(text) || GOOD_TEXTS.has(text.replace(ODD_TEXT, ''));

/** The SDK's own `generateText` takes no result of a tool that was not called, whoever gives it one. */
const REFUSED_BY_THE_SDK = /^Error: Tool call \S+ not found/;

/** Whether an answer came whole, with nothing said against it. */
export const isWhole = ({ errors, finishReason }: Outcome): boolean => errors.length === 0 && finishReason === 'stop';

const quoted = ({ shown, finishReason, errors }: Outcome) =>
  `"${shown}" ${finishReason} ${errors.map(({ says }) => `[${says}]`).join(' ')}`;

function ofOutcome(cell: Cell, outcome: Outcome, bare: Outcome): Finding[] {
  const found: Finding[] = [];
  const add = (what: Finding['what']) => void found.push({ what, detail: quoted(outcome) });
  const { kind, position } = cell;
  const { errors, finishReason, shown } = outcome;
  // Two errors in the source are two errors for its reader; and what the SDK itself does not stand, it says itself.
  const ours = errors.filter(({ isApiCallError }) => isApiCallError).length;
  const isTruncated = position === 'instead of the finish';
  const most = Math.max(1, bare.errors.length);
  if (ours > most || errors.length > most + (isTruncated ? bare.errors.length : 0)) add('several errors');
  if (errors.some(({ isOurs, isApiCallError }) => isOurs && !isApiCallError)) add('a raw error of our own');
  if ((kind.thrown || kind.isErrorPart) && ours < errors.length) add('an odd error is handed on');
  if (errors.length === 0 && (finishReason === 'error' || finishReason === 'interrupted'))
    add('an answer and no end of it');
  if (shown !== '' && ours > 0 && ours === errors.length && finishReason === undefined) add('an error and no finish');
  const before = cell.configuration === 'a router whose continuation is odd' ? BEGUN : '';
  // What is generated from a stream is put together by block, what is shown as it comes.
  const isTheSame =
    shown === before + bare.shown || (cell.call === 'generateText' && [shown, shown.replace(ODD_TEXT, '')].includes(P));
  const isRefused = cell.call === 'generateText' && errors.some(({ says }) => REFUSED_BY_THE_SDK.test(says));
  if (isWhole(bare) && errors.length > 0 && !isRefused) add('a good answer is lost');
  else if (errors.length === 0 && !isTheSame && (isWhole(bare) || !isGood(shown))) add('a wrong answer');
  const hasOther = cell.configuration.startsWith('a router') && !cell.configuration.endsWith('is odd');
  const isHidden = cell.call === 'generateText' || position === 'before the first content' || position === undefined;
  if (kind.isNoAnswer && hasOther && isHidden && errors.length > 0) add('not answered though another leg could');
  return found;
}

/** @param bare the SDK's own call to the same model */
export function judge(cell: Cell, facts: Facts, bare: Facts): Finding[] {
  const found: Finding[] = [];
  const add = (what: Finding['what'], detail: unknown) => void found.push({ what, detail: String(detail) });
  const { outcome, uncaught, unhandled, next } = facts;
  if (uncaught.length > 0) add('uncaught exception', uncaught[0]);
  if (unhandled.length > 0) add('unhandled rejection', unhandled[0]);
  if (!outcome) add('no end', 'not within an hour');
  else if (!facts.isByItself) add('no end', 'but by a limit');
  if (outcome && bare.outcome) found.push(...ofOutcome(cell, outcome, bare.outcome));
  if (!next || !isWhole(next) || ![P, F].includes(next.shown))
    add('the next call is not answered', next && quoted(next));
  if (facts.openTimers > 0) add('timers left', facts.openTimers);
  if (facts.lateTimers + facts.lateEvents > 0)
    add('something happens after the end', `${facts.lateTimers} timers, ${facts.lateEvents} events`);
  if (facts.openStreams > 0) add('a source is left open', facts.openStreams);
  if (facts.listeners > 0) add('listeners left', facts.listeners);
  const legs = facts.health.map(({ leg }) => leg);
  if (facts.health.some(({ ends }) => ends !== 1) || new Set(legs).size !== legs.length)
    add('health is not told once', facts.health.map(({ leg, ends }) => `${leg} ${ends}`).join(', '));
  return found;
}
