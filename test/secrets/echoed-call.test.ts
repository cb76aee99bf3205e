/** Whatever a call brings along and an upstream echoes never leaves: through every provider package, in every form. */
import { inspect } from 'node:util';
import { InvalidPromptError, LoadAPIKeyError, wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { createFailover, createHealth, gatewayErrorMiddleware, originalError } from '../../src/index.ts';
import { random } from '../support/planted-secrets.ts';
import { packageRows } from '../support/provider-packages.ts';

type Params = Parameters<LanguageModel['doGenerate']>[0];

/** A sentence that no error contains by itself. */
const sentence = (about: string) => `${about} ${random(7)} lives behind the ${random(7)} door of ${random(6)}`;

const planted = {
  system: sentence('The embassy of'),
  user: sentence('My neighbour'),
  reasoning: sentence('I think that'),
  toolInput: sentence('Look up whether'),
  toolKey: `the_${random(20)}_key`,
  toolText: sentence('The record says'),
  toolJson: sentence('Somebody called'),
  fileName: `${random(16)}.pdf`,
  toolDescription: sentence('This tool knows'),
  parameterDescription: sentence('The name under which'),
  nestedDescription: sentence('Deep in the schema'),
  defaultValue: sentence('By default'),
  providerToolArgs: sentence('The index of'),
  providerToolToken: random(12),
  optionText: sentence('The user of'),
  optionKey: random(9),
  optionNested: random(10),
  schemaDescription: sentence('The answer names'),
  formatDescription: sentence('Format of'),
  stop: `STOP-${random(14)}`,
  authorization: `${random(18)}`,
  shortKey: random(8),
  tenant: random(12),
  cookie: random(10),
  customHeader: random(9),
};
const secrets = Object.values(planted);
/** A router takes reasoning that has no signature out of the prompt: no leg gets it. */
const sentToLegs = secrets.filter(secret => secret !== planted.reasoning);

const params = (): Params => ({
  prompt: [
    { role: 'system', content: planted.system },
    {
      role: 'user',
      content: [
        { type: 'text', text: planted.user },
        {
          type: 'file',
          mediaType: 'application/pdf',
          filename: planted.fileName,
          data: { type: 'data', data: new Uint8Array([1, 2]) },
        },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: planted.reasoning },
        { type: 'tool-call', toolCallId: 'c1', toolName: 'lookUp', input: { id: planted.toolInput } },
        { type: 'tool-call', toolCallId: 'c2', toolName: 'lookUp', input: { id: 'x', [planted.toolKey]: 1 } },
      ],
    },
    {
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          toolCallId: 'c1',
          toolName: 'lookUp',
          output: { type: 'text', value: planted.toolText },
        },
        {
          type: 'tool-result',
          toolCallId: 'c2',
          toolName: 'lookUp',
          output: { type: 'json', value: { deep: [{ name: planted.toolJson }] } },
        },
      ],
    },
  ],
  tools: [
    {
      type: 'function',
      name: 'lookUp',
      description: planted.toolDescription,
      inputSchema: {
        type: 'object',
        properties: {
          id: { type: 'string', description: planted.parameterDescription, default: planted.defaultValue },
          more: { type: 'object', properties: { deep: { type: 'string', description: planted.nestedDescription } } },
        },
      },
    },
    {
      type: 'provider',
      id: 'openai.mcp',
      name: 'mcp',
      args: { serverDescription: planted.providerToolArgs, authorization_token: planted.providerToolToken },
    },
  ],
  providerOptions: {
    openai: { user: planted.optionText },
    gateway: { byok: { openai: [{ apiKey: planted.optionKey }] } },
    custom: { nested: { credentials: { password: planted.optionNested } } },
  },
  responseFormat: {
    type: 'json',
    name: 'answer',
    description: planted.formatDescription,
    schema: { type: 'object', properties: { name: { type: 'string', description: planted.schemaDescription } } },
  },
  stopSequences: [planted.stop],
  headers: {
    authorization: `Bearer ${planted.authorization}`,
    'x-api-key': planted.shortKey,
    'x-tenant': planted.tenant,
    cookie: `a=b1; sid=${planted.cookie}`,
    'x-custom': planted.customHeader,
  },
});

/** Everything that an error, an event or a result prints. */
const printed = (value: unknown): string =>
  [
    inspect(value, { depth: 10, showHidden: true, maxStringLength: Infinity, maxArrayLength: Infinity }),
    JSON.stringify(value),
    value instanceof Error ? `${value.message}\n${value.stack}` : '',
  ].join('\n');

