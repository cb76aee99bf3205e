/** How long it takes from a leg's failure to the request of the next leg. */
import { createFailover } from '../src/index.ts';
import { OURS, type Contenders } from './contenders.ts';
import type { Effort } from './effort.ts';
import { interleaved, type Row } from './interleave.ts';
import { dead, echo, failing, paramsFor, watched } from './memory-models.ts';
import type { LanguageModel } from '../src/sdk-types.ts';
import type { Chain } from './peers.ts';

export const OURS_FIRST = 'ours, a first call';
export const OURS_CLASSIFIED = 'ours, an error of our own';
export const OURS_REJECTED = 'ours, nothing classified';

/** Our further try on the primary is a choice, and no peer has one by default: the way to the next leg is compared. */
const oneTry = { retries: { perLeg: 0 } } as const;

export const once: Chain = models => createFailover({ models, ...oneTry });

interface Noted {
  failedAt: number;
  delayMs: number;
}

/** What leaves our middleware for a provider that is down. */
async function classifiedError(): Promise<unknown> {
  const model = createFailover({ models: [dead('primary', () => {})] });
  try {
    return await model.doGenerate(paramsFor('Hi'));
  } catch (error) {
    return error;
  }
}

/** Each makes one call and notes what it took. */
async function subjectsOf(peers: Contenders, noted: Noted): Promise<Map<string, () => PromiseLike<unknown>>> {
  const params = paramsFor('Hi');
  const failed = (at: number) => void (noted.failedAt = at);
  const asked = (at: number) => void (noted.delayMs = at - noted.failedAt);
  const healthy = echo('primary');
  const down = dead('primary', failed);
  const next = watched(echo('fallback'), asked);
  let isDown = false;
  const flaky = (broken: LanguageModel): LanguageModel => ({
    ...healthy,
    doGenerate: given => (isDown ? broken : healthy).doGenerate(given),
  });
  const error = await classifiedError();
  /** One instance that lives on: every other call fails, so that no breaker opens. */
  const living = (model: ReturnType<Chain>) => async () => {
    isDown = false;
    await model.doGenerate(params);
    isDown = true;
    await model.doGenerate(params);
  };
  const rejecting = createFailover({
    models: [healthy, next],
    ...oneTry,
    acceptResult(_, { leg }) {
      if (!isDown || leg.modelId !== healthy.modelId) return true;
      failed(performance.now());
      return false;
    },
  });
  return new Map<string, () => PromiseLike<unknown>>([
    [OURS, living(once([flaky(down), next]))],
    [OURS_CLASSIFIED, living(once([flaky(failing('primary', failed, () => error)), next]))],
    // An answer that the user's own rule rejects: an error is made of it, but there is none to be looked at.
    [OURS_REJECTED, living(rejecting)],
    // A fresh chain each time: none has learned that its primary is down.
    ...[...new Map([[OURS_FIRST, once], ...peers])].map(
      ([name, chain]) => [name, () => chain([down, next]).doGenerate(params)] as const,
    ),
  ]);
}

/** Microseconds. */
export async function nextLegDelay(peers: Contenders, { failovers }: Effort): Promise<Row> {
  const noted: Noted = { failedAt: 0, delayMs: NaN };
  const turn = async (call: () => PromiseLike<unknown>) => {
    noted.delayMs = NaN;
    await call();
    return noted.delayMs * 1_000;
  };
  return interleaved(await subjectsOf(peers, noted), failovers, turn, failovers / 2);
}
