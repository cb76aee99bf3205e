/** What a healthy call and a part of a healthy stream cost more than the bare model's. */
import type { CallOptions, LanguageModel } from '../src/sdk-types.ts';
import { BARE, type Contenders } from './contenders.ts';
import type { Effort } from './effort.ts';
import { interleaved, type Row } from './interleave.ts';
import { echo, paramsFor, streaming } from './memory-models.ts';
import { readAll } from './read-all.ts';

const chained = (contenders: Contenders, legs: () => LanguageModel[]): Map<string, LanguageModel> =>
  new Map([...contenders].map(([name, chain]) => [name, chain(legs())]));

const added = (row: Row): Row =>
  new Map([...row].filter(([name]) => name !== BARE).map(([name, value]) => [name, value - row.get(BARE)!]));

/** Microseconds of a `doGenerate` above the bare model's. */
export async function generateOverhead(contenders: Contenders, effort: Effort, params: CallOptions): Promise<Row> {
  const { rounds, calls } = effort;
  const models = chained(contenders, () => [echo('primary'), echo('fallback')]);
  const row = await interleaved(models, rounds, async model => {
    const start = performance.now();
    for (let call = 0; call < calls; call++) await model.doGenerate(params);
    return ((performance.now() - start) * 1_000) / calls;
  });
  return added(row);
}

/** Microseconds of a part above the bare model's. */
export async function partOverhead(contenders: Contenders, { rounds, streamParts }: Effort): Promise<Row> {
  const models = chained(contenders, () => [streaming('primary', streamParts), streaming('fallback', streamParts)]);
  const params = paramsFor('Hi');
  const row = await interleaved(models, rounds, async model => {
    const start = performance.now();
    await readAll(model, params);
    return ((performance.now() - start) * 1_000) / streamParts;
  });
  return added(row);
}
