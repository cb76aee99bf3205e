import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/cli/exit.ts';
import { loadChains } from '../../../src/cli/modules/load-chains.ts';
import { example, runProcess, scratch } from '../run.ts';

const MODEL = 'const model = { doGenerate() {}, doStream() {} };\n';

const namesIn = async (module: string, only?: string) =>
  (await loadChains(example(module), only)).chains.map(({ name, isChain }) => [name, isChain]);

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
    await expect(loadChains(example('broken.ts'), 'chat')).rejects.toThrow('exports no model `chat`');
  });

  it.each([
    ['none.ts', /exports no model/],
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

  it.each([
    ['getters and proxies that throw', 'export const odd = { get a() { throw 1; }, model };\n', ['odd.model']],
    [
      'a proxy that tells nothing',
      "export const odd = new Proxy({}, { get() { throw new Error('get'); }, ownKeys() { throw new Error('keys'); } });\nexport { model };\n",
      ['model'],
    ],
    ['a promise that rejects', "export const odd = Promise.reject(new Error('no'));\nexport { model };\n", ['model']],
    ['a promise of one', 'export const later = Promise.resolve(model);\n', ['later']],
    ['bytes by the million', 'export const big = new Uint8Array(50_000_000);\nexport { model };\n', ['model']],
    ['one model under two names', 'export { model as first, model as second };\n', ['first']],
  ])('stand beside %s', async (_, source, names) => {
    using folder = scratch();
    const { chains } = await loadChains(folder.file('chains.mjs', MODEL + source), undefined);
    expect(chains.map(({ name }) => name)).toEqual(names);
  });

  it('may be chosen by the second name of one', async () => {
    using folder = scratch();
    const path = folder.file('chains.mjs', `${MODEL}export { model as first, model as second };\n`);
    expect((await loadChains(path, 'second')).chains.map(({ name }) => name)).toEqual(['second']);
  });

  it('may be embedding models', async () => {
    using folder = scratch();
    const path = folder.file('chains.mjs', 'export const search = { doEmbed() {} };\n');
    expect((await loadChains(path, undefined)).chains).toMatchObject([
      { name: 'search', kind: 'embedding', isChain: false },
    ]);
  });

  it('are found by a file URL, and whatever the path has in it', async () => {
    using folder = scratch();
    const path = folder.file('möd els #1%20.mjs', `${MODEL}export { model };\n`);
    for (const named of [path, pathToFileURL(path).href])
      expect((await loadChains(named, undefined)).chains).toMatchObject([{ name: 'model', kind: 'language' }]);
    expect(await missed('file://elsewhere/chains.mjs')).toContain('is no file of this machine');
  });

  it.each([
    ['throw null;', 'It throws null.'],
    ['throw Object.create(null);', 'It throws something that cannot be read.'],
    ["import '@/lib/models.ts';", 'Node knows nothing of `paths` in tsconfig.json.'],
    ["import '~/models.ts';", 'Node knows nothing of `paths` in tsconfig.json.'],
  ])('are not in one that does not load: %s', async (source, message) => {
    using folder = scratch();
    expect(await missed(folder.file('chains.ts', `${source}\nexport {};\n`))).toContain(message);
  });

  it('are not in one that Node cannot read, which is told with its place, or how to find it', async () => {
    using folder = scratch();
    const source = 'export const one = 1;\nexport const two = ;\n';
    const [plain, typed] = [folder.file('chains.mjs', source), folder.file('chains.ts', source)];
    const runs = await Promise.all([plain, typed].map(path => runProcess(['preflight', path])));
    expect(runs.map(({ code }) => code)).toEqual([2, 2]);
    expect(runs[0]!.err).toContain(`Unexpected token ';'\n\`node --check ${plain}\` shows where.`);
    expect(runs[1]!.err).toContain(`(${typed}:2)`);
  });

  it('are not waited for without end', async () => {
    using folder = scratch();
    const path = folder.file('chains.mjs', 'await new Promise(() => {});\n');
    await expect(loadChains(path, undefined, { loadMs: 1, exportMs: 1 })).rejects.toThrow('does not come to its end');
  });
});
