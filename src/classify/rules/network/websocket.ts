/** How a WebSocket was closed: the code of its CloseEvent, or of a text that quotes it. */
import { all, type Matcher, needing, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** 'closed with code 1006', 'close code: 1011', 'received 1011 (internal error)'. */
const QUOTED =
  /\b(?:websocket|clos(?:ed?|ing)|received|sent)\b.{0,60}?\b([13]0\d\d|4[45]\d\d)\b(?! ?(?:ms|bytes|tokens))/i;

const closed = (...wanted: number[]): Matcher =>
  needing(
    () => ['word:close', 'text:websocket', 'text:close', 'text:closed', 'text:received', 'text:sent'],
    ({ words, messages }) =>
      words.has('close')
        ? wanted.some(code => words.has(String(code)))
        : messages.some(message => wanted.includes(Number(QUOTED.exec(message)?.[1]))),
  );

export const webSocketRules: Rules = rules('websocket', [
  // https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number
  ['ended', closed(1000, 1005), 'stream-interrupted'],
  ['restart', closed(1001, 1012), 'network provider'],
  ['refused', closed(1002, 1003, 1007, 1009, 1010), 'invalid-request provider fallback'],
  ['lost', closed(1006), 'stream-interrupted network'],
  // It stands for sessions, quotas and keys, too: then the reason says so.
  [
    'policy',
    all(closed(1008), not(/\b(?:quota|credits?|balance|limit|session|token|key|auth\w{0,20})\b/i)),
    'permission provider',
  ],
  ['timeout', [closed(3008, 4408), all(closed(1011), /\bkeepalive ping timeout\b/i)], 'timeout'],
  ['internal', closed(1011, 4500), 'server-error'],
  ['later', closed(1013), 'overloaded provider'],
  ['bad-gateway', closed(1014), 'upstream-failure'],
  ['tls', closed(1015), 'network no-retry'],
  // Many servers number their own reasons as HTTP does.
  ['auth', closed(3000, 4401), 'auth'],
  ['forbidden', closed(3003, 4403), 'permission provider'],
  ['rate-limit', closed(4429), 'rate-limit'],
]);
