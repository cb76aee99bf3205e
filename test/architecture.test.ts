import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const filesUnder = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => join(folder, name));

const published = [...filesUnder('src'), ...filesUnder('mocks')];
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** Specifiers of a file's imports and re-exports. */
const importsOf = (file: string): string[] =>
  [...read(file).matchAll(/^(?:import|export)\b[^;'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm)].map(
    match => (match[1] ?? match[2])!,
  );

const localImportsOf = (file: string): string[] =>
  importsOf(file)
    .filter(specifier => specifier.startsWith('.'))
    .map(specifier => relative(root, resolve(root, dirname(file), specifier)));

/** Rooms in the order in which they may import: each only from itself and from those before it. */
const ROOMS: readonly [name: string, includes: RegExp][] = [
  ['failure', /^src\/failure\.ts$/],
  ['redact', /^src\/redact(?:-[\w-]+)?\.ts$/],
  ['errors', /^src\/(?:errors|failover-error)\.ts$/],
  ['core', /^src\/core\//],
  ['classify, layers, prompt, cloudflare', /^src\/(?:classify|layers|prompt|cloudflare)\//],
  ['adapters', /^src\/adapters\//],
  ['index', /^src\/index\.ts$/],
  ['node', /^src\/node\//],
];
const roomOf = (file: string) => ROOMS.findIndex(([, includes]) => includes.test(file));

describe('the rooms of src', () => {
  const source = filesUnder('src');

  it('have a place for every file', () => {
    expect(source.filter(file => roomOf(file) === -1)).toEqual([]);
  });

  it('import one way', () => {
    const wrong = source.flatMap(file =>
      localImportsOf(file)
        .filter(target => roomOf(target) > roomOf(file) || roomOf(target) === -1)
        .map(target => `${file} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keep layers apart from each other, from classify and from models', () => {
    const wrong = source
      .filter(file => file.startsWith('src/layers/'))
      .flatMap(file => localImportsOf(file).filter(target => /^src\/(?:layers|classify|adapters)\//.test(target)));
    expect(wrong).toEqual([]);
  });

  it('know `ai` only in the adapters and where errors are built, undici only in node, and nothing else from outside', () => {
    const outside = source.flatMap(file =>
      importsOf(file)
        .filter(specifier => !specifier.startsWith('.'))
        .map(specifier => `${file}: ${specifier}`),
    );
    const known =
      /^src\/(?:(?:adapters\/[\w-]+|errors|failover-error)\.ts: ai|node\/[\w-]+\.ts: (?:undici|node:[\w/]+))$/;
    expect(outside.filter(line => !known.test(line))).toEqual([]);
  });

  it('read the time and set timers only in the clock', () => {
    const wrong = source
      .filter(file => file !== 'src/core/clock.ts')
      .filter(file =>
        /(?<![.\w])(?:setTimeout|setInterval|queueMicrotask|setImmediate)\(|\bDate\.now\(|\bMath\.random\(|\bperformance\.now\(/.test(
          read(file),
        ),
      );
    expect(wrong).toEqual([]);
  });
});

describe('what is published', () => {
  it('has no import cycle', () => {
    const graph = new Map(published.map(file => [file, localImportsOf(file)]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]) => {
      if (path.includes(file)) return void cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file)) return;
      for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of published) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it('has small files', () => {
    const long = published
      .map(file => ({ file, lines: read(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > 200);
    expect(long).toEqual([]);
  });

  it('uses no Node built-in but in node, and the mocks nothing but msw and src types', () => {
    const outside = published.flatMap(file => importsOf(file).map(specifier => ({ file, specifier })));
    expect(
      outside.filter(({ file, specifier }) => specifier.startsWith('node:') && !file.startsWith('src/node/')),
    ).toEqual([]);
    expect(
      outside.filter(
        ({ file, specifier }) => file.startsWith('mocks/') && !specifier.startsWith('.') && specifier !== 'msw',
      ),
    ).toEqual([]);
    expect(
      filesUnder('src')
        .flatMap(localImportsOf)
        .filter(target => target.startsWith('mocks/')),
    ).toEqual([]);
  });

  it('lists its names one by one', () => {
    expect(published.filter(file => /^export \*/m.test(read(file)))).toEqual([]);
  });

  it('is exactly this, by name', async () => {
    const [core, mocks] = await Promise.all([import('../src/index.ts'), import('../mocks/index.ts')]);
    expect(Object.keys(core).toSorted()).toEqual([
      'FailoverError',
      'classify',
      'createFailover',
      'createHealth',
      'createRetryBudget',
      'failoverMiddleware',
      'gatewayErrorMiddleware',
      'isolateGatewayModel',
      'originalError',
      'sanitizePrompt',
    ]);
    expect(Object.keys(mocks).toSorted()).toEqual([
      'cut',
      'disconnect',
      'fixtures',
      'handlers',
      'hang',
      'hangAfterHeaders',
      'ok',
      'passthrough',
      'rewritten',
      'scenario',
      'slowFirstToken',
      'stall',
      'status',
    ]);
  });
});
