/** workerd: limits of the Worker that runs this very code, and connections and Durable Objects that fail before they answer. */
import { any } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';
import { midBody, netLike, silent } from './network-codes.ts';

export const workersRuntimeRules: Rules = rules('network', [
  // https://developers.cloudflare.com/workers/observability/errors/
  // An answer that says it speaks of somebody else's Worker, behind which the provider is.
  [
    'subrequests',
    silent(/\btoo many subrequests\b/i),
    'network request no-retry no-fallback',
    'This Worker invocation has used up its subrequests: no further fetch can succeed in it.',
  ],
  [
    'invocation',
    silent(
      /\bmemory limit (?:would be )?exceeded before eof\b|\bsubrequest depth limit exceeded\b|^the client has disconnected\b/i,
    ),
    'network request no-retry no-fallback',
    'This Worker invocation has reached a limit, or lost its client: nothing further can succeed in it.',
  ],
  // A Worker that is ended so cannot catch it: whoever called it does.
  ['worker-limit', silent(/\bworker (?:has )?exceeded (?:its )?(?:cpu|memory)\b/i), 'server-error gateway no-retry'],
  [
    'worker-hung',
    silent(/\byour worker's code had hung\b|\bthe script will never generate a response\b/i),
    'timeout gateway',
  ],
  // A client at module scope keeps what belongs to another request.
  [
    'other-request',
    silent(
      /\bcannot perform i\/o on behalf of a different request\b|\bdisallowed operation called within global scope\b|\breadablestream is disturbed\b|\bcan't read from request stream after response has been sent\b/i,
    ),
    'invalid-request provider fallback',
    'Make the provider and its client within the request that uses them.',
  ],
  [
    'connections',
    silent(/\bresponse closed due to connection limit\b|\bstalled http response was canceled\b/i),
    'network request',
    'Too many connections of this invocation are open: read or cancel their bodies.',
  ],
  ['workerd-internal', silent(/\binternal error; reference = /i), 'network'],
  [
    'service',
    silent(/\bdestination worker is no longer running\b|\bproxy request failed, cannot connect\b/i),
    'network',
  ],
  // https://developers.cloudflare.com/durable-objects/best-practices/error-handling/
  [
    'durable-object-overloaded',
    silent([netLike(/^workerd:overloaded$/), /\bdurable object is overloaded\b/i]),
    'overloaded provider no-retry',
  ],
  [
    'durable-object-load',
    /\byour account is (?:generating too much load on durable objects|doing too many concurrent storage operations)\b/i,
    'rate-limit account',
  ],
  // The mark stands on every lost or refused connection, also on that of a plain `fetch`.
  // https://developers.cloudflare.com/durable-objects/best-practices/error-handling/
  // https://github.com/cloudflare/workerd/blob/main/src/workerd/jsg/util.c%2B%2B
  ['workerd-cut', silent(midBody, netLike(/^workerd:retryable$/)), 'stream-interrupted network'],
  [
    'workerd-retryable',
    silent(
      any(
        netLike(/^workerd:retryable$/),
        /\bdurable object reset because its code was updated\b|\binstance is no longer active\. reconnect\b|\bcannot resolve durable object due to transient issue\b/i,
      ),
    ),
    'network',
  ],
]);
