/** Every form in which a text shows a credential, through an error; and texts that help, which stay as they are. */
import { inspect } from 'node:util';
import { wrapLanguageModel } from 'ai';
import { createOpenAI } from '@ai-sdk/openai';
import { describe, expect, it } from 'vitest';
import { gatewayErrorMiddleware } from '../../src/index.ts';
import { redactText } from '../../src/secrets/text.ts';
import { HARMLESS, SECRET_FORMS } from '../support/secret-forms.ts';

/** All that an error prints. */
const printed = (error: unknown): string =>
  [inspect(error, { depth: 10, showHidden: true, maxStringLength: Infinity }), JSON.stringify(error)].join('\n');

/** Stretches of a credential: none may stay. */
const piecesOf = (secret: string): string[] =>
  Array.from({ length: Math.max(1, secret.length - 6) }, (_, index) => secret.slice(index, index + 7));

async function errorOf(body: string, contentType = 'application/json'): Promise<unknown> {
  const fetch = async () => new Response(body, { status: 400, headers: { 'content-type': contentType } });
  const model = wrapLanguageModel({
    model: createOpenAI({ apiKey: 'unused', fetch }).chat('gpt-5'),
    middleware: gatewayErrorMiddleware(),
  });
  const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }];
  return Promise.resolve(model.doGenerate({ prompt })).then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** The forms of which something is left. */
async function leaking(bodyOf: (text: string) => string, contentType?: string): Promise<string[]> {
  const left: string[] = [];
  for (const { text, secret } of SECRET_FORMS) {
    const body = bodyOf(text);
    const shown = printed(await errorOf(body, contentType));
    expect(shown).toContain('AI_APICallError');
    if (piecesOf(secret).some(piece => shown.includes(piece))) left.push(text);
  }
  return left;
}

describe('a credential in a text', () => {
  it('has many forms', () => {
    expect(SECRET_FORMS.length).toBeGreaterThan(150);
  });

  it('is not in the error if the text is the message of an envelope', async () => {
    expect(await leaking(text => JSON.stringify({ error: { message: text } }))).toEqual([]);
  });

  it('is not in the error if the text is in JSON in a JSON string', async () => {
    const bodyOf = (text: string) =>
      JSON.stringify({ error: { message: 'No', metadata: { raw: JSON.stringify({ detail: text }) } } });
    expect(await leaking(bodyOf)).toEqual([]);
  });

  it('is not in the error if the text is the whole body', async () => {
    expect(await leaking(text => text, 'text/plain')).toEqual([]);
  });

  it('is not in the error if the body is JSON that was cut off', async () => {
    expect(await leaking(text => `${JSON.stringify({ error: { message: text } }).slice(0, -3)}`)).toEqual([]);
  });

  it('is not in the error if the text is in a web page', async () => {
    const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    expect(await leaking(text => `<html><body><p>${escaped(text)}</p></body></html>`, 'text/html')).toEqual([]);
  });

  it('is not in the error if the text is in an event', async () => {
    const bodyOf = (text: string) => `event: error\ndata: ${JSON.stringify({ error: { message: text } })}\n\n`;
    expect(await leaking(bodyOf, 'text/event-stream')).toEqual([]);
  });
});

describe('a text that helps', () => {
  it('is one of many', () => {
    expect(HARMLESS.length).toBeGreaterThanOrEqual(60);
  });

  it.each(HARMLESS)('stays: %s', text => {
    expect(redactText(text)).toBe(text);
  });

  it('stays in the message of an error', async () => {
    // A text that is an envelope itself is read as one, and white space is one space.
    const texts = HARMLESS.filter(text => text.length < 400 && !text.startsWith('{'));
    const messages = await Promise.all(
      texts.map(
        async text => ((await errorOf(JSON.stringify({ error: { message: text, code: 'x' } }))) as Error).message,
      ),
    );
    const lines = texts.map(text => text.replaceAll(/\s+/g, ' ').replace(/\.$/, ''));
    expect(lines.filter((line, index) => !messages[index]!.includes(line))).toEqual([]);
  });
});
