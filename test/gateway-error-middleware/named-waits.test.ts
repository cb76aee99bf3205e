/** Waits that a response names in a way that the SDK reads otherwise: the error tells the SDK what was meant. */
import { describe, expect, it } from 'vitest';
import { ok, status } from '../../mocks/index.ts';
import { setUp, setUpHonest } from '../time/set-up.ts';
import { startCall } from '../time/start-call.ts';

const SENT = 'Sat, 21 Nov 2026 12:00:00 GMT';

type Thrown = { responseHeaders: Record<string, string>; isRetryable: boolean };

async function errorOf(headers: Record<string, string>): Promise<Thrown> {
  const { model, clock } = setUpHonest(status(429, { headers }));
  const call = startCall('doStream', model);
  await clock.advance(0);
  return call.errors[0] as Thrown;
}

describe('the error of a response that names a wait', () => {
  it.each<[string, Record<string, string>, string]>([
    ['as a combined header', { 'retry-after': '5, 10' }, '10000'],
    ['in milliseconds, combined', { 'retry-after-ms': '250, 1500' }, '1500'],
    // The SDK would take the wall clock of this machine for that of the server.
    ['as a date', { 'retry-after': 'Sat, 21 Nov 2026 12:00:20 GMT', date: SENT }, '20000'],
    ['as a date of the past', { 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT', date: SENT }, '0'],
    ['as dates', { 'retry-after': `${SENT}, Sat, 21 Nov 2026 12:00:30 GMT`, date: SENT }, '30000'],
  ])('%s has the wait that the SDK has to keep', async (_, headers, wait) => {
    const error = await errorOf(headers);
    expect([error.isRetryable, error.responseHeaders['retry-after-ms']]).toEqual([true, wait]);
  });

  it.each<[string, Record<string, string>]>([
    ['a combined header whose longest is too long for the SDK', { 'retry-after': '5, 100' }],
    ['eleven digits', { 'retry-after': '99999999999' }],
    ['a date in years', { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT', date: SENT }],
  ])('that would be asked too early is not retryable: %s', async (_, headers) => {
    expect((await errorOf(headers)).isRetryable).toBe(false);
  });

  it.each<Record<string, string>>([
    { 'retry-after': '7' },
    { 'retry-after': '10, 5' },
    { 'retry-after-ms': '250' },
    { 'retry-after': '0.5' },
  ])('that the SDK reads rightly stays as it is: %o', async headers => {
    const error = await errorOf(headers);
    expect(error.responseHeaders).toMatchObject(headers);
    expect(Object.keys(error.responseHeaders).filter(name => name.startsWith('retry-after'))).toEqual(
      Object.keys(headers),
    );
  });
});

it('a leg is left alone for the longest of the waits that it named', async () => {
  const { model, clock, counts } = setUp([[status(429, { retryAfter: '5, 30' }), ok('a')], ok('b')]);
  const ask = async () => {
    const call = startCall('doGenerate', model);
    await clock.advance(0);
    return call.text;
  };
  expect(await ask()).toBe('b');
  await clock.advance(29_999);
  expect([await ask(), counts()[0]]).toEqual(['b', 1]);
  await clock.advance(1);
  expect(await ask()).toBe('a');
});
