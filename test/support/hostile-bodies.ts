/** Bodies and prompts that are made to cost time: long runs, near misses of patterns, depth, width, quotes. */

const upTo = (piece: string, length: number): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
const KB = 1_024;

const json = (message: unknown, rest: object = {}): string => JSON.stringify({ error: { message, ...rest } });

/** What an upstream may answer with. */
export const HOSTILE_BODIES: Readonly<Record<string, () => string>> = {
  'beginnings of a JSON web token': () => upTo('eyJ-', 64 * KB),
  'the same in JSON': () => json(upTo('eyJ-', 1_024 * KB)),
  'beginnings of keys': () => upTo('sk-', 256 * KB),
  'prefixes without a digit': () => upTo('key-gsk_hf-', 256 * KB),
  '256 kB of JSON': () => json(upTo('lorem ipsum dolor ', 256 * KB), { code: 'x' }),
  '10 MB of JSON': () => json(upTo('lorem ipsum dolor ', 10_240 * KB)),
  '400 entries of a 422': () =>
    JSON.stringify({
      detail: Array.from({ length: 400 }, (_, index) => ({
        type: 'string_type',
        loc: ['body', 'messages', index, 'content'],
        msg: 'Input should be a valid string',
        input: `value number ${index} of the call that was refused by the server`,
      })),
    }),
  'objects 5,000 deep': () => `${'{"error":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  'lists 200,000 deep': () => '['.repeat(200_000),
  'objects 200,000 deep, not closed': () => '{"error":'.repeat(200_000),
  'one letter': () => upTo('a', 1_024 * KB),
  'one letter in JSON': () => json(upTo('a', 1_024 * KB)),
  spaces: () => upTo(' ', 1_024 * KB),
  'spaces before JSON': () => `${upTo(' ', 512 * KB)}{"error":{"message":"x"}}`,
  newlines: () => upTo('\n', 1_024 * KB),
  digits: () => upTo('7', 1_024 * KB),
  dashes: () => upTo('-', 1_024 * KB),
  'near misses of PEM': () => upTo('-----BEGIN PRIVATE KEY----', 512 * KB),
  'beginnings of PEM': () => upTo('-----BEGIN RSA PRIVATE KEY-----\n', 512 * KB),
  'names without a value': () => upTo('password:', 512 * KB),
  'names and quotes that never close': () => upTo('password="', 512 * KB),
  'signs between letters': () => upTo('a:a=', 512 * KB),
  'names in words': () => upTo('secret access key provided: ', 512 * KB),
  'cookies without an end': () => `cookie: ${upTo('a=b; ', 512 * KB)}`,
  'parameters of a digest': () => `Digest ${upTo('a="b", ', 512 * KB)}`,
  'schemes without a token': () => upTo('Bearer Basic ', 512 * KB),
  'addresses without a host': () => upTo('a://', 512 * KB),
  'addresses with users': () => upTo('http://a:b@ ', 512 * KB),
  'parameters of an address': () => `https://x.test/?${upTo('key=&', 512 * KB)}`,
  masks: () => upTo('***a', 512 * KB),
  dots: () => upTo('...', 512 * KB),
  backslashes: () => json(upTo('\\', 256 * KB)),
  quotes: () => json(upTo('"', 256 * KB)),
  'quotes and backslashes': () => upTo('\\"\\\\"', 512 * KB),
  'escapes in escapes': () => upTo('%2525252525', 512 * KB),
  entities: () => upTo('&amp;amp;quot;', 512 * KB),
  'JSON in JSON in JSON': () => json(JSON.stringify({ a: JSON.stringify({ error: upTo('{"a":', 40 * KB) }) })),
  'brackets in a text': () => json(`${upTo('[{"', 200 * KB)}`),
  'a page': () => `<html>${upTo('<p class="a">text</p>', 5_120 * KB)}</html>`,
  'a page of open tags': () => `<html>${upTo('<title', 1_024 * KB)}`,
  'a page of open comments': () => `<html>${upTo('<!-- ', 1_024 * KB)}`,
  'an event stream': () => upTo('data: {"choices":[{"delta":{"content":"word"}}]}\n\n', 5_120 * KB),
  'error events': () => upTo('event: error\ndata: {"error":{"message":"x","code":1}}\n\n', 2_048 * KB),
  'blank events': () => upTo('data:\n\n', 2_048 * KB),
  waits: () => upTo('try again in 1d1d1d1d ', 256 * KB),
  'the prompt itself': () => json(upTo('the quick brown fox jumps over the lazy dog; ', 256 * KB)),
  'ten thousand keys': () =>
    JSON.stringify({ error: Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key_${index}`, 'v'])) }),
};

/** What a caller may ask. */
export const PROMPTS: Readonly<Record<string, () => string>> = {
  'a short one': () => 'What is the capital of France?',
  '54,000 characters': () =>
    Array.from({ length: 1_000 }, (_, index) => `Line ${index} tells what happened on day ${index * 7}, at noon.\n`)
      .join('')
      .padEnd(54_000, 'end of it. ')
      .slice(0, 54_000),
  '256k of one letter': () => upTo('a', 256_000),
  '256k of one sentence': () => upTo('the quick brown fox jumps over the lazy dog; ', 256_000),
  '256k of indentation': () =>
    Array.from({ length: 12_000 }, (_, index) => `        ${'line'.slice(index % 4)}${index}`)
      .join('\n')
      .slice(0, 256_000),
  '1 MB': () => upTo('lorem ipsum dolor sit amet ', 1_024 * KB),
};
