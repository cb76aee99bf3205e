/** Every program of the README runs as it stands, and prints what the README says. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compareAll } from '../../src/cli/demo/compare.ts';
import { summary, table } from '../../src/cli/demo/table.ts';
import { events, json, startServer } from '../support/loopback-server.ts';
import { codeBlocks } from '../support/markdown.ts';
import { redirected } from '../plain-worker/redirected.ts';
import { startPlainWorker } from '../plain-worker/start-worker.ts';
import { runProgram } from './run-program.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const programs = new Map(codeBlocks(readme, 'ts').map(block => [/^\/\/ (\S+)\n/.exec(block)?.[1], block]));
const texts = codeBlocks(readme, 'text');
const textWith = (words: string) => texts.find(text => text.includes(words))!;
const [code2005] = codeBlocks(readme, 'json');

const KEYS = { OPENAI_API_KEY: 'placeholder', ANTHROPIC_API_KEY: 'placeholder' };

/** What differs from run to run. */
const steady = (text: string) =>
  text
    .replaceAll(/\b[0-9a-f]{8}\b/g, '<call>')
    .replaceAll(/\b\d+(?:\.\d+)? m?s\b/g, '<time>')
    .replaceAll(/log id \w+/g, 'log id <id>');

it('has these programs, and each is run here or stands beside this file', () => {
  expect([...programs.keys()]).toEqual(['worker.ts', 'answer.ts', 'chains.ts', 'name-it.ts', 'outage.test.ts']);
  expect(readdirSync(new URL('.', import.meta.url))).toContain('outage.test.ts');
});

describe('worker.ts', () => {
  /** A GET gives the lines that it has logged. */
  const around = (worker: string) =>
    redirected(`
${worker.replace('export default {', 'const shown = {')}
const lines = [];
console.warn = line => void lines.push(line);
const worker = {
  fetch: (request, ...others) => (request.method === 'GET' ? Response.json(lines) : shown.fetch(request, ...others)),
};`);
  const sse = (data: object) => `data: ${JSON.stringify(data)}`;
  const answer = events([
    sse({ type: 'response.created', response: { id: 'r', created_at: 1, model: 'gpt-5' } }),
    sse({ type: 'response.output_item.added', output_index: 0, item: { type: 'message', id: 'm' } }),
    sse({ type: 'response.output_text.delta', item_id: 'm', delta: 'Hello from GPT' }),
    sse({ type: 'response.output_item.done', output_index: 0, item: { type: 'message', id: 'm' } }),
    sse({ type: 'response.completed', response: { usage: { input_tokens: 1, output_tokens: 2 } } }),
  ]);

  it('answers by GPT past the gateway, and logs the line that is shown', async () => {
    const outage = json(400, code2005!, { 'retry-after-ms': '0', 'cf-aig-log-id': '019A2B3C' });
    await using upstream = await startServer(outage, outage, answer);
    await using worker = await startPlainWorker({
      contents: around(programs.get('worker.ts')!),
      bindings: { UPSTREAM: upstream.url, ...KEYS },
      build: { alias: { 'ai-gateway-failover': './src/index.ts' } },
    });
    const body = JSON.stringify({ messages: [{ id: '1', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }] });
    const text = await fetch(worker.url, { method: 'POST', body }).then(response => response.text());
    expect(text).toContain('"delta":"Hello from GPT"');
    expect(upstream.requests.map(({ url }) => url)).toEqual([
      '/gateway/anthropic/v1/messages',
      '/gateway/anthropic/v1/messages',
      '/api.openai.com/v1/responses',
    ]);
    const lines = (await fetch(worker.url).then(response => response.json())) as string[];
    expect(lines.filter(line => line.startsWith('failover')).map(steady)).toEqual([
      // The wait of this test is none.
      steady(textWith('gpt began').trim()).replace(')', ', asks for <time>)'),
    ]);
  });
});

