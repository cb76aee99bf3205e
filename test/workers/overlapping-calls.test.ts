/** Many calls at once on one wrapped model, in the runtime of Cloudflare Workers. */
import { createOpenAI } from '@ai-sdk/openai';
import { expect, it } from 'vitest';
import { fixtures, ok, rewritten, scenario } from '../../mocks/index.ts';
import { AT_ONCE, atOnce } from '../support/at-once.ts';
import { callGenerate, callStream } from '../support/calls.ts';
import { GATEWAY_URL, wrap } from '../support/cloudflare-routes.ts';

const CALLERS = Array.from({ length: 100 }, (_, index) => `caller-${index}`);

it('gives 100 callers of the same tick their own answers and failures', async () => {
  const upstream = scenario(
    key => {
      const number = Number(key.slice('caller-'.length));
      if (number % 4 === 0) return [ok(`answer of ${key}`)];
      if (number % 4 === 1) return [rewritten(2005, { headers: AT_ONCE }), ok(`answer of ${key}`)];
      if (number % 4 === 2) return [rewritten(2009, { headers: { 'cf-aig-log-id': `log-${number}` } })];
      return [atOnce(fixtures['openai-429-throttled']), ok(`answer of ${key}`)];
    },
    { byKey: request => request.headers['x-caller'] ?? '' },
  );
  const model = wrap(createOpenAI({ apiKey: 'unused', baseURL: GATEWAY_URL, fetch: upstream.fetch })('gpt-5'));
  const outcomes = await Promise.all(
    CALLERS.map((caller, index) =>
      (index % 3 === 0 ? callStream : callGenerate)(model, { maxRetries: 1, headers: { 'x-caller': caller } }),
    ),
  );
  for (const [index, outcome] of outcomes.entries()) {
    const caller = CALLERS[index];
    const requests = upstream.requests.filter(({ key }) => key === caller).length;
    if (index % 4 === 2) {
      expect(outcome.text).toBeUndefined();
      expect(outcome.error).toMatchObject({ data: { failure: { logId: `log-${index}` } } });
      expect((outcome.error as Error).message).toContain(`log id log-${index})`);
      expect(requests).toBe(1);
    } else {
      expect(outcome).toMatchObject({ text: `answer of ${caller}` });
      expect(requests).toBe(index % 4 === 0 ? 1 : 2);
    }
  }
  expect(upstream.count).toBe(25 + 50 + 25 + 50);
});
