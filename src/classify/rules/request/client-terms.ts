/** What a provider says of the client or the kind of credential that asks: both are the leg's, and no request's. */
import { all, documented, type Matcher, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** Throttles and refusals alike carry these words; a server's failure does not. */
const client: Matcher = ({ status }) => status === undefined || (status > 399 && status < 500);

const CREDENTIAL = String.raw`(?:api[-_ ]?keys?|(?:personal )?access tokens?|oauth2?(?: tokens?| authentication)?|service accounts?|(?:\w{1,20} )?credentials?|subscription tokens?)`;
/** 'API keys are not supported by this API', 'This credential is only authorized for use with …'. */
const WRONG_KIND = new RegExp(
  String.raw`\b${CREDENTIAL} (?:is |are )(?:currently )?not (?:supported|accepted|allowed)\b|\bexpected oauth2? access token\b`,
  'i',
);
const BOUND_KEY = new RegExp(
  String.raw`\b(?:this |your |the )?(?:${CREDENTIAL}|token|key) (?:is|are|can|may|must) only (?:be )?(?:authorized|valid|used|usable|allowed|permitted|intended|available)\b`,
  'i',
);
/** 'OpenCode's free tier can only be used from within OpenCode'. */
const OWN_CLIENT =
  /\b(?:can|may|must) only be (?:used|accessed|called)(?: \w{1,20}){0,2}? (?:from|within|inside|via|through|in|by|with)\b|\bonly (?:available|usable|allowed) (?:from|within|inside|via|through|in|to|for) (?:the )?(?:official |own )?(?!\w{1,20} (?:regions?|models?))(?:[A-Z][\w.]{1,30}|cli|app|clients?|ide)\b/;
const OUTDATED =
  /\b(?:please )?(?:update|upgrade) (?:(?:to|your|the) ){0,2}(?:\S{1,30} ){0,3}?(?:latest version|newer version|version \d|clients?|cli|app|extension)(?! (?:tier|plan|subscription))\b|\b(?:your |this |the )?(?:client|cli|app|extension|sdk)(?: version)?(?: \S{1,20})? (?:is )?(?:too old|outdated|no longer supported|out of date)\b|\ba newer version of .{1,40}\bis required\b/i;

export const clientTermRules: Rules = rules('client', [
  // https://www.rfc-editor.org/rfc/rfc9110#name-426-upgrade-required
  [
    'outdated',
    all(client, documented(OUTDATED)),
    'gateway-config',
    'This client is too old for the service: update it.',
  ],
  // https://cloud.google.com/docs/authentication
  [
    'credential-kind',
    all(client, not(403), documented(WRONG_KIND)),
    'auth provider',
    'This service wants another kind of credential.',
  ],
  ['credential-use', all(client, not(429), documented(BOUND_KEY)), 'permission provider'],
  // What is paid for may be had elsewhere.
  ['free-client', all(client, not([429]), OWN_CLIENT, /\bfree (?:tier|plan|usage|models?)\b/i), 'permission account'],
  ['own-client', all(client, not([429]), OWN_CLIENT), 'permission provider'],
]);
