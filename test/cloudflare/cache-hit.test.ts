import { describe, expect, it } from 'vitest';
import { isCacheHit } from '../../src/cloudflare/cache-hit.ts';

const hostile = new Proxy(
  {},
  {
    getOwnPropertyDescriptor() {
      throw new Error('no look');
    },
  },
);

describe('an answer from the cache', () => {
  it('says so in a header, in either case', () => {
    expect(['HIT', 'hit'].map(status => isCacheHit({ 'cf-aig-cache-status': status }))).toEqual([true, true]);
  });

  it.each([{ 'cf-aig-cache-status': 'MISS' }, { 'cf-cache-status': 'HIT' }, { 'cf-aig-cache-status': 7 }, {}])(
    'is none by %j',
    headers => expect(isCacheHit(headers)).toBe(false),
  );

  it.each([hostile, undefined, null, 'HIT'])('is none if the headers cannot be read: %#', headers =>
    expect(isCacheHit(headers)).toBe(false),
  );
});
