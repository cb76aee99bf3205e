import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/cli/exit.ts';
import { loadChains } from '../../../src/cli/modules/load-chains.ts';
import { example } from '../run.ts';

const namesIn = async (module: string, only?: string) =>
  (await loadChains(example(module), only)).map(({ name, isChain }) => [name, isChain]);

describe('the models of a module', () => {
  it('are its exports, and what a default export holds, each once', async () => {
    expect(await namesIn('good.ts')).toEqual([['chat', true]]);
    expect(await namesIn('broken.ts')).toEqual([
      ['default', true],
      ['plain', false],
    ]);
    expect(await namesIn('plain.js')).toEqual([['default.first', false]]);
  });

  it('may be chosen by name', async () => {
    expect(await namesIn('broken.ts', 'plain')).toEqual([['plain', false]]);
    await expect(loadChains(example('broken.ts'), 'chat')).rejects.toThrow('exports no language model `chat`');
  });

  it.each([
    ['none.ts', /exports no language model/],
    ['throws.ts', /does not load. Error: no connection/],
    ['missing.ts', /There is no module/],
  ])('are missed with words that help: %s', async (module, message) => {
    const error = await loadChains(example(module), undefined).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toMatch(message);
  });
});
