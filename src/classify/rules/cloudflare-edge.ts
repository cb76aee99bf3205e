/** Cloudflare's edge in front of somebody's origin: 52x statuses and 1xxx pages. The host behind it is what failed. */
import { all, any, type Matcher, not, type Rule, ruleTable, status } from '../rule.ts';

const STATUS_PAGES =
  'https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/';
const NUMBERED_PAGES =
  'https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/';

/** The page's number is one of these. */
function page(...codes: number[]): Matcher {
  return ({ edgeCode }) => edgeCode !== undefined && codes.includes(edgeCode);
}

/** The page is the AI Gateway's own. */
const gatewayHost: Matcher = ({ host, htmlTitle }) =>
  host === 'gateway.ai.cloudflare.com' || htmlTitle?.includes('gateway.ai.cloudflare.com') === true;

/** The response is a page or empty: an API that uses the same status sends an envelope. */
const noEnvelope: Matcher = ({ shape }) => shape !== 'error';

export const cloudflareEdgeRules: readonly Rule[] = [
  ...ruleTable('edge', NUMBERED_PAGES, [
    [
      '1015',
      page(1015),
      {
        category: 'rate-limit',
        scope: 'provider',
        statusCode: 429,
        remedy: 'The site behind Cloudflare limits the rate of this IP address.',
      },
    ],
    ['1027', page(1027), { category: 'billing', scope: 'provider', statusCode: 429 }],
    [
      '1020',
      page(1005, 1006, 1007, 1008, 1009, 1010, 1012, 1020, 1106),
      {
        category: 'permission',
        scope: 'provider',
        statusCode: 403,
        remedy: 'A firewall rule of the site behind Cloudflare refuses this client or IP address.',
      },
    ],
    [
      '1016',
      page(1000, 1001, 1003, 1016, 1018, 1023),
      { category: 'gateway-config', scope: 'provider', statusCode: 530 },
    ],
    ['1033', page(1033, 1034), { category: 'upstream-failure', statusCode: 530 }],
    [
      '1101-gateway',
      all(page(1101, 1102, 1104), gatewayHost),
      { category: 'server-error', scope: 'gateway', statusCode: 500 },
    ],
    ['1101', page(1101, 1102, 1104), { category: 'server-error', statusCode: 500 }],
    ['1200', page(1200, 1203, 1205), { category: 'overloaded', scope: 'provider', statusCode: 503 }],
  ]),
  ...ruleTable('edge', STATUS_PAGES, [
    ['522', any(all(status(522), noEnvelope), page(522)), { category: 'timeout' }],
    ['524', any(all(status(524), noEnvelope), page(524)), { category: 'timeout' }],
    ['526', any(all(status(526), noEnvelope), page(526)), { category: 'upstream-failure', retryable: false }],
    [
      '52x',
      any(all(status(520, 521, 523, 525, 527, 530), noEnvelope), page(520, 521, 523, 525, 527)),
      { category: 'upstream-failure' },
    ],
    ['504', page(504), { category: 'timeout' }],
    ['502', all(page(502), not(status(503))), { category: 'upstream-failure' }],
  ]),
];
