/**
 * The HTTP status of another party that a relay quotes in a sentence of its own: 'upstream returned 429', 'request failed
 * with status code 401', "Client error '404 Not Found'". Bare digits are never a status: words of an exchange stand
 * before them, and behind them an end, a reason phrase or who sent it.
 */
import { unquoted } from '../../words/own-words.ts';

const FORMS: readonly RegExp[] = [
  /\b(?:https?(?:\/[\d.]{1,4})?|status(?:_?code)?|code|returned|returns|respon(?:ded|ds|se)|answer(?:ed|s)|received|replied|got|failed|gave|sent|rejected|refused|unexpected|(?:^|(?:api|server|service|gateway|proxy|network|http|[45]xx) )error|error(?=[:=(_]| code)|success|non-(?:200|2xx)|upstream|provider|backend|origin)[\s:=(_[,]{1,3}(?:(?:an?|with|https?|status|code|error|response|the|of|is|was)[\s:=(_]{1,3}){0,5}\(?([45]\d\d)(?!\d)/gi,
  // Go's SDKs: the request, and the status line behind it.
  /\b(?:GET|POST) "\S{1,200}": ([45]\d\d)(?= )/g,
  /^\[([45]\d\d)(?=\])/g,
  // A status line of its own.
  /^([45]\d\d)(?= (?:Unauthorized|Payment Required|Forbidden|Not Found|Too Many Requests|Bad Gateway|Service Unavailable|Gateway Time-?out)\b)/g,
];
/** httpx. */
const FOR_URL = /\b(?:client|server) error '([45]\d\d) [A-Za-z ]{1,40}' for url\b/i;
/** What stands behind a status, and not behind a count. */
const END =
  /^["')\]]{0,2}(?:$|[.,:;!)\]](?!\d)| ?[-–|({[…]| [A-Z]| [a-z_]{2,20}[=:]| (?:from|for|by|on|when|while|after|to|and|error|response|status|unauthori[sz]ed|forbidden|payment required|not found|too many|bad|internal|service|gateway)\b)/;
/** The status before whoever sent it. */
const SENT =
  /\b([45]\d\d) (?:(?:error|response|status) )?(?:from|by) (?:the )?(?:\w{1,40} )?(?:upstream|provider|backend|origin|server|api|model|service|host)\b/i;

/** A proxy that would not open a tunnel says nothing of whoever is behind it. */
const TUNNEL = /\bCONNECT\b|\btunnel|\bproxy (?:response|refused|authentication)/i;

/** The status that the sentence quotes. */
export function quotedStatus(text: string): number | undefined {
  const head = text.slice(0, 600);
  if (!/[45]\d\d/.test(head) || TUNNEL.test(head)) return undefined;
  // What stands in quotation marks may be the caller's.
  const own = unquoted(head);
  for (const form of FORMS) {
    for (const match of own.matchAll(form)) {
      if (END.test(own.slice(match.index + match[0].length))) return Number(match[1]);
    }
  }
  const found = FOR_URL.exec(head) ?? SENT.exec(own);
  return found ? Number(found[1]) : undefined;
}
