/** Whether overlapping calls on one model get their own answers. */
import type { Contenders } from './contenders.ts';
import type { Effort } from './effort.ts';
import type { Row } from './interleave.ts';
import { dead, echo, paramsFor, textOf } from './memory-models.ts';

const unevenMs = () => 5 + Math.random() * 20;

/** How many of many calls are answered right while the primary is dead. */
export async function rightAnswers(contenders: Contenders, { concurrentCalls }: Effort): Promise<Row> {
  const right: Row = new Map();
  for (const [name, chain] of contenders) {
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
