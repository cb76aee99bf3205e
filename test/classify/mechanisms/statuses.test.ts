/** What a bare status means for a request to a model, and what an HTML page does to it. */
import { describe } from 'vitest';
import { judges, type Sample } from './verdicts.ts';

const BEHIND = 'invalid-request@provider final fallback';
const REQUEST = 'invalid-request@request final stop';
const CONFIG = 'gateway-config@provider final fallback';
const UPSTREAM = 'upstream-failure@provider retry fallback';
const ERROR = 'server-error@provider retry fallback';
const AUTH = 'auth@provider final fallback';
const NETWORK_AUTH = 'auth@network final fallback';
const FILTER = 'permission@network final fallback';
const BOTS = 'permission@provider final fallback';

const bare: [status: number, expected: string][] = [
  [300, CONFIG],
  [301, CONFIG],
  [302, CONFIG],
  [307, CONFIG],
  [308, CONFIG],
  [400, REQUEST],
  [401, AUTH],
  [402, 'billing@account final fallback'],
  [403, 'permission@provider final fallback'],
  [404, 'not-found@model final fallback'],
  [405, CONFIG],
  [406, BEHIND],
  [407, NETWORK_AUTH],
  [408, 'timeout@provider retry fallback'],
  [409, ERROR],
  [410, 'not-found@model final fallback'],
  [411, BEHIND],
  [413, BEHIND],
  [414, BEHIND],
  [415, BEHIND],
  [416, REQUEST],
  [417, BEHIND],
  [418, 'permission@provider final fallback'],
  [419, AUTH],
  [420, 'rate-limit@provider retry fallback'],
  [421, 'network@provider retry fallback'],
  [422, REQUEST],
  [423, ERROR],
  [424, UPSTREAM],
  [425, 'overloaded@model retry fallback'],
  [426, BEHIND],
  [428, BEHIND],
  [430, 'rate-limit@provider retry fallback'],
  [431, BEHIND],
  [434, BEHIND],
  [440, AUTH],
  [444, UPSTREAM],
  [449, UPSTREAM],
  [450, BEHIND],
  [451, 'permission@provider final fallback'],
  [460, UPSTREAM],
  [463, BEHIND],
  [464, CONFIG],
  [477, BEHIND],
  [494, BEHIND],
  [495, AUTH],
  [496, AUTH],
  [497, CONFIG],
  [499, UPSTREAM],
  [500, ERROR],
  [501, 'invalid-request@model final fallback'],
  [502, UPSTREAM],
  [504, 'timeout@provider retry fallback'],
  [505, 'invalid-request@model final fallback'],
  [506, 'invalid-request@model final fallback'],
  [507, ERROR],
  [508, CONFIG],
  [509, 'rate-limit@account final fallback'],
  [510, 'invalid-request@model final fallback'],
  [511, NETWORK_AUTH],
  [520, UPSTREAM],
  [521, UPSTREAM],
  [522, 'timeout@provider retry fallback'],
  [523, UPSTREAM],
  [524, 'timeout@provider retry fallback'],
  [525, UPSTREAM],
  [527, UPSTREAM],
  [529, 'overloaded@provider retry fallback'],
  [530, UPSTREAM],
  [540, UPSTREAM],
  [555, ERROR],
  [561, AUTH],
  [598, 'timeout@provider retry fallback'],
  [599, 'timeout@provider retry fallback'],
];

describe('a status without a word that is known', () => {
  judges(bare.map(([status, expected]): Sample => ['bare', status, { message: 'x' }, expected]));
});

describe('redirects and empty answers', () => {
  judges([
    ['an empty redirect', 302, '', CONFIG],
    ['a redirect with a page', 301, '<html><head><title>301 Moved Permanently</title></head></html>', CONFIG],
    ['an empty client error', 426, '', BEHIND],
    ['an empty lock', 423, '', ERROR],
  ]);
});

