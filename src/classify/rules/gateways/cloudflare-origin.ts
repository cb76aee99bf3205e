/** Whether Cloudflare AI Gateway itself refused, or passes on what a provider said. */
import { all, any, from, type Matcher, needing, type Test } from '../../table/matchers.ts';

/** A code of the gateway's own range. */
export const ownCode: Matcher = needing(
  () => ['cloudflare'],
  ({ cloudflareCodes }) => cloudflareCodes.some(found => found >= 2000 && found < 3000),
);
export const own = (...tests: Test[]): Matcher => all(ownCode, ...tests);

/** No code or type is named, but perhaps the gateway's: what a provider says of its own error names one. */
const noCode: Matcher = ({ codes }) => codes.every(code => /^(?:AiGatewayError|AiError|[45]\d\d)$/.test(String(code)));

/** The gateway itself spoke, with or without a code. */
export const gateway: Matcher = any(ownCode, all(from('cloudflare-ai-gateway', 'cloudflare', 'workers-ai'), noCode));
