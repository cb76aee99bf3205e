/** Colours, where somebody looks. */
import { styleText } from 'node:util';

export type Style = 'good' | 'bad' | 'warn' | 'dim' | 'strong';
export type Paint = (style: Style, text: string) => string;

const FORMATS = { good: 'green', bad: 'red', warn: 'yellow', dim: 'dim', strong: 'bold' } as const;

/** `FORCE_COLOR` and `NO_COLOR` decide, in this order; else whether it is a terminal that can. */
export function wantsColor(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = environment;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  return isTerminal && TERM !== 'dumb';
}

export const painter = (isColored: boolean): Paint =>
  isColored ? (style, text) => styleText(FORMATS[style], text, { validateStream: false }) : (_, text) => text;

// oxlint-disable-next-line no-control-regex -- the escape is what is looked for
const ESCAPES = /\u001B\[[\d;]*m/g;

export const withoutColor = (text: string): string => text.replaceAll(ESCAPES, '');