/** Sentences may leave no 16 characters, credentials none of 8. */
const piecesOf = (secret: string): string[] => {
  const length = secret.includes(' ') || secret.length > 18 ? 16 : 8;
  return Array.from({ length: secret.length - length + 1 }, (_, index) => secret.slice(index, index + length));
};
const leaksOf = (text: string, among: readonly string[] = secrets): string[] =>
  among.filter(secret => piecesOf(secret).some(piece => text.includes(piece)));

const cut = (secret: string): string => secret.slice(0, Math.max(8, secret.length - 5));
const html = (texts: readonly string[]) => `<html><title>${texts[0]}</title><p>${texts.join('</p><p>')}</p></html>`;
const frame = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

type Echo = [name: string, reply: () => Response];
const json = { 'content-type': 'application/json' };
const reply = (body: string, status = 400, headers: Record<string, string> = json) =>
  new Response(body, { status, headers });

/** 2 kB of a body are shown, so that each of them gets some of the secrets to show first. */
const batches = [0, 5, 10, 15, 20].map(from => secrets.slice(from, from + 5));

const echoes: Echo[] = batches.flatMap((some, batch): Echo[] => [
  [`message ${batch}`, () => reply(JSON.stringify({ error: { message: `Cannot read "${some.join('" or "')}"` } }))],
  [
    `fields ${batch}`,
    () => reply(JSON.stringify({ error: { message: 'No', input: some, deep: [[{ a: { b: some } }]] } })),
  ],
  [
    `JSON in JSON ${batch}`,
    () => reply(JSON.stringify({ error: { message: 'No', raw: JSON.stringify({ raw: JSON.stringify(some) }) } })),
  ],
  [`escaped ${batch}`, () => reply(JSON.stringify({ error: { message: some.map(encodeURIComponent).join(' ') } }))],
  [
    `cut short ${batch}`,
    () => reply(JSON.stringify({ error: { message: some.map(one => `${cut(one)}…`).join(' ') } })),
  ],
  [`text ${batch}`, () => reply(some.join('\n'), 502, { 'content-type': 'text/plain' })],
  [`page ${batch}`, () => reply(html(some), 502, { 'content-type': 'text/html' })],
  [
    `headers ${batch}`,
    () =>
      reply('{"error":{"message":"No"}}', 503, {
        ...json,
        'x-request-id': some[0]!,
        'cf-ray': some[1]!,
        via: some[2]!,
      }),
  ],
  [`2xx ${batch}`, () => reply(JSON.stringify({ error: { message: some.join(' '), code: 502 } }), 200)],
  [
    `events ${batch}`,
    () => reply(frame({ error: { message: some.join(' '), code: 502 } }), 200, { 'content-type': 'text/event-stream' }),
  ],
]);

/** What both operations threw or put into their stream. */
async function failuresOf(model: LanguageModel): Promise<unknown[]> {
  const errors: unknown[] = [];
  await Promise.resolve(model.doGenerate(params())).catch((error: unknown) => errors.push(error));
  try {
    const { stream } = await model.doStream(params());
    for await (const part of stream as unknown as AsyncIterable<{ type: string; error?: unknown }>)
      if (part.type === 'error') errors.push(part.error);
  } catch (error) {
    errors.push(error);
  }
  return errors;
}

/** Every echo for some packages; for each of the others every kind, with some of the secrets. */
const WHOLE: ReadonlySet<string> = new Set(['openai chat', 'anthropic']);
const echoesFor = (name: string, turn: number): Echo[] =>
  WHOLE.has(name) ? echoes : echoes.filter((_, index) => Math.floor(index / 10) === (index + turn) % batches.length);
const rows = packageRows().map(([name, { connect }], turn) => ({ name, connect, some: echoesFor(name, turn) }));

