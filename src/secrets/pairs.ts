/**
 * Finds `name: value`, `name=value`, `<name>value</name>`, `--name value`, `"name", "value"` and "name value" in text,
 * JSON in text, forms, headers, command lines and files, where the name says that the value is a credential.
 */
import { secretKind, type SecretKind } from './names.ts';
import { looksRandom } from './shapes.ts';
import { valueAt } from './values.ts';
import type { Ranges, View } from './view.ts';

/** Longest stretch before a sign that is looked at for a name. */
const NAME_ROOM = 72;

const SIGN = /[:=>]/g;
/** What may stand between a name and its sign: quotes, markup, a bracket. */
const isCloser = (character: string): boolean => '"\'`”’*_\\)]'.includes(character);
const isNamePart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 45 && code <= 57 && code !== 47) || code === 95;
/** Words that go together with the words before them. */
const COMPOUND = /^(?:keys?|tokens?|secret|password|pass|pwd|cookie|header|credentials?|string|code|value|phrase)$/i;
/** What may stand between the name and its sign: "API key provided: …". */
const PARTICIPLE =
  /^(?:provided|supplied|given|used|received|sent|found|is|was|value|header|got|passed|specified|presented)$/i;

/** Names of fields that hold the name of another field. */
const NAMES_NAME = /^(?:name|key|header|field|param|parameter|variable|var|env|k|n)$/i;
const NAMES_VALUE = /^(?:values?|val|v|content|default|data|text|secret)$/i;

