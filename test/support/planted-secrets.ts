/**
 * Credentials in the shapes that issuers give them, made at run time from pieces: nothing in this file is one, and no
 * scanner finds one here.
 */

const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ';
const DIGITS = '23456789';
const ALPHABETS = {
  word: `${LETTERS}${DIGITS}`,
  hex: '0123456789abcdef',
  upper: `ABCDEFGHJKLMNPQRSTUVWXYZ${DIGITS}`,
  base64: `${LETTERS}${DIGITS}+/`,
};

let seed = 20_261_101;
/** The same numbers in every run. */
function next(below: number): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
  return (seed >>> 8) % below;
}

/** Characters that no other text here contains, a digit and a letter always among them. */
export function random(length: number, alphabet: keyof typeof ALPHABETS = 'word'): string {
  const characters = ALPHABETS[alphabet];
  const body = Array.from({ length: length - 2 }, () => characters[next(characters.length)]).join('');
  return `${alphabet === 'upper' ? 'Q' : 'c'}${body}7`;
}

const prefixed =
  (...pieces: string[]) =>
  (length: number) =>
    pieces.join('') + random(length);

/** Keys that are known by their shape, wherever they stand. */
export const SHAPED: Readonly<Record<string, string>> = {
  'OpenAI project key': prefixed('s', 'k-', 'proj-')(48),
  'OpenAI key': prefixed('s', 'k-')(48),
  'Anthropic key': prefixed('s', 'k-', 'ant-api03-')(80),
  'OpenRouter key': `${'s'}k-or-v1-${random(64, 'hex')}`,
  'Groq key': prefixed('gs', 'k_')(52),
  'xAI key': prefixed('xa', 'i-')(80),
  'Hugging Face token': prefixed('h', 'f_')(34),
  'Perplexity key': prefixed('ppl', 'x-')(48),
  'Replicate token': prefixed('r', '8_')(37),
  'NVIDIA key': prefixed('nva', 'pi-')(64),
  'Google key': prefixed('AI', 'za')(35),
  'Google access token': prefixed('ya', '29.')(60),
  'AWS key id': `${'AK'}IA${random(16, 'upper')}`,
  'GitHub token': prefixed('gh', 'p_')(36),
  'JSON web token': ['ey', 'J'].join('') + [random(20), random(40), random(43)].join('.'),
  'Cloudflare token': random(40),
};

/** A key as OpenAI prints it back; the last characters are real. */
export const masked = (): string => `${'s'}k-proj-${'*'.repeat(20)}${random(8)}`;

/** A private key as it stands in a service account's file. */
export const privateKey = (): { text: string; secret: string } => {
  const secret = random(64, 'base64');
  const edge = (word: string) => `-----${word} PRIVATE ${'KEY'}-----`;
  return { text: `${edge('BEGIN')}\n${secret}\n${random(64, 'base64')}\n${edge('END')}`, secret };
};
