/**
 * Cloudflare AI Gateway's own envelope codes. They decide before any status: the gateway answers an upstream outage
 * with 400, and a wrong token with 401 like any provider.
 */
import { all, cf } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const cloudflareAiGatewayRules: Rules = rules('cloudflare', [
  // https://developers.cloudflare.com/ai-gateway/reference/troubleshooting/
  [
    '2001',
    [cf(2001), 'AiGatewayDoesNotExist'],
    'gateway-config 404',
    'Create the AI Gateway in the Cloudflare dashboard, or correct the gateway id in the URL.',
  ],
  ['2003', cf(2003), 'rate-limit gateway 429', 'Raise the rate limit in the settings of this AI Gateway.'],
  [
    '2005',
    cf(2005),
    'upstream-failure 502',
    'If no request has ever worked, check the provider, the route and the model id configured in the gateway.',
  ],
  [
    '2008',
    cf(2008),
    'gateway-config model 404',
    'Prefix the model id with a provider the gateway knows, e.g. openai/gpt-5.',
  ],
  [
    '2009-rest',
    all(cf(2009), ({ host }) => host === 'api.cloudflare.com'),
    'auth 401',
    'The provider rejected its key: check the one that is stored in the gateway, or that the call sends.',
  ],
  [
    '2009',
    [cf(2009), 'AiGatewayUnauthorizedError'],
    'auth gateway 401',
    'Send a token with AI Gateway Run permission in the cf-aig-authorization header.',
  ],
  // A limit may hold for one model, provider or user: a cheaper model behind the same gateway may be free.
  [
    '2041',
    cf(2041),
    'billing model 429',
    'Raise the spend limit of this AI Gateway, or wait until its window has passed.',
  ],
  [
    '2047',
    cf(2047),
    'auth model 401',
    'This model is not available through unified billing: store a provider key in the gateway, or send one.',
  ],
  // https://developers.cloudflare.com/ai-gateway/features/guardrails/
  [
    '2016',
    cf(2016),
    'content-policy request no-fallback 424',
    'The prompt was blocked by a guardrail of this AI Gateway.',
  ],
  [
    '2017',
    cf(2017),
    'content-policy request no-fallback 424',
    'The prompt or the answer was blocked by a guardrail of this AI Gateway.',
  ],
  // The scanner that a guardrail asks is down; nothing was judged.
  ['7013', cf(7013), 'overloaded gateway 503'],
  // https://developers.cloudflare.com/ai-gateway/features/dlp/set-up-dlp/
  [
    '2029',
    cf(2029),
    'content-policy request no-fallback 424',
    'The prompt was blocked by a DLP policy of this AI Gateway.',
  ],
  [
    '2030',
    cf(2030),
    'content-policy request no-fallback 424',
    'The answer was blocked by a DLP policy of this AI Gateway.',
  ],
  // https://developers.cloudflare.com/ai-gateway/features/dynamic-routing/
  // "Failed to parse model output": what came is in no form that the route can hand on, or is empty.
  [
    '2002',
    cf(2002),
    'upstream-failure model 502',
    'The AI Gateway could not read what the model answered: if it never works, use another model in this route.',
  ],
  // https://developers.cloudflare.com/workers/local-development/bindings-per-env/
  // What Miniflare throws for it, also in tests: AI has no local simulation.
  [
    'local-binding',
    /^binding \S{1,80} needs to be run remotely\.?$/i,
    'gateway-config',
    'The AI binding has no local version: use `wrangler dev` without `--local`, with a login, or deploy.',
  ],
]);