const page = (title: string, body = ''): string =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body>${body}</body></html>`;

describe('a page', () => {
  judges([
    [
      'nginx, a bad request',
      400,
      page('400 Bad Request', '<center><h1>400 Bad Request</h1></center><hr>nginx'),
      BEHIND,
    ],
    ['HAProxy', 400, '<html><body><h1>400 Bad request</h1>Your browser sent an invalid request.</body></html>', BEHIND],
    ['nginx, large headers', 400, page('400 Request Header Or Cookie Too Large'), BEHIND],
    ['nginx, large headers by their own status', 494, page('400 Request Header Or Cookie Too Large'), BEHIND],
    ['Squid', 407, page('ERROR: Cache Access Denied', 'Cache Access Denied.'), NETWORK_AUTH],
    ['a path of Apache', 414, page('414 Request-URI Too Long'), BEHIND],
    ['Express', 404, page('Error', '<pre>Cannot POST /v1/chat</pre>'), CONFIG],
    ['a key', 401, page('401 Authorization Required', '<h1>401 Authorization Required</h1>'), AUTH],
    ['a limit', 429, page('429 Too Many Requests', 'nginx'), 'rate-limit@provider retry fallback'],
    ['a payload', 413, page('413 Request Entity Too Large', 'nginx'), BEHIND],
    ['a bad gateway', 502, page('502 Bad Gateway', 'nginx'), UPSTREAM],
    [
      'an unavailable service',
      503,
      page('503 Service Temporarily Unavailable', 'nginx'),
      'overloaded@provider retry fallback',
    ],
    ['a gateway timeout', 504, page('504 Gateway Time-out'), 'timeout@provider retry fallback'],
    [
      'an edge page under its own status',
      522,
      page('acme.example | 522: Connection timed out'),
      'timeout@provider retry fallback',
    ],
    ['success with a bad gateway', 200, page('502 Bad Gateway', 'nginx'), UPSTREAM],
    [
      'success with a maintenance page',
      200,
      page('503 Service Unavailable', 'Back soon'),
      'overloaded@provider retry fallback',
    ],
    ['success with a missing page', 200, page('404 Not Found', 'nginx'), CONFIG],
    ['success with any other page', 200, page('Acme Platform', 'Welcome'), UPSTREAM],
  ]);
});

describe('pages of a network, a login or a bot check', () => {
  judges([
    [
      'a filter with success',
      200,
      page('Web Page Blocked', 'Access to this site is blocked by company policy'),
      FILTER,
    ],
    ['a filter of a vendor', 403, page('Access Denied', 'Internet Security by Zscaler'), FILTER],
    [
      'a filter behind a 503',
      503,
      page('Notice', 'The URL you requested has been blocked. Category: AI. Contact your network administrator'),
      FILTER,
    ],
    [
      'a category',
      307,
      page('Blocked', 'This website is restricted by the content filtering rules of your organization'),
      FILTER,
    ],
    [
      'a firewall',
      200,
      page('Application Blocked', 'The application you tried to access is blocked by the firewall policy'),
      FILTER,
    ],
    [
      'a sign-in with success',
      200,
      page('Sign in to Acme', '<form><input type="password" name="p"></form>'),
      NETWORK_AUTH,
    ],
    ['a sign-in behind a redirect', 302, page('Log in', '<a href="/sso/login">go</a>'), NETWORK_AUTH],
    ['a hotspot', 200, page('Guest Wi-Fi Portal', 'Welcome to our hotel'), NETWORK_AUTH],
    ['a hotspot behind 511', 511, page('Network Authentication Required'), NETWORK_AUTH],
    [
      'a form without a telling title',
      200,
      page('Acme', '<form action="/x"><input type="password"></form>'),
      NETWORK_AUTH,
    ],
    [
      'a challenge behind a 503',
      503,
      page('Just a moment...', '<script src="/cdn-cgi/challenge-platform/h/b"></script>'),
      BOTS,
    ],
    ['a challenge by its words', 403, page('Attention Required!', 'Please verify you are a human'), BOTS],
    ['a challenge by its header', 429, page('x'), BOTS, { 'cf-mitigated': 'challenge' }],
    ['a captcha', 200, page('Acme', '<div class="g-recaptcha"></div>'), BOTS],
    ['a menu with a login is no login', 502, page('502 Bad Gateway', '<nav>Log in | Sign up</nav>'), UPSTREAM],
    [
      'an outage that speaks of a policy',
      503,
      page('503 Service Unavailable', 'Read our privacy policy'),
      'overloaded@provider retry fallback',
    ],
    ['words of a filter in an envelope', 500, { error: { message: 'this page is blocked by policy' } }, ERROR],
  ]);
});

describe('a path that nothing serves', () => {
  judges([
    ['a form of path', 404, { message: 'Path must be of form /serving-endpoints/<name>/invocations' }, CONFIG],
    ['an action', 404, { error: { code: 'InvalidAction', message: 'The specified action is invalid' } }, CONFIG],
    ['of a framework', 404, { message: 'Route POST:/v1/v1/chat/completions not found' }, CONFIG],
    ['of another one', 404, { message: 'No static resource v1/v1/chat/completions.' }, CONFIG],
  ]);
});
