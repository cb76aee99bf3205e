/** Secrets of the response never leave in an error. */
import { describe, expect, it } from 'vitest';
import { APICallError } from 'ai';
import { privateKey, random, SHAPED } from '../support/planted-secrets.ts';
import { openai } from './failing-packages.ts';
import { fail, lastOf, leaks, unplanted } from './leavings.ts';

const shaped = Object.entries(SHAPED);

describe('a secret in a response', () => {
  const named = {
    api_key: random(20),
    apiKey: random(20),
    'x-api-key': random(20),
    token: random(20),
    access_token: random(20),
    refreshToken: random(20),
    authorization: random(20),
    client_secret: random(20),
    password: random(20),
    cookie: random(20),
    aws_secret_access_key: random(40, 'base64'),
    credentials: random(20),
    private_key: random(20),
  };

  it('is not in the error if a field of the body names it', async () => {
    const secrets = Object.values(named);
    const left = await fail(
      openai({ status: 400, body: JSON.stringify({ error: { message: 'No', code: 1 }, debug: { request: named } }) }),
    );
    expect(unplanted(left, secrets)).toEqual([]);
    expect(leaks(left, secrets)).toEqual([]);
  });

  it('is not in the error if the text before it names it', async () => {
    const texts = Object.entries(named).map(([name, value]) => `${name}=${value}`);
    for (const text of [...texts, ...Object.entries(named).map(([name, value]) => `${name}: "${value}"`)]) {
      const left = await fail(
        openai({ status: 400, body: JSON.stringify({ error: { message: `Rejected ${text} here` } }) }),
      );
      expect(leaks(left, Object.values(named))).toEqual([]);
      expect((left.errors[0] as Error).message).toMatch(/^Rejected .* here/);
    }
  });

  it('is not in the error if it is a private key', async () => {
    const { text, secret } = privateKey();
    const left = await fail(
      openai({ status: 400, body: JSON.stringify({ error: { message: `Cannot read ${text}` } }) }),
    );
    expect(unplanted(left, [secret.slice(0, 40)])).toEqual([]);
    expect(leaks(left, [secret, secret.slice(0, 40)])).toEqual([]);
  });

  it('is not in the error if it stood in a header, and the headers that help are', async () => {
    const secrets = Array.from({ length: 6 }, () => random(24));
    const [cookie, trace, via, auth, amz, link] = secrets;
    const left = await fail(
      openai({
        status: 503,
        body: '{"error":{"message":"Down"}}',
        headers: {
          'content-type': 'application/json',
          'set-cookie': `session=${cookie}; HttpOnly`,
          'x-internal-trace': trace!,
          via: via!,
          'www-authenticate': `Bearer realm="${auth}"`,
          'x-amz-security-token': amz!,
          link: `<https://example.com?key=${link}>`,
          'cf-aig-log-id': '01LOGIDPLACEHOLDER',
          'retry-after-ms': '0',
          'x-ratelimit-remaining-requests': '0',
        },
      }),
    );
    expect(unplanted(left, secrets)).toEqual([]);
    expect(leaks(left, secrets)).toEqual([]);
    expect((lastOf(left.errors[0]) as APICallError).responseHeaders).toEqual({
      'content-type': 'application/json',
      'cf-aig-log-id': '01LOGIDPLACEHOLDER',
      'retry-after-ms': '0',
      'x-ratelimit-remaining-requests': '0',
    });
  });

  it('is not in an allowed header either', async () => {
    const [[, key]] = shaped as [[string, string]];
    const left = await fail(
      openai({
        status: 503,
        body: '{}',
        headers: { 'x-request-id': `req ${key}`, 'retry-after-ms': '0', 'cf-aig-log-id': key },
      }),
    );
    expect(unplanted(left, [key])).toEqual([]);
    expect(leaks(left, [key])).toEqual([]);
  });
});
