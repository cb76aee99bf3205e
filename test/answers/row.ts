/** One good answer: what comes over the wire, without streaming and with it, and what the caller gets of it. */
import type { Recorded } from '../generate-via/difference.ts';
import type { DoorName } from './doors.ts';
import type { Way } from './play.ts';

/** The response around the bytes. */
export interface ResponseExtras {
  /** @default 200 */
  status?: number;
  /** Besides the media type, or in its place. */
  headers?: Record<string, string>;
}

export interface AnswerRow extends ResponseExtras {
  name: string;
  door: DoorName;
  recorded: Recorded;
  /** The ways in which the package itself takes this for an answer. @default both */
  ways?: readonly Way[];
  text: string;
  reasoning?: string;
  /** Inputs of the calls of the caller's tools, in order. */
  inputs?: readonly unknown[];
}

/** What a model said, before a wire gives it a form. */
export interface Said {
  text?: string;
  reasoning?: string;
  /** Input of a call of the tool `report`. */
  input?: object;
}

/** The part of a row that follows from what was said. */
export const gets = ({ text = '', reasoning, input }: Said): Pick<AnswerRow, 'text' | 'reasoning' | 'inputs'> => ({
  text,
  ...(reasoning !== undefined && { reasoning }),
  ...(input && { inputs: [input] }),
});
