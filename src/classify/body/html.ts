/** What an HTML page in place of an answer says: its title, its headline, the code of an edge page, what it is for. */
import { statusInText } from '../evidence/embedded-json.ts';
import type { PageKind } from '../evidence.ts';
import { visibleText } from '../../redact/html.ts';

/** What a page turned out to be. */
export interface PageReading {
  htmlTitle?: string;
  edgeCode?: number;
  page?: PageKind;
  /** The status that its headline names. */
  status?: number;
}

const MAX_PAGE = 20_000;

const TITLE = /<title[^<>]{0,200}>([^<]{1,300})<\/title>/i;
const HEADLINE = /<h1[^<>]{0,200}>([^<]{1,300})<\/h1>/i;

/** Cloudflare's error number: on its pages ('Error 1015', 'Error code 522') and in its one-line bodies. */
export function edgeCode(text: string): number | undefined {
  const head = text.slice(0, MAX_PAGE);
  const match =
    /^error code: (\d{3,4})\s{0,20}$/i.exec(head) ??
    /<title[^<>]{0,200}>[^<]{0,200}\| (\d{3}): /i.exec(head) ??
    /cf-error-code"?[^<>]{0,200}>\s{0,20}(\d{3,4})\s{0,20}</i.exec(head) ??
    /\bError code (\d{3,4})\b/i.exec(head) ??
    /<span>Error<\/span>\s{0,20}<span>(\d{4})<\/span>/i.exec(head);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** Marks of the page itself, then its words; the first that fits counts. */
const MARKS: readonly (readonly [kind: PageKind, pattern: RegExp])[] = [
  [
    'challenge',
    /\/cdn-cgi\/challenge-platform\/|\bcf[-_]chl[-_]|<div[^<>]{0,100}g-recaptcha|\bhcaptcha\.com\b|px-captcha|awswaf/i,
  ],
  [
    'login',
    /<input[^<>]{0,200}\btype=["']?password|\bSAML(?:Request|Response)\b|\/(?:oauth2?|sso|saml)\/(?:authorize|login)/i,
  ],
];
const WORDS: readonly (readonly [kind: PageKind, pattern: RegExp])[] = [
  [
    'challenge',
    /\bjust a moment\b|\bverify(?:ing)? (?:that )?you are (?:a )?human\b|\battention required\b|\bchecking your browser\b|\bare you a (?:robot|human)\b|\benable javascript and cookies to continue\b/i,
  ],
  [
    'filter',
    /\b(?:web ?(?:site|page)?|url|page|site|access|application|category|content|request)\b.{0,60}\b(?:blocked|denied|restricted|prohibited)\b.{0,200}\b(?:polic(?:y|ies)|administrator|filter\w{0,10}|categor(?:y|ies|ized)|security|company|organi[sz]ation|firewall|network)\b|\b(?:web|internet|url|content) (?:filter(?:ing)?|security|access) ?(?:violation|block|alert|notification|by )|\b(?:zscaler|fortiguard|netskope|forcepoint|umbrella|websense|blue ?coat|skyhigh|barracuda|sonicwall|sophos)\b/i,
  ],
  [
    'login',
    /\b(?:sign|log)[- ]?in\b|\bauthentication required\b|\bcaptive portal\b|\b(?:wi-?fi|guest|hotspot|network) (?:login|access|portal|sign)|\baccept (?:the )?terms\b/i,
  ],
];

const STATUS =
  /^(?:error:? |http (?:error )?)?([45]\d\d)\b|\berror ([45]\d\d)\b|\| ([45]\d\d)\b|^[^|]{1,60}[-–] ([45]\d\d)$/i;

/** A title may have the phrase of a status without its number. */
const statusOf = (title: string): string | number | undefined =>
  STATUS.exec(title)?.slice(1).find(Boolean) ?? statusInText(title.split(' | ', 1)[0]!);

/** Reads a page. Words of a login may stand in any page's menu, so they count in its title and headline alone. */
export function readPage(text: string): PageReading {
  const head = text.slice(0, MAX_PAGE);
  const titles = [TITLE.exec(head)?.[1]?.trim(), HEADLINE.exec(head)?.[1]?.trim()].filter(each => each !== undefined);
  const htmlTitle = titles[0];
  const code = edgeCode(text);
  const found = titles.map(statusOf).find(each => each !== undefined);
  const page = MARKS.find(([, mark]) => mark.test(head))?.[0] ?? pageByWords(titles.join(' '), head);
  return {
    ...(htmlTitle && { htmlTitle }),
    ...(code && { edgeCode: code }),
    ...(found !== undefined && { status: Number(found) }),
    ...(page && { page }),
  };
}

function pageByWords(titles: string, head: string): PageKind | undefined {
  const visible = visibleText(head).slice(0, 2000);
  return WORDS.find(([kind, words]) => words.test(kind === 'login' ? titles : `${titles} ${visible}`))?.[0];
}
