/**
 * Credentials that are recognised by their own shape, whatever stands before them: prefixes that issuers document,
 * masked forms, schemes of the Authorization header, blocks of PEM and PGP, long random runs.
 *
 * Every quantifier is bounded or ends at the first character that its class excludes, and a match is never looked at
 * again, so that one scan is linear.
 */
import type { Ranges } from './view.ts';

/** What issuers print before a key, and what follows (masked forms with `*` included). */
const CREDENTIALS: readonly RegExp[] = [
  /\bsk[-_][\w*.-]{6,400}/g,
  // The digit or mask keeps names of codes (`key_model_access_denied`) out.
  /\b(?:gsk|hf|r8|gh[pousr]|pplx|nvapi|csk|fw|tgp_v1|key|pk|rk|sess|github_pat|glpat|xai|pa|ya29|vc[kap]|jina|tvly|lin_api|ntn|npm|pypi|dop_v1|xox[abeoprs]|shp(?:at|ca|pa|ss)|SG|GOCSPX|whsec|api_org|bedrock-api-key|cfut|lsv2|pcsk|sntrys|dckr_pat|AGE-SECRET-KEY)[-_.](?=[\w.-]{0,60}[\d*])[\w*.=/+-]{12,600}/g,
  /\bAIza[\w*-]{20,100}/g,
  /\b(?:AKIA|ASIA|ABIA|ACCA|AROA)[A-Z0-9*]{12,40}\b/g,
  /\b(?:ABSK|dapi)[A-Za-z0-9+/=*]{24,400}/g,
  /\beyJ[\w.-]{10,8000}/g,
  /\b1\/\/0[\w-]{20,200}/g,
  /\b[0-9a-f]{32}\.[A-Za-z0-9]{16}\b/g,
  /\b\d{8,10}:[\w-]{35}\b/g,
];

/** The middle of a token that is masked; what stands around it is real. */
const MASK = /\*{3,200}|•{3,200}|\.{3}|…/g;
const WORD_BEFORE = /[\w.-]{0,60}$/;
const WORD_AFTER = /[\w-]{0,60}/y;

/** Schemes of the Authorization header; a word of running text after them is none of theirs. */
const SCHEME =
  /\b(?:Bearer|Basic|Negotiate|NTLM|DPoP|Token|ApiKey|GoogleLogin|SharedKey|HMAC)[\s:]\s{0,3}["']?([\w*.~+/=:-]{6,4000})/gi;
/** Schemes that are followed by a list of parameters. */
const LISTED =
  /\b(?:Digest|AWS4-HMAC-SHA(?:256|512)|AWS4-ECDSA-P256-SHA256|Hawk|OAuth|Signature|SharedAccessSignature|MAC)\s{1,3}(?=[\w-]{1,40}=)/gi;
const LIST_ITEM = /[\s,&]{0,4}[\w-]{1,40}=(?:"[^"]{0,2000}"|'[^']{0,2000}'|[^\s,"'&]{0,2000})/y;

/** Long runs of characters that no word is made of. */
const LONG_RUN = /[A-Za-z0-9+/_=-]{32,8000}/g;

const BLOCK_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}-----/g;
const BLOCK_END = /-----END [A-Z0-9 ]{0,40}-----/g;

/** Whether a token is more than words: digits among letters, letters of both sizes in its middle, or long. */
export function looksRandom(token: string): boolean {
  if (token.length < 6 || /^https?:/i.test(token)) return false;
  if (/\d/.test(token)) return /[A-Za-z]/.test(token) || token.length >= 16;
  if (/[a-z][A-Z]/.test(token.slice(1)) || /[*=+]/.test(token)) return true;
  return token.length >= 20 && !/^[a-z]{1,14}(?:[-_./:][a-z]{1,14}){1,40}$/i.test(token);
}

/** Whether a long run reads as if drawn by lot: letters and digits change kinds all the time. */
function isDrawn(token: string): boolean {
  if (token.length < 40 || !/\d/.test(token)) return false;
  if (/^\w+$/.test(token)) return /[A-Za-z]/.test(token);
  if (!/[a-z]/.test(token) || !/[A-Z]/.test(token)) return false;
  let changes = 0;
  let last = 0;
  for (let index = 0; index < token.length; index += 1) {
    const code = token.charCodeAt(index);
    const kind = code < 58 ? 1 : code < 91 ? 2 : 3;
    if (kind !== last) changes += 1;
    last = kind;
  }
  return changes > token.length / 4;
}

function addMatches(text: string, pattern: RegExp, ranges: Ranges, accept?: (token: string) => boolean): void {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (accept === undefined || accept(match[0])) ranges.push(match.index, match.index + match[0].length);
  }
}

function addMasked(text: string, ranges: Ranges): void {
  MASK.lastIndex = 0;
  for (let match = MASK.exec(text); match !== null; match = MASK.exec(text)) {
    const [mask] = match;
    // A row of dots is no mask.
    if (!/[\w*•-]/.test(text[match.index - 1] ?? '') && (mask[0] === '.' || mask[0] === '…')) continue;
    const before = WORD_BEFORE.exec(text.slice(Math.max(0, match.index - 60), match.index))![0];
    WORD_AFTER.lastIndex = match.index + mask.length;
    const after = WORD_AFTER.exec(text)![0];
    const isDots = mask[0] === '.' || mask[0] === '…';
    // An ellipsis between words masks nothing.
    const isKey = isDots
      ? before.length > 2 && after.length > 2 && /\d/.test(before + after)
      : before.length + after.length > 0;
    if (isKey) ranges.push(match.index - before.length, WORD_AFTER.lastIndex);
  }
}

function addSchemes(text: string, ranges: Ranges): void {
  SCHEME.lastIndex = 0;
  for (let match = SCHEME.exec(text); match !== null; match = SCHEME.exec(text)) {
    const [whole, token = ''] = match;
    const end = match.index + whole.length;
    if (looksRandom(token)) ranges.push(/["']/.test(whole) ? end - token.length : match.index, end);
    else SCHEME.lastIndex = match.index + whole.length - token.length;
  }
  LISTED.lastIndex = 0;
  for (let match = LISTED.exec(text); match !== null; match = LISTED.exec(text)) {
    LIST_ITEM.lastIndex = LISTED.lastIndex;
    let end = LIST_ITEM.lastIndex;
    while (LIST_ITEM.test(text)) end = LIST_ITEM.lastIndex;
    ranges.push(match.index, end);
    LISTED.lastIndex = end;
  }
}

/** Blocks of PEM and PGP, with or without their end. */
function addBlocks(text: string, ranges: Ranges): void {
  BLOCK_BEGIN.lastIndex = 0;
  for (let match = BLOCK_BEGIN.exec(text); match !== null; match = BLOCK_BEGIN.exec(text)) {
    BLOCK_END.lastIndex = match.index;
    const end = BLOCK_END.exec(text) === null ? text.length : BLOCK_END.lastIndex;
    ranges.push(match.index, end);
    BLOCK_BEGIN.lastIndex = end;
  }
}

/** Adds every stretch of the text that has the shape of a credential. */
export function addShapes(text: string, ranges: Ranges): void {
  // What is shorter than the shortest of them needs no look.
  if (text.length < 8) return;
  for (const pattern of CREDENTIALS) addMatches(text, pattern, ranges);
  if (/\*{3}|•{3}|\.{3}|…/.test(text)) addMasked(text, ranges);
  addSchemes(text, ranges);
  if (text.length >= 32) addMatches(text, LONG_RUN, ranges, isDrawn);
  if (text.includes('-----BEGIN')) addBlocks(text, ranges);
}
