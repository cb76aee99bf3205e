import { APICallError } from 'ai';
import { describe, expect, it } from 'vitest';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { createFailover, FailoverError, type FailoverModel } from '../../src/index.ts';
import { createManualClock } from '../support/manual-clock.ts';

/** A 400 that gives no reason may be one leg's alone. */
const REASONS: Readonly<Record<number, string>> = { 400: 'temperature must be a number' };

const refusal = (statusCode: number) =>
  new APICallError({
    message: REASONS[statusCode] ?? `status ${statusCode}`,
    url: 'https://x.test',
    requestBodyValues: {},
    statusCode,
  });

/** A model that fails with this status after a while. */
function failing(modelId: string, clock: ReturnType<typeof createManualClock>, afterMs: number, statusCode: number) {
  const later = () =>
    new Promise<never>((_, reject) => void clock.setTimeout(() => reject(refusal(statusCode)), afterMs));
  const model: LanguageModel = {
    specificationVersion: SPECIFICATION,
    provider: 'test',
    modelId,
    supportedUrls: {},
    doGenerate: later,
    doStream: later,
  };
  return model;
}

async function errorOf(model: FailoverModel, clock: ReturnType<typeof createManualClock>): Promise<unknown> {
  const call = Promise.resolve(model.doGenerate({ prompt: [] })).catch((error: unknown) => error);
  await clock.advance(60_000);
  return call;
}

describe('legs that failed side by side', () => {
  it.each([
    ['the primary first', 6_000, 7_000],
    ['the primary last', 9_000, 1_000],
  ])('a failure of the primary that forbids another leg speaks for the call: %s', async (_, first, second) => {
    const clock = createManualClock();
    const model = createFailover({
      models: [failing('a', clock, first, 400), failing('b', clock, second, 500)],
      hedge: { afterMs: 5_000 },
      clock,
    });
    const error = await errorOf(model, clock);
    expect(FailoverError.isInstance(error)).toBe(false);
    expect(error).toMatchObject({ statusCode: 400, isRetryable: false });
  });

  it("the error is the primary's, also if another leg failed first", async () => {
    const clock = createManualClock();
    const model = createFailover({
      models: [failing('a', clock, 8_000, 500), failing('b', clock, 1_000, 429)],
      hedge: { afterMs: 5_000 },
      retries: { perLeg: 0 },
      clock,
    });
    const error = await errorOf(model, clock);
    expect(FailoverError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      statusCode: 500,
      failure: { category: 'server-error' },
      cause: { message: expect.stringContaining('500') },
      attempts: [{ leg: 'test/b' }, { leg: 'test/a' }],
    });
  });
});