describe.each(rows)('with $name', ({ connect, some }) => {
  it('no echo of the call is in an error or an event', async () => {
    const left: string[] = [];
    for (const [name, answer] of some) {
      const model = connect({ baseURL: 'http://upstream.test/v1', fetch: async () => answer() });
      const events: unknown[] = [];
      const wrapped = wrapLanguageModel({
        model,
        middleware: gatewayErrorMiddleware({ onEvent: event => void events.push(event) }),
      });
      const errors = await failuresOf(wrapped);
      expect(errors.length, name).toBeGreaterThan(0);
      left.push(...leaksOf([...errors, ...events].map(printed).join('\n')).map(secret => `${name}: ${secret}`));
    }
    expect(left).toEqual([]);
  });

  it('none is in what a router says: its error, its events, its health, and the answer of a fallback', async () => {
    const left: string[] = [];
    for (const [name, answer] of some.filter((_, index) => index % 2 === 0)) {
      const model = connect({ baseURL: 'http://upstream.test/v1', fetch: async () => answer() });
      const events: unknown[] = [];
      const health = createHealth();
      const options = { health, onEvent: (event: unknown) => void events.push(event), retries: { perLeg: 0 } };
      const spare = new MockLanguageModelV4({
        doGenerate: async () => ({
          content: [{ type: 'text' as const, text: 'Hello' }],
          finishReason: { unified: 'stop' as const, raw: 'stop' },
          usage: { inputTokens: {}, outputTokens: { total: 1 } } as never,
          warnings: [],
        }),
      });
      const errors = await failuresOf(
        createFailover({ models: [model, model], ...options, shouldFailOver: () => true }),
      );
      const result = await createFailover({
        models: [model, spare],
        ...options,
        shouldFailOver: () => true,
      }).doGenerate(params());
      expect(errors.length, name).toBeGreaterThan(0);
      const all = [...errors, ...events, result.providerMetadata, result.warnings, health.snapshot()];
      left.push(...leaksOf(all.map(printed).join('\n'), sentToLegs).map(secret => `${name}: ${secret}`));
    }
    expect(left).toEqual([]);
  });
});

describe('the model’s own key', () => {
  // Their keys stay in a closure, or behind an asynchronous function.
  const unreadable = new Set(['bedrock', 'workers-ai', 'vercel gateway']);

  it.each(packageRows().filter(([name]) => !unreadable.has(name)))(
    'is not in an error of %s',
    async (_, { connect }) => {
      const body = JSON.stringify({ error: { message: 'Who is placeholder here? "placeholder"' } });
      const model = connect({ baseURL: 'http://upstream.test/v1', fetch: async () => reply(body, 401) });
      const errors = await failuresOf(wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() }));
      expect(errors.length).toBeGreaterThan(1);
      expect(errors.map(printed).join('\n')).not.toContain('placeholder');
    },
  );
});

describe('names', () => {
  it('stay, so that a message still helps', async () => {
    const message =
      "tools[0].function.parameters of lookUp: 'id' is required; messages.3.content; model gpt-5; use one of 'low', 'high'";
    const model = packageRows(['openai chat'])[0]![1].connect({
      baseURL: 'http://upstream.test/v1',
      fetch: async () => reply(JSON.stringify({ error: { message } })),
    });
    const [error] = await failuresOf(wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() }));
    expect((error as Error).message).toContain(message);
  });
});

describe('an error of the SDK that speaks of no request', () => {
  const failing = (error: unknown) =>
    new MockLanguageModelV4({
      doGenerate: async () => {
        throw error;
      },
    });

  it('shows no prompt, and is still of its class', async () => {
    const thrown = new InvalidPromptError({
      prompt: params().prompt,
      message: `messages must not hold ${planted.user}`,
    });
    const error: unknown = await Promise.resolve(
      createFailover({ models: [failing(thrown), failing(thrown)] }).doGenerate(params()),
    ).catch((caught: unknown) => caught);
    expect(leaksOf(printed(error), sentToLegs)).toEqual([]);
    const wrapped = wrapLanguageModel({ model: failing(thrown), middleware: gatewayErrorMiddleware() });
    const own: unknown = await Promise.resolve(wrapped.doGenerate(params())).catch((caught: unknown) => caught);
    expect(InvalidPromptError.isInstance(own)).toBe(true);
    expect(own).toMatchObject({ name: 'AI_InvalidPromptError' });
    expect(leaksOf(printed(own))).toEqual([]);
    expect(originalError(own)).toBe(thrown);
  });

  it('stays the same object where it shows nothing', async () => {
    const thrown = new LoadAPIKeyError({
      message:
        "OpenAI API key is missing. Pass it using the 'apiKey' parameter or the OPENAI_API_KEY environment variable.",
    });
    const wrapped = wrapLanguageModel({ model: failing(thrown), middleware: gatewayErrorMiddleware() });
    await expect(wrapped.doGenerate(params())).rejects.toBe(thrown);
  });
});
