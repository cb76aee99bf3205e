/** Cloudflare's edge in front of somebody's origin: 52x statuses and 1xxx pages. The host behind it is what failed. */
import { all, type Matcher, needing, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** The page's number is one of these. */
const page = (...codes: number[]): Matcher =>
  needing(
    () => ['edge'],
    ({ edgeCode }) => edgeCode !== undefined && codes.includes(edgeCode),
  );

/** The page is the AI Gateway's own. */
const gatewayHost: Matcher = ({ host, htmlTitle }) =>
  host === 'gateway.ai.cloudflare.com' || htmlTitle?.includes('gateway.ai.cloudflare.com') === true;

/** The response is a page or empty: an API that uses the same status sends an envelope. */
const noEnvelope: Matcher = ({ shape }) => shape !== 'error';

export const cloudflareEdgeRules: Rules = rules('edge', [
  // https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/
  ['1015', page(1015), 'rate-limit provider 429', 'The site behind Cloudflare limits the rate of this IP address.'],
  ['1027', page(1027), 'billing provider 429'],
  [
    '1020',
    page(1005, 1006, 1007, 1008, 1009, 1010, 1012, 1020, 1106),
    'permission provider 403',
    'A firewall rule of the site behind Cloudflare refuses this client or IP address.',
  ],
  ['1016', page(1000, 1001, 1003, 1016, 1018, 1023), 'gateway-config provider 530'],
  ['1033', page(1033, 1034), 'upstream-failure 530'],
  ['1101-gateway', all(page(1101, 1102, 1104), gatewayHost), 'server-error gateway 500'],
  ['1101', page(1101, 1102, 1104), 'server-error 500'],
  ['1200', page(1200, 1203, 1205), 'overloaded provider 503'],
  // https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
  ['522', [all(522, noEnvelope), page(522)], 'timeout'],
  ['524', [all(524, noEnvelope), page(524)], 'timeout'],
  ['526', [all(526, noEnvelope), page(526)], 'upstream-failure no-retry'],
  ['52x', [all([520, 521, 523, 525, 527, 530], noEnvelope), page(520, 521, 523, 525, 527)], 'upstream-failure'],
  ['504', page(504), 'timeout'],
  ['502', all(page(502), not(503)), 'upstream-failure'],
]);
