/** Platforms and proxies that answer in place of the server behind them: Vercel, Railway, Caddy, Squid. */
import { all, type Matcher, needing } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

const hasHeader =
  (name: string, value?: RegExp): Matcher =>
  ({ headers }) =>
    headers[name] !== undefined && (value === undefined || value.test(headers[name]));

const empty: Matcher = needing(
  () => ['shape:empty'],
  ({ shape }) => shape === 'empty',
);

export const platformRules: Rules = rules('platform', [
  // https://vercel.com/docs/errors
  [
    'vercel-deployment',
    all('deployment_not_found', hasHeader('x-vercel-error')),
    'gateway-config provider',
    'No deployment answers at this address: check baseURL.',
  ],
  // https://vercel.com/docs/headers/response-headers#x-vercel-mitigated
  ['vercel-firewall', all(403, hasHeader('x-vercel-mitigated')), 'permission network'],
  // https://recipes.wisechef.ai/skills/railway-serverless-diagnose
  ['application', all(404, /^application not found$/i), 'gateway-config provider', 'Check baseURL.'],
  // https://caddyserver.com/docs/caddyfile/directives/handle
  ['caddy', all(404, empty, hasHeader('server', /^caddy$/i)), 'gateway-config provider', 'Check baseURL.'],
  // https://wiki.squid-cache.org/SquidFaq/SquidErrors
  ['squid-dns', 'ERR_DNS_FAIL', 'network no-retry'],
  ['squid-rules', all('ERR_ACCESS_DENIED', 403), 'permission network', "The proxy's rules forbid this host."],
  ['squid-auth', 'ERR_CACHE_ACCESS_DENIED', 'auth network'],
]);
