/** Which of a call's headers reach another vendor, and who hears of those that do not. */
import { describe, expect, it } from 'vitest';
import { createFailover, type FailoverEvent, type RouterOptions } from '../../src/index.ts';
import { ask, refusal, upstream } from './tenants.ts';
import { notableIn } from '../support/notable.ts';

const dead = () => refusal(503, { error: { message: 'down' } });

async function send(headers: Record<string, string>, options: Partial<RouterOptions> = {}, times = 1) {
  const primary = upstream('openai responses', 'unused', dead);
  const fallback = upstream('anthropic', 'from the fallback');
  const events: FailoverEvent[] = [];
  const model = createFailover({
    models: [primary.model, { name: 'claude', model: fallback.model, headers: { 'x-own': 'declared' } }],
    retries: { perLeg: 0 },
    onEvent: notableIn(events),
    ...options,
  });
  for (let time = 0; time < times; time += 1) await ask(model, { tenant: 'a', headers });
  const got = fallback.asked[0]!.headers;
  return {
    got: Object.keys(headers).filter(name => got.get(name) === headers[name]),
    own: got.get('x-own'),
    first: primary.asked[0]!.headers,
    warnings: events.flatMap(event => (event.type === 'warning' ? [event.message] : [])),
  };
}

const TRACING = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'vendor=1',
  'accept-language': 'de',
  'content-language': 'de',
  'x-request-id': 'r1',
  'x-correlation-id': 'c1',
};

/** Names under which credentials were seen to travel. */
const CREDENTIALS = {
  authorization: 'Bearer secret-1',
  'x-api-key': 'secret-2',
  cookie: 'session=secret-3',
  'cf-access-jwt-assertion': 'secret-4',
  'cf-access-client-secret': 'secret-5',
  dpop: 'secret-6',
  'x-jwt': 'secret-7',
  'openai-organization': 'secret-8',
  'x-amz-security-token': 'secret-9',
  'x-session': 'secret-10',
  'x-signature': 'secret-11',
  baggage: 'user=secret-12',
  'cf-aig-authorization': 'secret-13',
  'x-nobody-knows': 'secret-14',
};

describe('at another vendor', () => {
  it('tracing headers arrive, whatever their case', async () => {
    const { got } = await send({ ...TRACING });
    expect(got).toEqual(Object.keys(TRACING));
    expect((await send({ TraceParent: TRACING.traceparent })).got).toEqual(['TraceParent']);
  });

  it('nothing arrives that may be a credential, and the primary gets all of it', async () => {
    const { got, first } = await send(CREDENTIALS);
    expect(got).toEqual([]);
    expect(Object.entries(CREDENTIALS).filter(([name, value]) => first.get(name) !== value)).toEqual([]);
  });

  it('`forwardHeaders` adds names, whatever their case', async () => {
    const { got } = await send(CREDENTIALS, { forwardHeaders: ['X-Session', 'dpop'] });
    expect(got).toEqual(['dpop', 'x-session']);
  });

  it('what the leg declares stands in place of the call’s, in whatever case the call writes it', async () => {
    const { own } = await send({ 'X-Own': 'of the call' }, { forwardHeaders: ['x-own'] });
    expect(own).toBe('declared');
  });
});

describe('a header that stays behind', () => {
  const named = (warnings: readonly string[]) => warnings.map(message => /`([^`]+)`/.exec(message)?.[1]);

  it('is named once for each router, without its value', async () => {
    const { warnings } = await send({ 'X-Tenant-Plan': 'secret-15', dpop: 'secret-16', ...TRACING }, {}, 5);
    expect(named(warnings).toSorted()).toEqual(['dpop', 'x-tenant', 'x-tenant-plan']);
    expect(warnings.join()).not.toMatch(/secret/);
    expect(warnings[1]).toMatch(/leg `claude`.*forwardHeaders/);
  });

  it('is not named where the leg declares one, or where it is forwarded', async () => {
    const { warnings } = await send({ 'X-Own': 'a', 'x-plan': 'b' }, { forwardHeaders: ['x-plan', 'x-tenant'] });
    expect(warnings).toEqual([]);
  });

  it('is named for a hundred names at most, each cut to a bearable length', async () => {
    const headers = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [`x-${index}-${'a'.repeat(200)}`, '1']),
    );
    const { warnings } = await send(headers);
    expect(warnings).toHaveLength(100);
    expect(Math.max(...warnings.map(({ length }) => length))).toBeLessThan(400);
  });
});

describe('the option forwardHeaders', () => {
  it.each<[unknown, RegExp]>([
    ['x-plan', /option `forwardHeaders` takes an array of header names; got "x-plan"/],
    [{}, /option `forwardHeaders` takes an array of header names; got an object/],
    [[1], /option `forwardHeaders\[0\]` takes a header name; got 1/],
    [['x-plan', 'x plan'], /option `forwardHeaders\[1\]` takes a header name; got "x plan"/],
    [[''], /option `forwardHeaders\[0\]` takes a header name; got ""/],
  ])('%j is refused', (forwardHeaders, message) => {
    const models = [upstream('anthropic', 'unused').model];
    expect(() => createFailover({ models, forwardHeaders: forwardHeaders as string[] })).toThrow(message);
  });
});
