/** Failures that a call gets over, or that come out under their right name. */
import { embedMany, wrapLanguageModel, type LanguageModel } from 'ai';
import {
  createEmbeddingFailover,
  createErrorAwareFetch,
  createFailover,
  FailoverError,
  gatewayErrorMiddleware,
} from 'ai-gateway-failover';
import { answered, equal, type Stage } from './stage.ts';
import type { Scenario } from './scenarios.ts';
import { oddModel } from './odd-model.ts';

const viaStream = { generateVia: 'stream' } as const;

const failureOf = (error: unknown) =>
  (error as { data?: { failure?: { category?: string; rule?: string } } } | undefined)?.data?.failure;

async function brokenOff(stage: Stage, script: string): Promise<void> {
  const outcome = await stage.call(stage.router([script, 'ok']));
  // A stream whose words are out cannot be taken back; a whole answer can.
  if (!stage.isStream) return answered(outcome, true);
  equal([outcome.text, outcome.finishReason], ['one two ', 'error'], 'outcome');
  if (outcome.error === undefined) throw new Error('no error was shown');
}

export const recoveries: readonly Scenario[] = [
  ['a healthy answer', async stage => answered(await stage.call(stage.router(['ok', 'ok'])), false)],
  [
    'code 2005, retried by the SDK',
    async stage => {
      const model = wrapLanguageModel({ model: stage.leg('code2005,ok'), middleware: gatewayErrorMiddleware() });
      answered(await stage.call(model, { maxRetries: 2 }), false);
    },
  ],
  ['code 2005, another leg', async stage => answered(await stage.call(stage.router(['code2005', 'ok'])), true)],
  ['502 within a 200', async stage => answered(await stage.call(stage.router(['error502', 'ok'])), true)],
  ['reset connection', async stage => answered(await stage.call(stage.router(['reset', 'ok'])), true)],
  [
    'hang, ended by a limit',
    async stage => {
      const model = stage.router(['hang', 'ok'], { firstContentMs: 100, ...viaStream });
      answered(await stage.call(model), true);
      await stage.expectFates([['closed'], ['answered']]);
    },
  ],
  [
    'hang, joined by a hedge',
    async stage => {
      answered(await stage.call(stage.router(['silent', 'ok'], { hedge: { afterMs: 100 }, ...viaStream })), true);
      await stage.expectFates([['closed'], ['answered']]);
    },
  ],
  ['cut connection in the answer', stage => brokenOff(stage, 'cut')],
  ['end without a finish', stage => brokenOff(stage, 'truncated')],
  [
    'all legs dead',
    async stage => {
      const { error } = await stage.call(stage.router(['down', 'reset']));
      if (!FailoverError.isInstance(error)) throw new Error(`no FailoverError: ${String(error)}`);
      equal(error.attempts.map(({ statusCode }) => statusCode).slice(0, 2), [503, 503], 'attempts');
      equal(error.attempts.at(-1)?.category, 'network', 'last attempt');
    },
  ],
  [
    'an AbortError that is not the caller’s',
    async stage => {
      const foreign = () => Promise.reject(new DOMException('This operation was aborted', 'AbortError'));
      const model = createFailover({
        models: [stage.leg('ok', foreign as typeof fetch), stage.leg('ok')],
        random: () => 0,
        retries: { baseDelayMs: 1 },
      });
      answered(await stage.call(model, { abortSignal: new AbortController().signal }), true);
      await stage.expectFates([[], ['answered']]);
    },
  ],
  [
    'an odd part in a stream',
    async stage => {
      const models = [oddModel, stage.leg('ok')];
      const outcome = await stage.call(createFailover({ models, random: () => 0, ...viaStream }));
      if (!stage.isStream) return answered(outcome, true);
      equal([outcome.text, outcome.finishReason], ['one ', 'error'], 'outcome');
    },
  ],
  [
    'createErrorAwareFetch',
    async stage => {
      const model: LanguageModel = wrapLanguageModel({
        model: stage.leg('billing200', createErrorAwareFetch()),
        middleware: gatewayErrorMiddleware(),
      });
      equal(failureOf((await stage.call(model)).error)?.category, 'billing', 'category');
    },
  ],
];

export const embeddings: readonly Scenario[] = [
  [
    'embedMany',
    async stage => {
      const model = createEmbeddingFailover({
        models: ['code2005', 'ok'].map(script => ({ model: stage.embedding(script), space: 's', dimensions: 3 })),
        random: () => 0,
      });
      const { embeddings } = await embedMany({ model, values: ['a', 'b'], maxRetries: 0 });
      equal(
        embeddings,
        [
          [0, 1, 2],
          [1, 1, 2],
        ],
        'embeddings',
      );
    },
  ],
];
