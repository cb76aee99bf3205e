/** `rules` and `classify` decide what the SDK does, from the error on the wire to the retry. */
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { ok, rewritten, scenario, status, type Step } from '../../mocks/index.ts';
import {
  classify,
  gatewayErrorMiddleware,
  type Failure,
  type GatewayErrorOptions,
  type Rule,
} from '../../src/index.ts';
import { AT_ONCE } from '../support/at-once.ts';
import { CALLS } from '../support/calls.ts';

function set(steps: Step[], options: GatewayErrorOptions) {
  const upstream = scenario(steps);
  const model = createOpenAI({ apiKey: 'unused', fetch: upstream.fetch })('gpt-5');
  return { upstream, model: wrapLanguageModel({ model, middleware: gatewayErrorMiddleware(options) }) };
}

/** Our own proxy says 418 when it is warming up. */
const warming: Rule = {
  id: 'proxy:warming',
  origin: 'proxy',
  source: 'https://example.com/proxy',
  match: ({ status }) => status === 418,
  failure: { category: 'overloaded', scope: 'gateway', remedy: 'Wait until the proxy is warm.' },
};

describe.each(CALLS)('%s', (_, call) => {
  it('retries what an own rule calls retryable', async () => {
    const steps = [status(418, { headers: AT_ONCE }), ok('hello')];
    const bare = set(steps, {});
    expect((await call(bare.model, { maxRetries: 1 })).text).toBeUndefined();
    expect(bare.upstream.count).toBe(1);

    const { upstream, model } = set(steps, { rules: [warming] });
    expect(await call(model, { maxRetries: 1 })).toMatchObject({ text: 'hello' });
    expect(upstream.count).toBe(2);
  });

  it('says in the error what an own rule says', async () => {
    const { model } = set([status(418)], { rules: [warming] });
    const { error } = await call(model);
    expect(error).toMatchObject({
      isRetryable: true,
      data: { failure: { rule: 'proxy:warming', category: 'overloaded', scope: 'gateway', wireStatus: 418 } },
    });
    expect((error as Error).message).toContain('(proxy:warming');
    expect((error as Error).message).toMatch(/Wait until the proxy is warm\.$/);
  });

  it('asks an own rule before the built-in ones', async () => {
    const never: Rule = {
      ...warming,
      id: 'mine:never',
      match: ({ cloudflareCodes }) => cloudflareCodes.includes(2005),
      failure: { category: 'gateway-config' },
    };
    const { upstream, model } = set([rewritten(2005, { headers: AT_ONCE }), ok()], { rules: [warming, never] });
    expect((await call(model, { maxRetries: 1 })).error).toMatchObject({
      isRetryable: false,
      data: { failure: { rule: 'mine:never' } },
    });
    expect(upstream.count).toBe(1);
  });

  it('goes on to the built-in rules when an own one throws', async () => {
    const broken: Rule = {
      ...warming,
      match: () => {
        throw new Error('a bug of the rule');
      },
    };
    const { model } = set([rewritten(2005)], { rules: [broken] });
    expect((await call(model)).error).toMatchObject({ data: { failure: { rule: 'cloudflare:2005' } } });
  });

  it('lets `classify` have the last word', async () => {
    const heard: [unknown, Failure][] = [];
    const options: GatewayErrorOptions = {
      classify(error, failure) {
        heard.push([error, failure]);
        return { ...failure, retryable: false, rule: 'mine:no-retry' };
      },
    };
    const { upstream, model } = set([rewritten(2005, { headers: AT_ONCE }), ok()], options);
    const { error } = await call(model, { maxRetries: 1 });
    expect(error).toMatchObject({ isRetryable: false, data: { failure: { rule: 'mine:no-retry' } } });
    expect(upstream.count).toBe(1);
    // It hears the error as it came, and what was made of it.
    expect(heard).toHaveLength(1);
    expect(APICallError.isInstance(heard[0]![0])).toBe(true);
    expect(heard[0]![0]).toMatchObject({ statusCode: 400 });
    expect(heard[0]![1]).toMatchObject({ rule: 'cloudflare:2005', retryable: true });
  });

  it('keeps the failure that was found if `classify` returns nothing or throws', async () => {
    const throwing = () => {
      throw new Error('a bug of the listener');
    };
    for (const classifyOption of [() => undefined, throwing]) {
      const { model } = set([rewritten(2005)], { classify: classifyOption });
      expect((await call(model)).error).toMatchObject({ data: { failure: { rule: 'cloudflare:2005' } } });
    }
  });

  it('attaches the failure that `classify` of the package finds again', async () => {
    const { model } = set([status(418)], { rules: [warming] });
    const { error } = await call(model);
    expect(classify(error)).toMatchObject({ rule: 'proxy:warming', category: 'overloaded' });
  });
});
