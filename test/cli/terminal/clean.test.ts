import { expect, it } from 'vitest';
import { cleanData, cleanerFor } from '../../../src/cli/terminal/clean.ts';
import { random, SHAPED } from '../../support/planted-secrets.ts';

it('removes what the environment holds under a name of credentials, in each form', () => {
  const [value, odd] = [random(20), `pass "word" & ${random(8)}`];
  const clean = cleanerFor({
    MY_SERVICE_KEY: value,
    DB_PASSWORD: odd,
    PATH: '/usr/bin',
    USER_AUTH: 'true',
    API_URL: 'https://api.example.com/',
  });
  const text = `a ${value} b ${odd} c ${encodeURIComponent(odd)} d ${JSON.stringify(odd)} e /usr/bin true https://api.example.com/`;
  expect(clean(text)).toBe(
    'a [redacted] b [redacted] c [redacted] d "[redacted]" e /usr/bin true https://api.example.com/',
  );
});

it('removes the longer one of two that begin alike', () => {
  const value = random(12);
  expect(cleanerFor({ A_TOKEN: value, B_TOKEN: `${value}-more` })(`x ${value}-more y`)).toBe('x [redacted] y');
});

it('removes what has the shape of a credential, line by line, however long the text is', () => {
  const clean = cleanerFor({});
  const lines = Object.values(SHAPED).map(secret => `${'word '.repeat(3_000)}\ngot ${secret} here`);
  const cleaned = clean(lines.join('\n'));
  for (const secret of Object.values(SHAPED)) expect(cleaned).not.toContain(secret);
  expect(cleaned.match(/got .* here/g)).toHaveLength(lines.length);
});

it('cleans the texts of data, and nothing else', () => {
  const value = random(20);
  const clean = cleanerFor({ KEY: value });
  expect(cleanData({ list: [value, 1, true, null], [`of ${value}`]: { a: 'b' } }, clean)).toEqual({
    list: ['[redacted]', 1, true, null],
    'of [redacted]': { a: 'b' },
  });
});

it('leaves nothing in them that a terminal obeys, and no credential that was hidden by it', () => {
  const value = random(20);
  const clean = cleanerFor({ MY_KEY: value });
  const hidden = `${value.slice(0, 8)}\u0000${value.slice(8)}`;
  expect(
    cleanData(
      [`\u001B[31mred\u001B]0;title\u0007 \u009B2J\u202Eback\r\n\ttab`, hidden, { '\u001B[2J': SHAPED['OpenAI key']! }],
      clean,
    ),
  ).toEqual(['[31mred]0;title 2Jback\n\ttab', '[redacted]', { '[2J': '[redacted]' }]);
});

it('removes a secret that goes over several lines', () => {
  const clean = cleanerFor({});
  expect(clean('TypeError: Headers.append: "Bearer otter-orange\nlamp-window" is an invalid header value.\nat x')).toBe(
    'TypeError: Headers.append: [redacted] is an invalid header value.\nat x',
  );
});
