/** The exact events of every fault that the fixtures replay, as a snapshot that was read by a person. */
import { describe, expect, it } from 'vitest';
import { fixtures } from '../../mocks/index.ts';
import { byCall, expectWhole, outlineOf } from './outline.ts';
import { play, type Play, type Way } from './play.ts';
import { GOOD, troubles, type Scripts } from './troubles.ts';

const WAYS: readonly Way[] = ['generate', 'stream'];

async function sequenceOf(scripts: Scripts, way: Way, setting?: Play): Promise<string> {
  const { events, pending } = await play(scripts, way, setting);
  for (const [callId, of] of byCall(events)) if (callId !== undefined) expectWhole(of);
  expect(pending).toBe(0);
  return outlineOf(events).join('\n');
}

describe.each(WAYS)('%s: the first leg answers', way => {
  it.each(Object.values(fixtures).map(fixture => [fixture.name, fixture] as const))('with %s', async (_, fixture) => {
    expect(await sequenceOf([[fixture, fixture], GOOD], way)).toMatchSnapshot();
  });
});

describe.each(WAYS)('%s: a call', way => {
  it.each(troubles())('%s', async (_, scripts, setting) => {
    expect(await sequenceOf(scripts, way, setting)).toMatchSnapshot();
  });
});
