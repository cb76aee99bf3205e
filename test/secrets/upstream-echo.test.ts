/** Keys that an upstream sends back never leave in an error. */
import { describe, expect, it } from 'vitest';
import { masked, SHAPED } from '../support/planted-secrets.ts';
import { openai, PACKAGES } from './failing-packages.ts';
import { fail, leaks, unplanted } from './leavings.ts';

const shaped = Object.entries(SHAPED);

describe('a key that the upstream echoes', () => {
  it.each(shaped)('is not in the error: %s', async (_, secret) => {
    const body = JSON.stringify({
      error: {
        message: `Incorrect API key provided: ${secret}. You can find yours at https://example.com/keys.`,
        code: 'invalid_api_key',
      },
    });
    const left = await fail(openai({ status: 401, body }));
    expect(unplanted(left, [secret])).toEqual([]);
    expect(leaks(left, [secret])).toEqual([]);
    expect((left.errors[0] as Error).message).toContain('https://example.com/keys');
  });

  it.each(PACKAGES)('is not in an error of %s, in any form', async (_, connect) => {
    const secrets = shaped.map(([, secret]) => secret);
    const body = JSON.stringify({
      error: {
        message: `Wrong: ${secrets.slice(0, 4).join(', ')}`,
        type: `t ${secrets[4]}`,
        code: 'invalid_api_key',
        metadata: {
          raw: JSON.stringify({ got: secrets.slice(5, 8), headers: { authorization: `Bearer ${secrets[8]}` } }),
        },
        details: secrets.slice(9).map(secret => ({ '@type': 'x', secret })),
      },
    });
    for (const status of [401, 503]) {
      const left = await fail(connect({ status, body }, secrets[0]));
      expect(unplanted(left, secrets.slice(0, 4))).toEqual([]);
      expect(leaks(left, secrets)).toEqual([]);
    }
  });

  it.each(PACKAGES)('is not in an error of %s when it comes as a web page', async (_, connect) => {
    const secrets = shaped.map(([, secret]) => secret);
    const body = `<html><title>Refused ${secrets[0]}</title><body>${secrets.join(' ')}</body></html>`;
    const left = await fail(connect({ status: 502, body, headers: { 'content-type': 'text/html' } }));
    expect(leaks(left, secrets)).toEqual([]);
  });

  it('is not there in masked form either', async () => {
    const secret = masked();
    const left = await fail(
      openai({ status: 401, body: JSON.stringify({ error: { message: `Incorrect API key provided: ${secret}` } }) }),
    );
    expect(unplanted(left, [secret])).toEqual([]);
    expect(leaks(left, [secret, secret.slice(-8)])).toEqual([]);
  });
});
