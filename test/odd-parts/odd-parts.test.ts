/**
 * Parts, results and errors that violate the SDK's types in every way a gateway can: none of them ends the process, loses
 * a good answer, or leaves anything behind. What is proved is that a process lives on, so that the calls are made in others.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { sized } from '../support/run-length.ts';
import { ODD_ANSWERS, ODD_PARTS, ODD_THROWN } from './cells.ts';
import type { Played, Report } from './play-all.ts';

const SCRIPT = fileURLToPath(new URL('play-all.ts', import.meta.url));
/** A busy machine may take its time; the long run takes half a minute of it by itself. */
const TIMEOUT_MS = 300_000;
const PROCESSES = 2;

async function play(extent: string, index = 0, count = 1): Promise<Report> {
  // Rejects if the process ends with anything but 0.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', SCRIPT, extent, String(index), String(count)],
    { maxBuffer: 2 ** 28 },
  );
  return JSON.parse(stdout) as Report;
}

/** A line for each finding, of which a failed test shows some. */
const linesOf = (played: Played | undefined): string[] =>
  (played?.findings ?? []).map(({ what, cell, detail }) => `${what}: ${cell}: ${detail}`);

describe('the matrix', () => {
  const report: Report = { parts: {}, results: {}, thrown: {}, bareComplaints: [] };

  beforeAll(async () => {
    const extent = sized({ usual: 'share', bounded: 'share', full: 'all' });
    const shares = await Promise.all(Array.from({ length: PROCESSES }, (_, index) => play(extent, index, PROCESSES)));
    for (const { parts, results, thrown, bareComplaints } of shares) {
      Object.assign(report.parts, parts);
      Object.assign(report.results, results);
      Object.assign(report.thrown, thrown);
      report.bareComplaints.push(...bareComplaints);
    }
  }, TIMEOUT_MS);

  it.each(ODD_PARTS.map(({ name }) => name))('a stream with an odd part is one answer or one error: %s', name => {
    expect(report.parts[name]?.cells).toBeGreaterThan(0);
    expect(linesOf(report.parts[name])).toEqual([]);
  });

  it.each(ODD_ANSWERS.map(({ name }) => name))('an odd result is one answer or one error: %s', name => {
    expect(report.results[name]?.cells).toBeGreaterThan(0);
    expect(linesOf(report.results[name])).toEqual([]);
  });

  it.each(ODD_THROWN.map(({ name }) => name))('an odd error that is thrown is one answer or one error: %s', name => {
    expect(report.thrown[name]?.cells).toBeGreaterThan(0);
    expect(linesOf(report.thrown[name])).toEqual([]);
  });

  it('is one that the bare SDK survives', () => {
    expect(report.bareComplaints).toEqual([]);
  });
});

it(
  'a middleware that does all of it wrong is seen',
  async () => {
    const { parts } = await play('careless');
    const seen = new Set(Object.values(parts).flatMap(({ findings }) => findings.map(({ what }) => what)));
    expect([...seen].toSorted()).toEqual([
      'a source is left open',
      'a wrong answer',
      'listeners left',
      'several errors',
      'something happens after the end',
      'the next call is not answered',
      'timers left',
      'uncaught exception',
      'unhandled rejection',
    ]);
  },
  TIMEOUT_MS,
);
