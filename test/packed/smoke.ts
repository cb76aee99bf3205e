/** What a user writes, against the packed package: it must type-check and run, beside a second copy of the SDK's types. */
import assert from 'node:assert/strict';
import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModelV4, LanguageModelV4Middleware } from '@ai-sdk/provider';
import { APICallError, generateText, streamText, wrapLanguageModel, type LanguageModelMiddleware } from 'ai';
import {
  classify,
  gatewayErrorMiddleware,
  originalError,
  type Failure,
  type GatewayErrorOptions,
  type Rule,
} from 'ai-gateway-failover';
import { fixtures, ok, scenario } from 'ai-gateway-failover/msw';

const rule: Rule = {
  id: 'mine:1',
  origin: 'mine',
  source: 'https://example.com/errors',
  match: evidence => evidence.status === 418,
  failure: { category: 'overloaded' },
};
const options: GatewayErrorOptions = { rules: [rule], timeouts: { idleMs: false }, onEvent: event => void event.type };
const middleware: LanguageModelMiddleware = gatewayErrorMiddleware(options);
// A middleware and a model typed by the other copy of @ai-sdk/provider go together with ours.
const other: LanguageModelV4Middleware = { specificationVersion: 'v4' };

const rewritten = scenario([fixtures['cloudflare-2005'], ok('hello')]);
const openai = createOpenAI({ apiKey: 'placeholder', fetch: rewritten.fetch });
const wrapped = wrapLanguageModel({ model: openai.chat('gpt-5'), middleware: [middleware, other] });
const asOtherCopy: LanguageModelV4 = wrapped;
assert.equal(asOtherCopy.modelId, 'gpt-5');

const failure: Failure = await generateText({ model: wrapped, prompt: 'hi', maxRetries: 0 }).then(
  () => assert.fail('the first answer is a failure'),
  (error: unknown) => {
    assert.ok(APICallError.isInstance(error) && error.isRetryable);
    assert.ok(APICallError.isInstance(originalError(error)));
    return classify(error);
  },
);
assert.equal(failure.rule, 'cloudflare:2005');
assert.equal(await streamText({ model: wrapped, prompt: 'hi' }).text, 'hello');
assert.throws(() => gatewayErrorMiddleware({ holdBackMs: -1 }), /holdBackMs/);
console.log(`packed package works on ${process.version}`);
