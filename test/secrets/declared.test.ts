/** What a leg declares for its calls is no more shown in errors than what a call brings along. */
import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';
import { expect, it } from 'vitest';
import { scenario, status } from '../../mocks/index.ts';
import { createFailover, type FailoverEvent } from '../../src/index.ts';

/** Without a shape by which they would be known. */
const HEADER = 'otter-orange-window-lamp';
const OPTION = 'maple-river-kettle-stone';

it('headers and provider options of a leg that an upstream repeats are in no error and in no event', async () => {
  const body = JSON.stringify({ error: { message: `Team ${HEADER} of ${OPTION} may not use this model` } });
  const upstream = scenario([status(403, { body, headers: { 'content-type': 'application/json' } })]);
  const events: FailoverEvent[] = [];
  const openai = createOpenAI({ apiKey: 'placeholder', fetch: upstream.fetch });
  const model = createFailover({
    models: [
      {
        model: openai.chat('gpt-4o'),
        name: 'team',
        headers: { 'x-team': HEADER },
        providerOptions: { openai: { user: OPTION } },
      },
      { model: openai.chat('gpt-4o-mini'), name: 'other', headers: { 'x-team': HEADER } },
    ],
    onEvent: event => void events.push(event),
  });
  const error = await generateText({ model, prompt: 'Hi', maxRetries: 0 }).catch(thrown => thrown);
  expect(upstream.requests[0]).toMatchObject({ headers: { 'x-team': HEADER }, body: { user: OPTION } });
  expect(error.message).toContain('may not use this model');
  const shown = [error.message, error.responseBody, JSON.stringify(error), ...error.attempts.map(String)];
  expect(shown.filter(text => String(text).includes(HEADER))).toEqual([]);
  expect(error.attempts[0].error.message).not.toContain(OPTION);
  expect(JSON.stringify(events)).not.toContain(HEADER);
});