describe('answer.ts', () => {
  const env = { ...KEYS, CLOUDFLARE_ACCOUNT_ID: 'a'.repeat(32), CLOUDFLARE_API_TOKEN: 'placeholder' };
  const upstreams = { 'gateway.ai.cloudflare.com': `rewritten(2005, atOnce), ok('Hello yourself')` };

  it('is answered by the second request', async () => {
    const block = programs.get('answer.ts')!;
    const gateway = 'gateway.ai.cloudflare.com';
    expect(await runProgram({ block, env, upstreams })).toEqual({
      code: 0,
      out: 'Hello yourself\n',
      err: '',
      hosts: [gateway, gateway],
    });
  });

  it('ends as is said without the middleware', async () => {
    const block = programs.get('answer.ts')!.replace('middleware: gatewayErrorMiddleware()', 'middleware: []');
    const { err, hosts, code } = await runProgram({ block, env, upstreams });
    expect([code, hosts.length]).toEqual([1, 1]);
    expect(err).toContain('[AI_APICallError]');
    expect(err).toContain('statusCode: 400');
  });
});

it('chains.ts: a preflight finds what is shown', async () => {
  const upstreams = {
    'api.anthropic.com': `ok('ok')`,
    'api.openai.com': `status(404, { body: JSON.stringify({ error: { message: 'The model \`gpt-5\` does not exist or you do not have access to it.', type: 'invalid_request_error', param: null, code: 'model_not_found' } }) })`,
  };
  const shown = textWith('preflight chains.ts');
  const { code, out, err } = await runProgram({
    block: programs.get('chains.ts')!,
    upstreams,
    env: { ...KEYS, COLUMNS: '120' },
    command: [fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url)), 'preflight'],
  });
  expect(err).toBe('');
  const words = (text: string) => steady(text).split(/\s+/).filter(Boolean);
  expect(words(out)).toEqual(words(shown.slice(shown.indexOf('\n'))));
  expect(code).toBe(1);
});

it('name-it.ts: names the failure that is shown', async () => {
  const upstreams = {
    'api.openai.com': `status(429, { body: JSON.stringify({ error: { message: 'You exceeded your current quota, please check your plan and billing details.', type: 'insufficient_quota', param: null, code: 'insufficient_quota' } }), headers: { 'retry-after-ms': '0' } })`,
  };
  const { code, out, err } = await runProgram({ block: programs.get('name-it.ts')!, upstreams, env: KEYS });
  expect([code, out]).toEqual([0, '']);
  expect(err).toBe(textWith('category:'));
});

it('outage.test.ts is the test beside this file', () => {
  const source = readFileSync(new URL('outage.test.ts', import.meta.url), 'utf8');
  const published = source
    .replace("'../../mocks/index.ts'", "'ai-gateway-failover/msw'")
    .replace("'../../src/index.ts'", "'ai-gateway-failover'");
  expect(`// outage.test.ts\n${published}`).toBe(programs.get('outage.test.ts'));
});

it('the demo prints what is shown of it', async () => {
  const groups = await compareAll();
  const printed = `${table(groups)}\n${summary(groups)}\n`;
  const pieces = textWith('what comes back')
    .split('…\n')
    .filter(piece => !piece.includes('error_'));
  expect(pieces.length).toBeGreaterThan(3);
  expect(pieces.filter(piece => !printed.includes(piece))).toEqual([]);
});

it('each command exists', () => {
  const { scripts, bin } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    scripts: object;
    bin: object;
  };
  const lines = codeBlocks(readme, 'sh').join('\n');
  const names = [...lines.matchAll(/^npm (?:run ([\w:]+)|(test))/gm)].map(match => match[1] ?? match[2]!);
  expect(names.length).toBeGreaterThan(1);
  expect(names.filter(name => !(name in scripts))).toEqual([]);
  const commands = [...lines.matchAll(/^npx (\S+)/gm)].map(match => match[1]!);
  expect(commands.filter(name => !Object.keys(bin).includes(name))).toEqual([]);
});
