import { wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { ok, scenario } from '../../mocks/index.ts';
import { createFailover, failoverMiddleware, gatewayErrorMiddleware } from '../../src/index.ts';
import { isChain } from '../../src/legs/warnings/chains.ts';
import { settle } from '../support/manual-clock.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';

const [a, b] = [anthropicLeg(scenario([ok()])), openaiLeg(scenario([ok()]))];
const chain = () => createFailover({ models: [a, b] });
const routed = () => wrapLanguageModel({ model: a, middleware: failoverMiddleware({ to: b }) });

describe('a model that routes itself', () => {
  it.each([
    ['of createFailover', chain()],
    ['under failoverMiddleware', routed()],
    ['under another middleware', wrapLanguageModel({ model: chain(), middleware: gatewayErrorMiddleware() })],
    ['under two of them', wrapLanguageModel({ model: routed(), middleware: [gatewayErrorMiddleware(), {} as never] })],
  ])('is found: %s', (_, model) => {
    expect(isChain(model)).toBe(true);
  });

  it.each([
    ['a provider’s model', a],
    ['a leg of a router', b],
    ['one leg alone', createFailover({ models: [a] })],
    ['a model under gatewayErrorMiddleware', wrapLanguageModel({ model: a, middleware: gatewayErrorMiddleware() })],
  ])('is not %s', (_, model) => {
    expect(isChain(model)).toBe(false);
  });

  it('a getter that throws, or answers with a promise that rejects, harms nobody', async () => {
    const throwing = Object.defineProperty({ ...a }, 'supportedUrls', {
      get() {
        throw new Error('of the getter');
      },
    });
    const rejecting = Object.defineProperty({ ...a }, 'supportedUrls', {
      get: () => Promise.reject(new Error('of the getter')),
    });
    expect([isChain(throwing), isChain(rejecting)]).toEqual([false, false]);
    await settle();
  });
});
