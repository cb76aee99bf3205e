/** A hundred overlapping calls on one wrapped model: every caller gets its own answer or its own error. */
import { createOpenAI } from '@ai-sdk/openai';
import { describe, expect, it } from 'vitest';
import { scenario, type ScenarioRequest } from '../../mocks/index.ts';
import { gatewayErrorMiddleware, type FailoverEvent } from '../../src/index.ts';
import { wrapLanguageModel } from 'ai';
import { callGenerate, callStream, type Outcome } from '../support/calls.ts';
import { GATEWAY_URL } from '../support/cloudflare-routes.ts';
import { GaveUp, SITUATIONS } from './callers.ts';
import { notableIn } from '../support/notable.ts';

const CALLERS = Array.from({ length: 100 }, (_, index) => index);
const situationOf = (caller: number) => SITUATIONS[caller % SITUATIONS.length]!;

/** The number that stands in a request's prompt. */
function callerOf({ body }: ScenarioRequest): number {
  const match = /"nonce (\d+)"/.exec(JSON.stringify(body));
  if (!match) throw new Error('The request has no nonce of its own, or more than its own');
  return Number(match[1]);
}

type StreamChoice = (caller: number) => boolean;
const WAYS: readonly [name: string, isStream: StreamChoice][] = [
  ['generateText', () => false],
  ['streamText', () => true],
  // 9 situations and a period of 2: each situation is met both ways.
  ['both, mixed', caller => caller % 2 === 0],
];

/** When each caller starts; the SDK and the upstream are all asynchronous, so that the calls overlap in any case. */
const STARTS: readonly [name: string, wait: (caller: number) => Promise<void>][] = [
  ['in the same tick', async () => {}],
  [
    'staggered',
    async caller => {
      for (let turn = 0; turn < caller % 7; turn += 1) await new Promise(resolve => setImmediate(resolve));
    },
  ],
];

const MODELS = ['responses', 'chat'] as const;

describe.each(MODELS)('100 calls on one openai.%s model', api => {
  describe.each(STARTS)('%s', (_, wait) => {
    it.each(WAYS)('%s: each gets its own', async (_name, isStream) => {
      const aborts = new Map<number, AbortController>();
      const upstream = scenario(key => situationOf(Number(key)).script(Number(key), isStream(Number(key))), {
        byKey(request) {
          const caller = callerOf(request);
          // A caller gives up only once its request hangs.
          setImmediate(() => aborts.get(caller)?.abort(new GaveUp(`caller ${caller}`)));
          return String(caller);
        },
      });
      const events: FailoverEvent[] = [];
      const provider = createOpenAI({ apiKey: 'unused', baseURL: GATEWAY_URL, fetch: upstream.fetch });
      const model = wrapLanguageModel({
        model: provider[api]('gpt-5'),
        middleware: gatewayErrorMiddleware({ onEvent: notableIn(events) }),
      });

      const call = async (caller: number): Promise<Outcome> => {
        await wait(caller);
        const controller = new AbortController();
        if (situationOf(caller).aborts) aborts.set(caller, controller);
        return (isStream(caller) ? callStream : callGenerate)(model, {
          prompt: `nonce ${caller}`,
          maxRetries: 1,
          abortSignal: controller.signal,
        });
      };
      const outcomes = await Promise.all(CALLERS.map(call));

      const requests = new Map<number, number>();
      for (const request of upstream.requests)
        requests.set(callerOf(request), (requests.get(callerOf(request)) ?? 0) + 1);
      const wrong = CALLERS.flatMap(caller => {
        const { name, expected } = situationOf(caller);
        const { requests: count, check } = expected(caller, isStream(caller));
        try {
          check(outcomes[caller]!);
          expect(requests.get(caller)).toBe(count);
          return [];
        } catch (error) {
          return [`caller ${caller}, which ${name}: ${(error as Error).message}`];
        }
      });
      expect(wrong).toEqual([]);
      const total = CALLERS.reduce(
        (sum, caller) => sum + situationOf(caller).expected(caller, isStream(caller)).requests,
        0,
      );
      expect(upstream.count).toBe(total);
      expect(upstream.requests.filter(({ isCancelled }) => isCancelled)).toHaveLength(
        CALLERS.filter(caller => situationOf(caller).aborts).length,
      );
      // Each failed attempt is told once; an abort is none.
      expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['failure']));
    });
  });
});
