/** The command as a process: what it prints, where, and how it ends. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DrillReport } from '../../src/drill/index.ts';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { example, runHere, runProcess, scratch } from './run.ts';

const version = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
const COMMANDS = ['demo', 'preflight', 'drill', 'explain'];
const ESCAPE = '\u001B[';

describe('help', () => {
  it.each([['--help'], ['-h'], ['help']])('lists the commands and the exit codes: %s', async arg => {
    const { code, out, err } = await runHere([arg]);
    expect(code).toBe(0);
    expect(err).toBe('');
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^ *${command} `, 'm'));
    expect(out).toContain('0 all is well, 1 something is broken, 2 wrong use');
  });

  it.each(COMMANDS)('tells the options of %s', async command => {
    const { code, out } = await runHere([command, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`ai-gateway-failover ${command}`);
    expect(out).toContain('--json');
    expect((await runHere(['help', command])).out).toBe(out);
  });

  it('is what one gets who says nothing, as wrong use', async () => {
    const { code, out } = await runHere([]);
    expect(code).toBe(2);
    expect(out).toContain('USAGE');
  });
});

describe('wrong use', () => {
  it.each([
    [['fly'], /no command `fly`/],
    [
      ['drill'],
      /`drill` needs a module .*\nnpx ai-gateway-failover drill chains.ts\nSee `npx ai-gateway-failover drill --help`/,
    ],
    [['drill', 'x.ts', '--fast'], /`drill` has no option --fast.\nIt has --only, .*--html/],
    [['drill', 'x.ts', 'y.ts'], /does not take `y.ts`/],
    [['drill', 'x.ts', '--html'], /--html takes a value/],
    [['drill', example('good.ts'), '--within-ms', 'soon'], /--within-ms takes a whole number/],
    [['drill', 'missing.ts'], /There is no module missing.ts/],
    [['drill', example('none.ts')], /exports no model/],
    [['drill', example('good.ts'), '--dotenv', 'missing.env'], /missing.env cannot be read/],
    [['drill', example('good.ts'), '--assume', '--html', '/no/such/folder/x.html'], /cannot be written/],
    [['explain', 'missing.txt'], /missing.txt cannot be read/],
  ])('ends with 2 and words that help: %j', async (args, message) => {
    const { code, err } = await runHere(args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).toContain('--help');
    expect(err).not.toMatch(/^ {4}at /m);
  });
});

describe.concurrent('a process', () => {
  it('prints its version', async () => {
    expect(await runProcess(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it('drills a module: 0 if it holds, a table without colours in a pipe', async () => {
    const { code, out } = await runProcess(['drill', example('good.ts')]);
    expect(code).toBe(0);
    expect(out).toContain('chat: holds');
    expect(out).toMatch(/hang .*✓ answered/);
    expect(out).not.toContain(ESCAPE);
    expect(out).not.toContain('what a module prints');
  });

  it('drills a module: 1 if it does not hold, and JSON that parses, whatever the module prints', async () => {
    const { code, out } = await runProcess(['drill', example('broken.ts'), '--json']);
    expect(code).toBe(1);
    const { ok, chains } = JSON.parse(out) as { ok: boolean; chains: (DrillReport & { chain: string })[] };
    expect(ok).toBe(false);
    expect(chains.map(({ chain }) => chain)).toEqual(['default', 'plain']);
    expect(chains[0]!.findings[0]).toMatchObject({ code: 'leg-broken', level: 'error' });
    expect(chains[1]!.findings.map(({ code: found }) => found)).toContain('one-leg');
    JSON.parse((await runProcess(['drill', example('good.ts'), '--json', '--assume'])).out);
  });

  it('colours where it is told to, and not where it is told not to', async () => {
    const args = ['drill', example('good.ts'), '--assume'];
    expect((await runProcess(args, { FORCE_COLOR: '1' })).out).toContain(ESCAPE);
    expect((await runProcess(args, { NO_COLOR: '1' })).out).not.toContain(ESCAPE);
  });

  it('explains what is piped in', async () => {
    const { code, out } = await runProcess(
      ['explain'],
      {},
      '{"success":false,"error":[{"code":2005,"message":"Failed to get response from provider"}]}',
    );
    expect(code).toBe(0);
    expect(out).toContain('cloudflare:2005');
    expect(out).toContain(
      'https://github.com/ai-gateway-failover/ai-gateway-failover/blob/main/docs/failures/cloudflare.md#cloudflare2005',
    );
  });

  it('explains what is given in quotes, and not a file that is not there', async () => {
    const { code, out } = await runHere(['explain', 'Error: 503 no healthy upstream']);
    expect(code).toBe(0);
    expect(out).toMatch(/^status +503$/m);
    expect((await runHere(['explain', '{"error":{"code":"invalid_api_key"}}'])).out).toMatch(/^category +auth/m);
    expect((await runHere(['explain', 'missing-file.txt'])).err).toContain('cannot be read');
  });

  it('shows the demo, offline', async () => {
    const { code, out } = await runProcess(['demo', '--json']);
    expect(code).toBe(0);
    const groups = JSON.parse(out) as { cases: { wrapped: { outcome: string } }[] }[];
    const outcomes = groups.flatMap(({ cases }) => cases.map(({ wrapped }) => wrapped.outcome));
    expect(outcomes).toHaveLength(23);
    expect(outcomes).not.toContain('looks finished');
  });

  it('says clearly that a module does not load', async () => {
    const { code, err } = await runProcess(['preflight', example('throws.ts')], { DATABASE_PASSWORD: 'horse-battery' });
    expect(code).toBe(2);
    expect(err).toContain('does not load. Error: no connection with [redacted]');
  });
});

describe('a terminal', () => {
  it('gets colours and progress, a pipe neither', async () => {
    const args = ['drill', example('good.ts'), '--assume'];
    const seen = await runHere(args, { isTTY: true });
    expect(seen.out).toContain(ESCAPE);
    expect(seen.err).toContain('chat: playing outages 30/30');
    const piped = await runHere(args);
    expect(piped.out).not.toContain(ESCAPE);
    expect(piped.err).toBe('');
  });

  it.each([60, 80, 120, 200])('is not overrun with %i columns', async columns => {
    const { out } = await runHere(['drill', example('broken.ts')], { columns });
    const longest = Math.max(...out.split('\n').map(line => [...line].length));
    expect(longest).toBeLessThanOrEqual(columns);
  });
});

it('writes a report to a file, and says so beside the result', async () => {
  using folder = scratch();
  const path = folder.path('report.html');
  const { code, out, err } = await runHere(['drill', example('good.ts'), '--assume', '--json', '--html', path]);
  expect(code).toBe(0);
  JSON.parse(out);
  expect(err).toContain(path);
  expect(readFileSync(path, 'utf8')).toMatch(/^<!doctype html>\n<html lang="en">/);
});

it('reads variables from a file before the module', async () => {
  using folder = scratch();
  const variables = folder.file('.env', 'CLI_TEST_LEG=from-a-file\n');
  const module = folder.file(
    'model.mjs',
    `const answer = () => { throw Object.assign(new Error('no'), { statusCode: 401 }); };
     export const model = { specificationVersion: '${SPECIFICATION}', provider: 'own', modelId: process.env.CLI_TEST_LEG ?? 'unset', supportedUrls: {}, doGenerate: answer, doStream: answer };`,
  );
  const { code, out } = await runProcess(['drill', module, '--dotenv', variables]);
  expect(code).toBe(1);
  expect(out).toContain('own/from-a-file');
});

const ASKED = `
const fail = async ({ prompt, tools = [] }) => {
  throw Object.assign(new Error(JSON.stringify([prompt[0].content[0].text, tools.map(({ name }) => name)])), { statusCode: 400 });
};
export const chat = { specificationVersion: '${SPECIFICATION}', provider: 'own', modelId: 'echo', supportedUrls: {}, doGenerate: fail, doStream: fail };
`;

it.each([
  [[], '["Look it up",["lookUp"]]'],
  [['--prompt', 'Something else'], '["Something else",["lookUp"]]'],
])('drills with what the module says that its calls ask for: %j', async (more, asked) => {
  using folder = scratch();
  const module = folder.file(
    'chains.mjs',
    `${ASKED}const schema = { [Symbol.for('vercel.ai.schema')]: true, validate: undefined, jsonSchema: { type: 'object', properties: {} } };
     export const drill = {
       messages: [{ role: 'user', content: 'Look it up' }],
       tools: { lookUp: { description: 'Looks up', inputSchema: schema } },
     };`,
  );
  const { code, out } = await runHere(['drill', module, ...more, '--json']);
  expect(code).toBe(1);
  const { chains } = JSON.parse(out) as { chains: DrillReport[] };
  expect(chains[0]!.legs[0]!.failure!.message).toContain(asked);
});

it('says that an export `drill` is no request, or one that the SDK does not take', async () => {
  using folder = scratch();
  const odd = `${ASKED}export const drill = { tools: { lookUp: { inputSchema: {} } } };`;
  const taken = await runHere(['drill', folder.file('odd.mjs', odd)]);
  expect(taken.code).toBe(2);
  expect(taken.err).toContain('The export `drill` cannot be asked. TypeError: schema is not a function');
  const { code, err } = await runHere(['drill', folder.file('chains.mjs', `${ASKED}export const drill = 'a text';`)]);
  expect(code).toBe(2);
  expect(err).toContain('The export `drill` is no request.');
});

it('names the option in the place of one that Node takes for its own', async () => {
  using folder = scratch();
  const { code, err } = await runProcess(['drill', example('good.ts'), '--env-file', folder.file('.env', 'A=1')]);
  expect(code).toBe(2);
  expect(err).toContain('Node takes that for its own: use --dotenv.');
  expect((await runProcess(['drill', example('good.ts'), '--dotenv', 'missing.env'])).code).toBe(2);
});

it('asks and drills embedding models, too', async () => {
  using folder = scratch();
  const module = folder.file(
    'search.mjs',
    `const modelOf = doEmbed => ({ specificationVersion: '${SPECIFICATION}', provider: 'own', modelId: 'vectors', maxEmbeddingsPerCall: 9, supportsParallelCalls: true, doEmbed });
     export const search = modelOf(async ({ values }) => ({ embeddings: values.map(() => [1, 2]), warnings: [] }));
     export const broken = modelOf(async () => { throw Object.assign(new Error('no'), { statusCode: 404 }); });`,
  );
  const asked = await runHere(['preflight', module]);
  expect(asked.code).toBe(1);
  expect(asked.out).toMatch(/^search +own\/vectors .*✓ answers$/m);
  expect(asked.out).toMatch(/^broken +own\/vectors .*✗ not-found/m);
  const page = folder.path('report.html');
  const { code, out } = await runHere(['drill', module, '--only', 'search', '--html', page]);
  expect(code).toBe(1);
  expect(out).toMatch(/hang +embed +✗ never ends/);
  expect(readFileSync(page, 'utf8')).toContain('(embed)');
});

it('asks every leg of a chain that the SDK wrapped', async () => {
  using folder = scratch();
  const index = new URL('../../src/index.ts', import.meta.url).href;
  const module = folder.file(
    'wrapped.mjs',
    `import { createFailover } from '${index}';
     const modelOf = (modelId, ask) => ({ specificationVersion: '${SPECIFICATION}', provider: 'own', modelId, supportedUrls: {}, doGenerate: ask, doStream: ask });
     const fail = statusCode => async () => { throw Object.assign(new Error('no'), { statusCode }); };
     const { supportedUrls, provider, modelId, doGenerate, doStream } = createFailover({ models: [modelOf('one', fail(401)), modelOf('two', fail(404))] });
     // What wrapLanguageModel() makes of it.
     export const chat = { specificationVersion: '${SPECIFICATION}', provider, modelId, supportedUrls, doGenerate, doStream };`,
  );
  const { code, out } = await runHere(['preflight', module]);
  expect(code).toBe(1);
  expect(out).toContain('0 of 2 legs answer.');
});
