/** What a user writes, against the packed package: it must type-check and run, beside a second copy of the SDK's types. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createOpenAI } from '@ai-sdk/openai';
import { trace } from '@opentelemetry/api';
import { APICallError, generateText, streamText, wrapLanguageModel, type LanguageModelMiddleware } from 'ai';
import {
  classify,
  createErrorAwareFetch,
  createFailover,
  createHealth,
  failoverMiddleware,
  gatewayErrorMiddleware,
  originalError,
  type Failure,
  type GatewayErrorOptions,
  type Rule,
} from 'ai-gateway-failover';
import { cloudflareGateway, type CloudflareGatewayOptions } from 'ai-gateway-failover/cloudflare';
import { drill, type DrillReport } from 'ai-gateway-failover/drill';
import { fixtures, ok, scenario, status } from 'ai-gateway-failover/msw';
import { redisStore } from 'ai-gateway-failover/redis';
import { embedByAnother } from './embeddings.ts';
import { createOtelListener, type OtelListenerOptions } from 'ai-gateway-failover/otel';

const rule: Rule = {
  id: 'mine:1',
  origin: 'mine',
  source: 'https://example.com/errors',
  match: evidence => evidence.status === 418,
  failure: { category: 'overloaded' },
};
const options: GatewayErrorOptions = { rules: [rule], timeouts: { idleMs: false }, onEvent: event => void event.type };
const middleware: LanguageModelMiddleware = gatewayErrorMiddleware(options);

const rewritten = scenario([fixtures['cloudflare-2005'], ok('hello')]);
const openai = createOpenAI({ apiKey: 'placeholder', fetch: rewritten.fetch });
const wrapped = wrapLanguageModel({ model: openai.chat('gpt-5'), middleware: [middleware] });

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

const down = scenario([status(503)]);
const routed = wrapLanguageModel({
  model: createOpenAI({ apiKey: 'placeholder', fetch: down.fetch })('gpt-5'),
  middleware: failoverMiddleware({
    to: { model: openai.chat('gpt-5'), name: 'chat', providerOptions: { openai: {} } },
  }),
});
assert.equal((await generateText({ model: routed, prompt: 'hi' })).text, 'hello');
assert.equal(
  (await generateText({ model: createFailover({ models: [routed, openai('gpt-5')] }), prompt: 'hi' })).text,
  'hello',
);

// Whoever decides at run time whether an option is set passes `undefined` for one that is not.
const unset = process.argv.length > 99 ? 1 : undefined;
createHealth({ openMs: unset });
createErrorAwareFetch({ maxBytes: unset });
createOtelListener({ usage: unset && false, attributes: undefined });
gatewayErrorMiddleware({ neverSucceeded: { minCalls: unset } });

const names: string[] = [];
const tracer = trace.getTracer('noop');
const spans: OtelListenerOptions = {
  tracer: {
    ...tracer,
    startSpan(name, ...rest) {
      names.push(name);
      return tracer.startSpan(name, ...rest);
    },
  },
};
const traced = createFailover({ models: [openai.chat('gpt-5')], onEvent: createOtelListener(spans) });
assert.equal((await generateText({ model: traced, prompt: 'hi' })).text, 'hello');
assert.deepEqual(names, ['failover generate openai.chat/gpt-5', 'chat gpt-5']);
const report: DrillReport = await drill(createFailover({ models: [openai('gpt-5')] }), { ask: 'assume' });
const { legs }: DrillReport = await drill(routed, { ask: 'assume' });
assert.equal(legs.length, 2);
const vectors: DrillReport = await drill(openai.embedding('text-embedding-3-small'), { ask: 'assume' });
assert.equal(vectors.plays[0]?.operation, 'embed');
// A hash in a name reads like a credential where the name stands in a message.
const files = readdirSync(new URL('.', import.meta.resolve('ai-gateway-failover')));
assert.deepEqual(
  files.filter(name => /-.*[A-Z].*\.(?:js|ts|map)$/.test(name)),
  [],
);
assert.ok(files.includes('cli.js'));
assert.ok(report.findings.some(({ code }) => code === 'one-leg'));

const wishes: CloudflareGatewayOptions = { maxAttempts: 1, metadata: true, requestTimeout: unset && false };
const behind = createOpenAI({
  apiKey: 'placeholder',
  baseURL: 'https://gateway.ai.cloudflare.com/v1/account/main/openai',
  fetch: rewritten.fetch,
});
const told = createFailover({ models: [behind.chat('gpt-5')], gateway: cloudflareGateway(wishes) });
assert.equal((await generateText({ model: told, prompt: 'hi' })).text, 'hello');
assert.equal(rewritten.requests.at(-1)?.headers['cf-aig-max-attempts'], '1');

const asked: string[] = [];
const redis = { eval: async (script: string, { keys }: { keys: string[] }) => void (script && asked.push(...keys)) };
const health = createHealth({ store: redisStore(redis, { prefix: 'app' }) });
const sharing = createFailover({ models: [openai.chat('gpt-5'), openai('gpt-5')], health });
assert.equal((await generateText({ model: sharing, prompt: 'hi' })).text, 'hello');
assert.deepEqual(asked, ['app:health']);
assert.throws(() => gatewayErrorMiddleware({ holdBackMs: -1 }), /holdBackMs/);
await embedByAnother();
console.log(`packed package works on ${process.version}`);
