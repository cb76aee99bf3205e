/** The measurements. Each is interleaved: every contender has its turn in every round, so that noise hits all alike. */
import type { LanguageModel } from '../src/sdk-types.ts';
import { dead, echo, paramsFor, streaming, textOf, watched } from './memory-models.ts';
import type { Chain } from './peers.ts';

export interface Effort {
  rounds: number;
  calls: number;
  streamParts: number;
  heapCalls: number;
  failovers: number;
  concurrentCalls: number;
}

/** Contender → number. */
export type Row = Map<string, number>;

const percentile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN;

/**
 * Takes turns, and gives each contender's percentile; the order of the turns rotates. What else the machine does only
 * makes turns slower, so that the 10th percentile of many short ones says what the code costs.
 */
async function interleaved<Subject>(
  subjects: ReadonlyMap<string, Subject>,
  rounds: number,
  turn: (subject: Subject) => Promise<number>,
  share = 0.1,
): Promise<Row> {
  const taken = new Map([...subjects.keys()].map(name => [name, [] as number[]]));
  const entries = [...subjects];
  for (let round = -1; round < rounds; round++) {
    for (let index = 0; index < entries.length; index++) {
      const [name, subject] = entries[(index + round + 1) % entries.length]!;
      const value = await turn(subject);
      // The first round only warms up.
      if (round >= 0) taken.get(name)!.push(value);
    }
  }
  return new Map([...taken].map(([name, values]) => [name, percentile(values, share)]));
}

const withBare = (chains: ReadonlyMap<string, Chain>, legs: () => LanguageModel[]): Map<string, LanguageModel> =>
  new Map([['bare', legs()[0]!], ...[...chains].map(([name, chain]) => [name, chain(legs())] as const)]);

/** What each adds to the bare model. */
const added = (row: Row): Row =>
  new Map([...row].filter(([name]) => name !== 'bare').map(([name, value]) => [name, value - row.get('bare')!]));

/** Microseconds that a healthy `doGenerate` costs more than the bare model's. */
export async function generateOverhead(
  chains: ReadonlyMap<string, Chain>,
  { rounds, calls }: Effort,
  params = paramsFor('Hi'),
): Promise<Row> {
  const models = withBare(chains, () => [echo('primary'), echo('fallback')]);
  const row = await interleaved(models, rounds, async model => {
    const start = performance.now();
    for (let call = 0; call < calls; call++) await model.doGenerate(params);
    return ((performance.now() - start) * 1_000) / calls;
  });
  return added(row);
}

/** Microseconds that a part of a healthy stream costs more than the bare model's. */
export async function streamOverhead(chains: ReadonlyMap<string, Chain>, effort: Effort): Promise<Row> {
  const { rounds, streamParts } = effort;
  const models = withBare(chains, () => [streaming('primary', streamParts), streaming('fallback', streamParts)]);
  const params = paramsFor('Hi');
  const row = await interleaved(models, rounds, async model => {
    const start = performance.now();
    const { stream } = await model.doStream(params);
    const reader = stream.getReader();
    while (!(await reader.read()).done);
    return ((performance.now() - start) * 1_000) / streamParts;
  });
  return added(row);
}

/** Kilobytes of heap more after many calls than after the first ones. */
export async function heapGrowth(chains: ReadonlyMap<string, Chain>, { heapCalls }: Effort): Promise<Row> {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) throw new Error('needs node --expose-gc');
  const growth: Row = new Map();
  for (const [name, chain] of chains) {
    const model = chain([echo('primary'), echo('fallback')]);
    const run = async (calls: number) => {
      for (let call = 0; call < calls; call++) await model.doGenerate(paramsFor(`call ${call}`));
      // Twice: finalisers of the first run free what the second one counts.
      gc();
      await new Promise(resolve => setTimeout(resolve, 10));
      gc();
      return process.memoryUsage().heapUsed;
    };
    const before = await run(10_000);
    growth.set(name, ((await run(heapCalls)) - before) / 1_024);
  }
  return growth;
}

/** Milliseconds from a leg's last failure to the request of the next leg. */
export async function failoverDelay(chains: ReadonlyMap<string, Chain>, { failovers }: Effort): Promise<Row> {
  const noted = { failedAt: 0, delays: [] as number[] };
  const subjects = new Map(
    [...chains].map(([name, chain]) => {
      const primary = dead('primary', at => void (noted.failedAt = at));
      const fallback = watched(echo('fallback'), at => noted.delays.push(at - noted.failedAt));
      // A fresh chain each time: none has learned that its primary is dead.
      return [name, () => chain([primary, fallback])] as const;
    }),
  );
  return interleaved(
    subjects,
    failovers,
    async fresh => {
      noted.delays = [];
      await fresh().doGenerate(paramsFor('Hi'));
      return noted.delays[0] ?? NaN;
    },
    0.5,
  );
}

const unevenMs = () => 5 + Math.random() * 20;

/** How many of many overlapping calls on one model get their own answer while the primary is dead. */
export async function rightAnswers(chains: ReadonlyMap<string, Chain>, { concurrentCalls }: Effort): Promise<Row> {
  const right: Row = new Map();
  for (const [name, chain] of chains) {
    const model = chain([dead('primary', () => {}, unevenMs), echo('fallback', 5)]);
    let next = 0;
    let count = 0;
    const worker = async () => {
      while (next < concurrentCalls) {
        const nonce = `nonce ${next++}`;
        const params = paramsFor(nonce);
        const answer = await Promise.resolve(model.doGenerate(params)).catch(() => undefined);
        const content = answer?.content[0];
        if (content?.type === 'text' && content.text === nonce && textOf(params) === nonce) count += 1;
      }
    };
    await Promise.all(Array.from({ length: 50 }, worker));
    right.set(name, count);
  }
  return right;
}
