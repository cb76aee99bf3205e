import { describe, expect, it } from 'vitest';
import { visibleHeaders, type HeaderRules } from '../../src/legs/leg-headers.ts';

const headers = {
  Authorization: 'Bearer placeholder',
  'x-api-key': 'placeholder',
  'cf-aig-authorization': 'Bearer placeholder',
  'X-Request-Id': 'r',
  traceparent: 't',
  baggage: 'user=1',
  'x-own': 'o',
  absent: undefined,
};

function seen(rules: Partial<HeaderRules>) {
  const withheld: string[] = [];
  const visible = visibleHeaders(headers, {
    isTrusted: false,
    forwarded: new Set(),
    declared: undefined,
    onWithheld: name => void withheld.push(name),
    ...rules,
  });
  return { names: Object.keys(visible ?? {}), withheld };
}

describe("what a leg gets of a call's own headers", () => {
  it('is all that has a value, where the same party receives it', () => {
    expect(seen({ isTrusted: true })).toEqual({
      names: ['Authorization', 'x-api-key', 'cf-aig-authorization', 'X-Request-Id', 'traceparent', 'baggage', 'x-own'],
      withheld: [],
    });
  });

  it('is at another vendor only what traces the request; the rest is named', () => {
    expect(seen({})).toEqual({
      names: ['X-Request-Id', 'traceparent'],
      withheld: ['authorization', 'x-api-key', 'cf-aig-authorization', 'baggage', 'x-own'],
    });
  });

  it('is also what the user lets go there, in whatever case', () => {
    expect(seen({ forwarded: new Set(['x-own', 'authorization']) }).names).toEqual([
      'Authorization',
      'X-Request-Id',
      'traceparent',
      'x-own',
    ]);
  });

  it('is not what stands declared for the leg, and that is not withheld', () => {
    const declared = { 'X-API-Key': 'of the leg', Traceparent: 'of the leg' };
    expect(seen({ declared })).toEqual({
      names: ['X-Request-Id'],
      withheld: ['authorization', 'cf-aig-authorization', 'baggage', 'x-own'],
    });
  });
});

it('a call without headers has none', () => {
  const rules = { isTrusted: true, forwarded: new Set<string>(), declared: undefined, onWithheld: () => {} };
  expect(visibleHeaders(undefined, rules)).toBeUndefined();
});
