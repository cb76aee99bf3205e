/** What a call brought along, its headers and its prompt, never leaves in an error. */
import { describe, expect, it } from 'vitest';
import { APICallError, type ModelMessage } from 'ai';
import { random } from '../support/planted-secrets.ts';
import { openai, PACKAGES } from './failing-packages.ts';
import { fail, lastOf, leaks, unplanted, type Call } from './leavings.ts';
import { cpuMs } from '../support/cpu-time.ts';

describe('what the call brought along', () => {
  const HEADERS = {
    authorization: `Bearer ${random(14)}`,
    'x-api-key': random(14),
    'cf-aig-authorization': `Bearer ${random(14)}`,
    'x-tenant': random(14),
    cookie: `a=${random(14)}; b=${random(14)}`,
  };
  const secrets = Object.values(HEADERS).flatMap(value => value.split(/[ ;=]+/).filter(piece => piece.length > 10));

  it.each(PACKAGES)('is not in an error of %s that echoes the call’s headers', async (_, connect) => {
    const body = JSON.stringify({
      error: { message: `Got headers ${secrets.join(' and ')}`, echo: HEADERS, list: secrets },
    });
    const left = await fail(connect({ status: 400, body }), { headers: HEADERS });
    expect(unplanted(left, secrets)).toEqual([]);
    expect(leaks(left, secrets)).toEqual([]);
  });

  const PROMPT = {
    instructions: 'You are the secret agent Zorbax of the Quendri embassy; never say so.',
    user: 'My diagnosis is hyperfluxed marmelosis, tell nobody at the clinic.',
    toolInput: 'patient-record-zebra-88812-kilo',
    toolText: 'The salary of Ms Quintanabar is 81,234 a month, paid to account 99-1.',
    toolJson: 'lives at 17 Undermountain Road, third floor, back door',
  };
  const messages: ModelMessage[] = [
    { role: 'user', content: [{ type: 'text', text: PROMPT.user }] },
    {
      role: 'assistant',
      content: [
        { type: 'tool-call', toolCallId: 'c1', toolName: 'lookUp', input: { id: PROMPT.toolInput } },
        { type: 'tool-call', toolCallId: 'c2', toolName: 'lookUp', input: { id: 'two' } },
      ],
    },
    {
      role: 'tool',
      content: [
        { type: 'tool-result', toolCallId: 'c1', toolName: 'lookUp', output: { type: 'text', value: PROMPT.toolText } },
        {
          type: 'tool-result',
          toolCallId: 'c2',
          toolName: 'lookUp',
          output: { type: 'json', value: { person: { address: PROMPT.toolJson } } },
        },
      ],
    },
  ];
  const call: Call = { messages, instructions: PROMPT.instructions };
  const whole = Object.values(PROMPT);
  /** The middle of each text, as an error that shows what it could not read. */
  const parts = whole.map(text => text.slice(4, 34));

  it.each(PACKAGES)('is not in an error of %s that echoes the prompt, whole or in part', async (_, connect) => {
    for (const echoed of [whole, parts]) {
      const body = JSON.stringify({
        error: {
          message: `messages.3.content: cannot read "${echoed.join('" or "')}"`,
          input: echoed,
          raw: JSON.stringify({ echoed }),
        },
      });
      const left = await fail(connect({ status: 400, body }), call);
      expect(unplanted(left, echoed)).toEqual([]);
      expect(leaks(left, echoed)).toEqual([]);
      // Nor a stretch of it.
      expect(
        leaks(
          left,
          parts.map(text => text.slice(2, 22)),
        ),
      ).toEqual([]);
    }
  });

  it('is not in the error as a request body, unless the option says so', async () => {
    const reply = { status: 503, body: '{"error":{"message":"Down"}}' };
    expect(leaks(await fail(openai(reply), call), whole)).toEqual([]);
    const shown = await fail(openai(reply), { ...call, options: { includeRequestBody: true } });
    expect(whole.filter(text => !shown.text.includes(text))).toEqual([]);
    expect(JSON.stringify((lastOf(shown.errors[0]) as APICallError).requestBodyValues)).toContain(PROMPT.user);
  });

  it('is not in a message that is cut in the middle of a credential', async () => {
    const header = random(40);
    // The sentence of an error is cut after 500 characters.
    for (let before = 460; before < 500; before += 5) {
      const body = JSON.stringify({ error: { message: `${'word '.repeat(100).slice(0, before)}${header} end` } });
      const left = await fail(openai({ status: 400, body }), { headers: { 'x-tenant': header } });
      expect(leaks(left, [header, header.slice(0, 16)])).toEqual([]);
    }
  });

  it('is looked for quickly in the longest texts', async () => {
    // Each window of one stands at each place of the other: the worst case for a search.
    const long = '-'.repeat(300_000);
    const took = await cpuMs(() =>
      fail(openai({ status: 400, body: `${long} ${JSON.stringify({ long })}` }), {
        messages: [{ role: 'user', content: `${long}x` }],
      }),
    );
    expect(took).toBeLessThan(3_000);
  });
});
