/** What the legs of a router take from its options. */
import type { ResolvedRouter } from '../options/resolve-router.ts';
import { ROUTER_DEFAULTS } from '../options/router-options.ts';
import type { LegDefaults } from './leg.ts';

export const legDefaults = ({ perLeg, timeouts, setTimeouts, generateVia }: ResolvedRouter): LegDefaults => ({
  perLeg,
  timeouts,
  setTimeouts,
  generateVia,
  limits: ROUTER_DEFAULTS,
});
