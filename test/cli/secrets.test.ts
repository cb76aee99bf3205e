/** Nothing that the command prints or writes holds a credential: of the environment, of the upstream, or pasted. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { drillPage } from '../../src/cli/drill-report/page.ts';
import { drillText } from '../../src/cli/drill-report/text.ts';
import { createOutput } from '../../src/cli/terminal/output.ts';
import { cleanData } from '../../src/cli/terminal/clean.ts';
import { drill } from '../../src/drill/index.ts';
import { createFailover } from '../../src/index.ts';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { createOpenAI } from '@ai-sdk/openai';
import { random, SHAPED } from '../support/planted-secrets.ts';
import { SECRET_FORMS } from '../support/secret-forms.ts';
import { runHere, runProcess, scratch } from './run.ts';

const shaped = Object.entries(SHAPED).map(([name, secret]) => ({ text: `Rejected the ${name}: ${secret}.`, secret }));
/** What only the environment tells to be a secret. */
const environment = Object.fromEntries(
  ['OPENAI_API_KEY', 'AWS_SECRET_ACCESS_KEY', 'DB_PASSWORD', 'SESSION_COOKIE', 'MY_DSN', 'GITHUB_PAT'].map(name => [
    name,
    random(18),
  ]),
);
const known = Object.entries(environment).map(([name, secret]) => ({
  text: `While ${name} was used, ${secret} was said.`,
  secret,
}));
const planted = [...shaped, ...SECRET_FORMS, ...known];
const leaked = (text: string) => planted.filter(({ secret }) => text.includes(secret)).map(item => item.text);

const FORMS = {
  json: (text: string) => JSON.stringify({ error: { message: text, type: 'invalid_request_error' } }),
  curl: (text: string) =>
    `HTTP/2 401\ncontent-type: application/json\n\n${JSON.stringify({ error: { message: text } })}`,
  error: (text: string) => `Error: ${text}\n    at call (file:///app/index.js:1:1) {\n  statusCode: 401\n}`,
  page: (text: string) => `<html><head><title>502 Bad Gateway</title></head><body>${text}</body></html>`,
  line: (text: string) => `ERROR status=401 ${text}`,
};

it('plants more than 150', () => {
  expect(planted.length).toBeGreaterThan(150);
});

it.each(Object.entries(FORMS))('explains a pasted one without showing it: %s', async (_, form) => {
  using folder = scratch();
  let printed = '';
  for (const { text } of planted) {
    const file = folder.file('paste.txt', form(text));
    for (const args of [
      ['explain', file],
      ['explain', file, '--json'],
    ]) {
      const { out, err } = await runHere(args, { env: environment });
      printed += out + err;
    }
  }
  expect(printed).toContain('category');
  expect(leaked(printed)).toEqual([]);
});

it('drills legs that echo them without showing one: table, JSON and page', async () => {
  const models = planted.map(({ text }, index) => {
    const fetch = async () =>
      Response.json({ error: { message: text } }, { status: 401, headers: { 'x-echo': text.replaceAll(/\s/g, ' ') } });
    return { model: createOpenAI({ apiKey: 'unused', fetch }).chat('gpt-5'), name: `leg ${index}` };
  });
  const chunks = Array.from({ length: Math.ceil(models.length / 5) }, (_, index) =>
    models.slice(index * 5, index * 5 + 5),
  );
  let written = '';
  const write = (text: string) => (written += text);
  const output = createOutput({ stdout: { write }, stderr: { write }, env: environment });
  let failures = 0;
  for (const legs of chunks) {
    const report = await drill(createFailover({ models: legs, hedge: false }), { faults: ['http-502'] });
    failures += report.legs.filter(({ failure }) => failure !== undefined).length;
    const named = cleanData({ chain: 'chat', ...report }, output.clean);
    output.json(named);
    output.print(drillText(named, output));
    written += drillPage([named]);
  }
  expect(failures).toBe(planted.length);
  expect(leaked(written)).toEqual([]);
});

it('keeps those of the environment out of a real process, also when a module throws them', async () => {
  using folder = scratch();
  const throwing = folder.file(
    'throws.mjs',
    `throw new Error(Object.entries(process.env).map(entry => entry.join(' is ')).join(', '));`,
  );
  const echoing = folder.file(
    'echoes.mjs',
    `const fail = async () => { throw Object.assign(new Error('bad: ' + process.env.DB_PASSWORD), { statusCode: 401, responseBody: JSON.stringify({ error: { message: process.env.OPENAI_API_KEY } }) }); };
     export const model = { specificationVersion: '${SPECIFICATION}', provider: 'own', modelId: 'echo', supportedUrls: {}, doGenerate: fail, doStream: fail };`,
  );
  const page = folder.path('page.html');
  const runs = [
    await runProcess(['drill', throwing], environment),
    await runProcess(['drill', echoing, '--html', page], environment),
    await runProcess(['drill', echoing, '--json'], environment),
  ];
  expect(runs.map(({ code }) => code)).toEqual([2, 1, 1]);
  expect(leaked(runs.map(({ out, err }) => out + err).join('\n') + readFileSync(page, 'utf8'))).toEqual([]);
  expect(runs[1]!.out).toContain('[redacted]');
});

it('asks legs that echo them without showing one: table, JSON, names of files and of legs', async () => {
  using folder = scratch();
  const index = new URL('../../src/index.ts', import.meta.url).href;
  const told = planted.map(({ text, secret }) => ({ text, secret }));
  const module = folder.file(
    'echoing.mjs',
    `import { createFailover } from '${index}';
     const legOf = ({ text, secret }, index) => {
       const ask = async () => {
         const url = 'https://user:' + encodeURIComponent(secret) + '@host.test/v1?key=' + encodeURIComponent(secret);
         throw Object.assign(new Error(text + ' at ' + url), { statusCode: 401, url, responseBody: JSON.stringify({ error: { message: text } }), cause: new Error(text) });
       };
       return { name: 'leg ' + index, model: { specificationVersion: '${SPECIFICATION}', provider: 'own', modelId: text, supportedUrls: {}, doGenerate: ask, doStream: ask } };
     };
     export const chat = createFailover({ models: ${JSON.stringify(told)}.map(legOf) });`,
  );
  const runs = [
    await runHere(['preflight', module], { env: environment }),
    await runHere(['preflight', module, '--json'], { env: environment }),
    await runHere(['preflight', module, '--only', planted[0]!.text], { env: environment }),
  ];
  for (const { secret } of [...shaped, ...known])
    runs.push(await runHere(['preflight', `/tmp/${secret}.mjs`], { env: environment }));
  expect(runs[0]!.out).toContain(`0 of ${planted.length} legs answer.`);
  expect(leaked(runs.map(({ out, err }) => out + err).join('\n'))).toEqual([]);
});
