/** What a person reads of each fault that the fixtures replay, and of a call in each kind of trouble. */
import { describe, expect, it } from 'vitest';
import { fixtures } from '../../mocks/index.ts';
import { logEvents, type LogEventsOptions } from '../../src/index.ts';
import { play, type Play, type Way } from '../events/play.ts';
import { DOWN, GOOD, troubles, type Scripts } from '../events/troubles.ts';
import { asText, keeper } from './lines.ts';

/** A set-up that is broken, a leg that leaves service, and the call itself. */
const MOST_LINES = 3;

async function logOf(scripts: Scripts, way: Way, setting: Play = {}, options: LogEventsOptions = { level: 'debug' }) {
  const { logger, written } = keeper();
  await play(scripts, way, { ...setting, onEvent: logEvents(logger, options) });
  return written;
}

const rows = Object.values(fixtures).map(fixture => [fixture.name, fixture] as const);

it.each(rows)('the log of %s', async (_, fixture) => {
  const written = await logOf([[fixture, fixture], GOOD], 'generate');
  expect(written.length).toBeLessThanOrEqual(MOST_LINES);
  expect(asText(written)).toMatchSnapshot();
});

it.each(rows)('a stream is not longer in the log: %s', async (_, fixture) => {
  const written = await logOf([[fixture, fixture], GOOD], 'stream');
  expect(written.length).toBeLessThanOrEqual(MOST_LINES);
  expect(written.length).toBeGreaterThan(0);
});

describe.each<Way>(['generate', 'stream'])('%s: the log of a call', way => {
  it.each(troubles())('%s', async (_, scripts, setting) => {
    expect(asText(await logOf(scripts, way, setting))).toMatchSnapshot();
  });

  it('is silent by default on a console while all is well', async () => {
    expect(await logOf([GOOD, GOOD], way, { calls: 3 }, {})).toEqual([]);
  });

  it('has each event once if it is verbose', async () => {
    const written = await logOf([[DOWN, GOOD], GOOD], way, {}, { verbose: true });
    expect(asText(written)).toMatchSnapshot();
  });
});
