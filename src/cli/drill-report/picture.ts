/** The picture of a play: a bar for each attempt, along the time. Widths are shares, so that letters keep their size. */
import type { DrillAttempt, DrillPlay } from '../../drill/report.ts';
import { duration } from '../terminal/duration.ts';
import { escapeHtml } from './html.ts';

const ROW = 40;
const BAR = 14;
/** As many letters as a phone has room for. */
const MOST_LABEL = 52;

/** A name without its middle: models of one maker differ at the end of their ids, providers at the beginning. */
function short(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.floor(most / 2);
  return `${text.slice(0, most - 1 - end)}…${text.slice(-end)}`;
}

const OUTCOMES: Readonly<Record<DrillAttempt['outcome'], string>> = {
  answered: 'answers',
  failed: 'fails',
  aborted: 'is aborted',
  lost: 'is too late',
  left: 'is left',
  open: 'never ends',
};

/** How long the picture is; a call that never ends goes on a while behind what happened last. */
function lengthOf({ ms, attempts, timeline }: DrillPlay): number {
  const last = Math.max(1, ...attempts.map(({ endMs = 0, startMs }) => Math.max(endMs, startMs)));
  return Math.max(1, ms ?? Math.max(1_000, last * 1.5, ...timeline.map(step => step.ms * 1.5)));
}

function attemptRow(attempt: DrillAttempt, index: number, whole: number): string {
  const { leg, purpose, startMs, endMs = whole, firstContentMs, outcome } = attempt;
  const share = (ms: number) => `${Math.round((ms / whole) * 10_000) / 100}%`;
  const top = index * ROW;
  const isShort = endMs - startMs < whole / 200;
  const end = `${purpose === 'first' ? '' : `, ${purpose}`}: ${OUTCOMES[outcome]}`;
  return [
    `<text x="0" y="${top + 14}">${escapeHtml(short(leg, MOST_LABEL - end.length) + end)}</text>`,
    // What is too short to be seen is shown as wide as can be.
    `<rect class="bar ${outcome}" x="${share(startMs)}" y="${top + 20}" width="${isShort ? '0.5%' : share(endMs - startMs)}" height="${BAR}" rx="2"/>`,
    ...(firstContentMs === undefined
      ? []
      : [
          `<line class="first" x1="${share(firstContentMs)}" x2="${share(firstContentMs)}" y1="${top + 17}" y2="${top + 37}"/>`,
        ]),
  ].join('');
}

/** @param id of the picture, unique within its page */
export function picture(play: DrillPlay, id: string): string {
  const { attempts, ms } = play;
  const whole = lengthOf(play);
  const bottom = attempts.length * ROW + 4;
  const described = attempts.map(
    ({ leg, purpose, startMs, endMs, outcome, rule }) =>
      `${leg} (${purpose}) from ${duration(startMs)} ${endMs === undefined ? 'on' : `to ${duration(endMs)}`}: ${OUTCOMES[outcome]}${rule === undefined ? '' : `, ${rule}`}`,
  );
  const ticks = [
    `<text class="tick" x="0" y="${bottom + 18}">0</text>`,
    `<text class="tick" x="50%" y="${bottom + 18}" text-anchor="middle">${duration(Math.round(whole / 2))}</text>`,
    `<text class="tick" x="100%" y="${bottom + 18}" text-anchor="end">${ms === undefined ? 'and so on' : duration(ms)}</text>`,
  ];
  return [
    `<svg role="img" aria-labelledby="${id}-title ${id}-desc" height="${bottom + 26}">`,
    `<title id="${id}-title">Attempts along the time</title>`,
    `<desc id="${id}-desc">${escapeHtml(described.length === 0 ? 'No leg was asked.' : `${described.join('. ')}.`)}</desc>`,
    ...attempts.map((attempt, index) => attemptRow(attempt, index, whole)),
    `<line class="axis" x1="0" x2="100%" y1="${bottom}" y2="${bottom}"/>`,
    ...(ms === undefined ? [] : [`<line class="end" x1="100%" x2="100%" y1="0" y2="${bottom}"/>`]),
    ...ticks,
    '</svg>',
  ].join('');
}
