import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/cli/exit.ts';
import { loadChains } from '../../../src/cli/modules/load-chains.ts';
import { example, scratch } from '../run.ts';

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

  const missed = async (path: string, only?: string): Promise<string> => {
    const error = await loadChains(path, only).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    return [(error as UsageError).message, ...(error as UsageError).hints].join('\n');
  };

  it('are named where another one was asked for', async () => {
    expect(await missed(example('broken.ts'), 'chat')).toContain('It exports `default`, `plain`.');
  });

  it.each(['js', 'ts'])('may stand in a file that Node takes for CommonJS: .%s', async extension => {
    using folder = scratch();
    folder.file('package.json', '{"type":"commonjs"}');
    const path = folder.file(`chains.${extension}`, "import 'node:fs';\nexport const chat = 1;\n");
    expect(await missed(path)).toContain(`or name the file ${path.slice(0, -2)}m${extension}.`);
  });

  it('may need a package that is not installed', async () => {
    using folder = scratch();
    const path = folder.file('chains.mjs', "import '@ai-sdk/anthropic';\n");
    expect(await missed(path)).toMatch(/Is it installed here\? npm install @ai-sdk\/anthropic$/);
  });

  it('are in a file, and no texts', async () => {
    using folder = scratch();
    expect(await missed(folder.path(''))).toContain('is a folder: name the module in it.');
    const path = folder.file('chains.mjs', "export const chat = 'openai/gpt-5';\n");
    expect(await missed(path)).toContain('A model id alone is a text');
    expect(await missed(example('none.ts'))).not.toContain('A model id alone');
  });
});
