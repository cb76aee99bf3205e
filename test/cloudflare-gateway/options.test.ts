/** What the options take, and what is told of anything else. */
import { createOpenAI } from '@ai-sdk/openai';
import { describe, expect, it } from 'vitest';
import { cloudflareGateway } from '../../src/cloudflare-gateway/index.ts';
import { createFailover } from '../../src/index.ts';

const messageOf = (act: () => unknown): string => {
  try {
    act();
    return 'nothing';
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
};

const getLog = async () => undefined;

describe('cloudflareGateway', () => {
  it.each([
    [{ requestTimeout: 5_000 }, /`requestTimeout` takes true or false; got 5000\.$/],
    [{ maxAttempts: 0 }, /`maxAttempts` takes a whole number from 1 to 5; got 0\.$/],
    [{ maxAttempts: 6 }, /`maxAttempts` takes a whole number from 1 to 5; got 6\.$/],
    [{ metadata: {} }, /`metadata` takes true or false/],
    [{ noWholesale: 'yes' }, /`noWholesale` takes true or false/],
    [{ gateways: 'main' }, /`gateways` takes an array of names/],
    [{ gateways: [''] }, /`gateways` takes an array of names/],
    [{ explain: true }, /option `explain` takes an object with some of `gateway`/],
    [{ explain: {} }, /`explain\.gateway` takes an object with `getLog`; got undefined\.$/],
    [{ explain: { gateway: {} } }, /`explain\.gateway` takes an object with `getLog`/],
    [{ explain: { gateway: { getLog }, afterMs: -1 } }, /`explain\.afterMs` takes a number of milliseconds from 0/],
    [{ explain: { gateway: { getLog }, maxOpen: 0 } }, /`explain\.maxOpen` takes a whole number from 1/],
    [{ explain: { gateway: { getLog }, waitUntil: 1 } }, /`explain\.waitUntil` takes a function/],
    [{ timeout: true }, /unknown option `timeout`/],
    [undefined, /takes an object of options/],
  ])('of %j says what it takes', (options, message) => {
    expect(messageOf(() => cloudflareGateway(options as never))).toMatch(message);
    expect(messageOf(() => cloudflareGateway(options as never))).toMatch(/^cloudflareGateway: /);
  });

  it('takes each option that is left open', () => {
    const open = { requestTimeout: undefined, maxAttempts: undefined, metadata: undefined, gateways: undefined };
    expect(messageOf(() => cloudflareGateway({ ...open, noWholesale: undefined, explain: undefined }))).toBe('nothing');
  });
});

it.each([[true], ['main'], [{}], [() => {}]])('a router takes nothing else as its `gateway`: %s', gateway => {
  const models = [createOpenAI({ apiKey: 'x' })('gpt-5')];
  expect(messageOf(() => createFailover({ models, gateway: gateway as never }))).toMatch(
    /^createFailover: option `gateway` takes what `cloudflareGateway\(\)` of ai-gateway-failover\/cloudflare returns; got /,
  );
});
