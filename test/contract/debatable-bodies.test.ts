/**
 * Bodies that one could take for answers, and that are judged as errors. No vendor documents them, and no provider package
 * finds an answer in them: what is named here would have failed the call anyway.
 */
import { describe, expect, it } from 'vitest';
import { askGenerate } from '../support/ask.ts';
import { wrap } from '../support/cloudflare-routes.ts';
import { packageRows } from '../support/provider-packages.ts';
import { replies, reply } from '../support/scripted-fetch.ts';

const baseURL = 'https://api.example.com/v1';
const ENVELOPE = '{"error":{"message":"Too many requests","code":429}}';
const BODIES: readonly [name: string, body: string][] = [
  ['a text as `message` beside a model', '{"message":"Hello there","model":"m"}'],
  ['a list of such texts with scores', '[{"message":"Hello there","score":0.5}]'],
  ['an envelope that is all of the body', ENVELOPE],
];

describe.each(packageRows())('%s', (_, { connect, wire }) => {
  it.each(BODIES)('finds no answer in %s', async (__, body) => {
    const ask = (isWrapped: boolean) => {
      const model = connect({ baseURL, fetch: replies(reply(body)).fetch });
      return askGenerate(isWrapped ? wrap(model) : model, { maxRetries: 0 });
    };
    const bare = await ask(false);
    expect(bare.text ?? '').toBe('');
    expect((await ask(true)).error).toBeDefined();
  });

  it('an envelope that a model writes is its answer', async () => {
    const model = connect({ baseURL, fetch: replies(reply(wire.json(ENVELOPE))).fetch });
    expect(await askGenerate(wrap(model), { maxRetries: 0 })).toEqual({ text: ENVELOPE });
  });
});
