/** One labelled case, as the files of this folder hold it: a JSON object a line. */
import { readFileSync } from 'node:fs';
import type { FailureCategory, FailureScope } from '../src/failure.ts';

/** An error that `fetch`, a binding or an SDK threw. */
export interface ThrownWire {
  name: string;
  message: string;
  code?: string | null;
  cause?: ThrownWire;
}

/** What the client sees. */
type Wire =
  | { kind: 'http'; status: number; headers: Record<string, string>; body: string }
  | { kind: 'sse'; status: number; headers: Record<string, string>; events: string[] }
  | { kind: 'thrown'; error: ThrownWire };

/** The labels. */
export interface Expectation {
  retryable: boolean;
  fallback: boolean;
  scope: FailureScope;
  category: FailureCategory | 'success';
  retryAfterMs: number | null;
}

export interface Case {
  id: string;
  origin: string;
  wire: Wire;
  expect: Expectation;
  /** Labels that are right as well, where experts would differ. */
  alsoOk?: { [Label in keyof Expectation]?: Expectation[Label][] };
  source: string;
  note: string;
}

/** All cases of a file. */
export function readCases(path: string | URL): Case[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter(line => line.trim() !== '').map(line => JSON.parse(line) as Case);
}

/** The stream's text: blocks, each with the blank line that ends it. */
export function streamText(events: readonly string[]): string {
  return events.map(event => `${event}\n\n`).join('');
}

/** The error as its runtime threw it. */
export function rebuildError(wire: ThrownWire): Error {
  const options = wire.cause ? { cause: rebuildError(wire.cause) } : undefined;
  const error = wire.name === 'TypeError' ? new TypeError(wire.message, options) : new Error(wire.message, options);
  if (error.name !== wire.name) error.name = wire.name;
  return wire.code === null || wire.code === undefined ? error : Object.assign(error, { code: wire.code });
}