const PROSE =
  /\b(?:api[ _-]?keys?|(?:access|auth|bearer|refresh|session|security|api|secret)[ _-]?(?:token|key)s?|tokens?|secrets?|passwords?|passphrases?|pwd|credentials?|cookies?|jwt)["'`]?(?: (?:is|was|of|provided|supplied|given|used|value|starting with|ending in|ending with|beginning with)){0,2}[ ]["'`(]{0,2}([^\s"'`<>(),;]{4,4000})/gi;
const FLAG = /(?:^|[\s"'`])--?([a-z][\w-]{1,40})[ ]["']?([^\s"'`-][^\s"'`]{0,4000})/gi;
const CURL_USER = /(?:^|\s)(?:-u|--user|--proxy-user)[ =]["']?([^\s"':]{1,100}:[^\s"']{1,1000})/g;
const LISTED = /["']([\w-]{2,60})["'][,\]]{1,2}\s{0,3}\[?["']([^"'\n]{6,4000})["']/g;

interface Name {
  name: string;
  kind: SecretKind | undefined;
  start: number;
}

/** The name before a sign: read backwards, so that a long run is read once. */
function nameBefore(text: string, sign: number): Name | undefined {
  const from = Math.max(0, sign - NAME_ROOM);
  let end = sign;
  while (end > from && text[end - 1] === ' ') end -= 1;
  if (text[end - 1] === '>' && text.lastIndexOf('</', end) >= end - 14) end = text.lastIndexOf('</', end);
  while (end > from && isCloser(text[end - 1]!)) end -= 1;
  let start = end;
  while (start > from && isNamePart(text.charCodeAt(start - 1))) start -= 1;
  if (start === end) return undefined;
  const last = text.slice(start, end);
  const kind = secretKind(last);
  const isParticiple = PARTICIPLE.test(last);
  if (text[start - 1] !== ' ' || !(isParticiple || COMPOUND.test(last))) return { name: last, kind, start };
  const words = text
    .slice(from, start - 1)
    .split(' ')
    .slice(-3);
  const first = words.findLastIndex(word => !/^[A-Za-z][\w-]*$/.test(word)) + 1;
  const before = words.slice(first).join(' ');
  const whole = isParticiple ? before : `${before} ${last}`;
  // "Unexpected token" is no token.
  const joint = secretKind(whole.trim()) ?? (isParticiple || kind === 'weak' ? undefined : kind);
  return { name: whole, kind: before === '' ? kind : joint, start: start - before.length - 1 };
}

/** The name of the element that ends at this bracket. */
function elementBefore(text: string, bracket: number): Name | undefined {
  const from = Math.max(0, bracket - NAME_ROOM);
  const room = text.slice(from, bracket);
  const open = room.lastIndexOf('<');
  const name = open < 0 ? undefined : /^<(?:\w{1,20}:)?([\w.-]{1,60})(?= |$)/.exec(room.slice(open))?.[1];
  return name === undefined ? undefined : { name, kind: secretKind(name), start: from + open };
}

const SPACE_BEFORE_VALUE = /\s{0,4}/y;

function addSigned(view: View, ranges: Ranges): void {
  const { text, written } = view;
  let armed: SecretKind | undefined;
  SIGN.lastIndex = 0;
  for (let match = SIGN.exec(text); match !== null; match = SIGN.exec(text)) {
    let sign = match.index;
    const isElement = text[sign] === '>';
    // `://` belongs to an address.
    if (!isElement && text.startsWith('//', sign + 1)) continue;
    const found = isElement ? elementBefore(text, sign) : nameBefore(text, sign);
    if (found === undefined) continue;
    while (/[:=>]/.test(text[sign + 1] ?? '') && sign - match.index < 3) sign += 1;
    SPACE_BEFORE_VALUE.lastIndex = sign + 1;
    SPACE_BEFORE_VALUE.test(text);
    const start = SPACE_BEFORE_VALUE.lastIndex;
    let { kind } = found;
    if (kind === undefined && armed !== undefined && NAMES_VALUE.test(found.name)) kind = armed;
    if (NAMES_NAME.test(found.name))
      armed = secretKind(/^["'`]?([\w-]{1,60})/.exec(text.slice(start, start + 64))?.[1] ?? '');
    else if (kind !== undefined || NAMES_VALUE.test(found.name)) armed = undefined;
    if (kind === undefined) continue;
    const before = /[^ \t-]?(?=[ \t-]{0,4}$)/.exec(text.slice(Math.max(0, found.start - 6), found.start))?.[0] ?? '';
    const value = valueAt(view, start, written?.[match.index] ?? 0, kind, {
      isForm: before === '&' || before === '?',
      isLine: (before === '' && found.start < 5) || before === '\n' || before === ';',
    });
    if (value.isHarmless) {
      SIGN.lastIndex = Math.max(sign + 1, start);
      continue;
    }
    ranges.push(value.start, value.end);
    SIGN.lastIndex = Math.max(value.end, sign + 1);
  }
}

/** Adds the value of a match's last group, if it is one. */
function addGroup(
  text: string,
  pattern: RegExp,
  ranges: Ranges,
  isSecret: (first: string, last: string) => boolean,
): void {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const last = match.at(-1)!;
    const start = match.index + match[0].lastIndexOf(last);
    if (isSecret(match[1]!, last)) ranges.push(start, start + last.replace(/[.,:;!?)]+$/, '').length);
    // A value may be the next one's name.
    else pattern.lastIndex = start;
  }
}

/** Adds every value whose name says that it is a credential. */
export function addPairs(view: View, ranges: Ranges): void {
  const { text } = view;
  if (text.length < 6) return;
  addSigned(view, ranges);
  addGroup(text, PROSE, ranges, (_, value) => !value.startsWith('[redacted]') && isSecretWord(value));
  if (text.includes('-')) {
    addGroup(text, FLAG, ranges, (name, value) => secretKind(name) !== undefined && !value.startsWith('[redacted]'));
    addGroup(text, CURL_USER, ranges, () => true);
  }
  if (text.includes(',')) {
    addGroup(text, LISTED, ranges, (name, value) => secretKind(name) !== undefined && looksRandom(value));
  }
}

/** A word behind "API key" is one only if it cannot be a word of the sentence. */
const isSecretWord = (value: string): boolean => {
  const word = value.replace(/[.,:;!?)]+$/, '');
  return looksRandom(word) && /\d|[*+=]/.test(word) && !/^\d[\d.,:-]*$/.test(word) && word.length > 5;
};
