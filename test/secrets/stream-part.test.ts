/** Secrets in the error part of a stream never leave. */
import { describe, expect, it } from 'vitest';
import { SHAPED } from '../support/planted-secrets.ts';
import { PACKAGES } from './failing-packages.ts';
import { fail, leaks } from './leavings.ts';

const shaped = Object.entries(SHAPED);

describe('an error part of a stream', () => {
  it('shows no secret, before the first content and after it', async () => {
    const secrets = shaped.map(([, secret]) => secret);
    const failure = JSON.stringify({
      id: 'gen-1',
      error: {
        code: 502,
        message: `Upstream refused ${secrets[0]}`,
        metadata: { raw: `{"key":"${secrets[1]}"}`, headers: { authorization: `Bearer ${secrets[2]}` }, list: secrets },
      },
    });
    const delta = JSON.stringify({
      id: 'gen-1',
      model: 'm',
      choices: [{ index: 0, delta: { role: 'assistant', content: 'Hello' } }],
    });
    for (const frames of [[failure], [delta, failure]]) {
      const body = frames.map(frame => `data: ${frame}\n\n`).join('');
      const reply = { status: 200, body, headers: { 'content-type': 'text/event-stream' } };
      for (const connect of [PACKAGES[1]![1], PACKAGES[4]![1], PACKAGES[5]![1]])
        expect(leaks(await fail(connect(reply)), secrets)).toEqual([]);
    }
  });
});
