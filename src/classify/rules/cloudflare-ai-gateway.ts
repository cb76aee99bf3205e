/**
 * Cloudflare AI Gateway's own envelope codes. They decide before any status: the gateway answers an upstream outage
 * with 400, and a wrong token with 401 like any provider.
 */
import { all, any, cloudflareCode, code, type Rule, ruleTable, status } from '../rule.ts';

const SOURCE = 'https://developers.cloudflare.com/ai-gateway/reference/troubleshooting/';
const GUARDRAILS = 'https://developers.cloudflare.com/ai-gateway/features/guardrails/';
const DLP = 'https://developers.cloudflare.com/ai-gateway/features/dlp/set-up-dlp/';

/** The owner's own guardrail or data-loss rule: going round it would defeat it. */
const OWNERS_BLOCK = { category: 'content-policy', fallback: false, scope: 'request', statusCode: 424 } as const;

export const cloudflareAiGatewayRules: readonly Rule[] = [
  ...ruleTable('cloudflare', SOURCE, [
    [
      '2001',
      any(cloudflareCode(2001), code('AiGatewayDoesNotExist')),
      {
        category: 'gateway-config',
        statusCode: 404,
        remedy: 'Create the AI Gateway in the Cloudflare dashboard, or correct the gateway id in the URL.',
      },
    ],
    [
      '2003',
      cloudflareCode(2003),
      {
        category: 'rate-limit',
        scope: 'gateway',
        statusCode: 429,
        remedy: 'Raise the rate limit in the settings of this AI Gateway.',
      },
    ],
    [
      '2005',
      cloudflareCode(2005),
      {
        category: 'upstream-failure',
        statusCode: 502,
        remedy:
          'If no request has ever worked, check the provider, the route and the model id configured in the gateway.',
      },
    ],
    [
      '2008',
      cloudflareCode(2008),
      {
        category: 'gateway-config',
        scope: 'model',
        statusCode: 404,
        remedy: 'Prefix the model id with a provider the gateway knows, e.g. openai/gpt-5.',
      },
    ],
    [
      '2009-rest',
      all(cloudflareCode(2009), ({ host }) => host === 'api.cloudflare.com'),
      {
        category: 'auth',
        scope: 'provider',
        statusCode: 401,
        remedy: 'The provider rejected its key: check the one that is stored in the gateway, or that the call sends.',
      },
    ],
    [
      '2009',
      any(cloudflareCode(2009), code('AiGatewayUnauthorizedError')),
      {
        category: 'auth',
        scope: 'gateway',
        statusCode: 401,
        remedy: 'Send a token with AI Gateway Run permission in the cf-aig-authorization header.',
      },
    ],
    [
      '2041',
      cloudflareCode(2041),
      // A limit may hold for one model, provider or user: a cheaper model behind the same gateway may be free.
      {
        category: 'billing',
        scope: 'model',
        statusCode: 429,
        remedy: 'Raise the spend limit of this AI Gateway, or wait until its window has passed.',
      },
    ],
    [
      '2047',
      cloudflareCode(2047),
      {
        category: 'auth',
        scope: 'model',
        statusCode: 401,
        remedy:
          'This model is not available through unified billing: store a provider key in the gateway, or send one.',
      },
    ],
  ]),
  ...ruleTable('cloudflare', GUARDRAILS, [
    [
      '2016',
      cloudflareCode(2016),
      { ...OWNERS_BLOCK, remedy: 'The prompt was blocked by a guardrail of this AI Gateway.' },
    ],
    [
      '2017',
      cloudflareCode(2017),
      { ...OWNERS_BLOCK, remedy: 'The prompt or the answer was blocked by a guardrail of this AI Gateway.' },
    ],
  ]),
  ...ruleTable('cloudflare', GUARDRAILS, [
    // The scanner that a guardrail asks is down; nothing was judged.
    ['7013', all(cloudflareCode(7013), status(503)), { category: 'overloaded', scope: 'gateway' }],
  ]),
  ...ruleTable('cloudflare', DLP, [
    [
      '2029',
      cloudflareCode(2029),
      { ...OWNERS_BLOCK, remedy: 'The prompt was blocked by a DLP policy of this AI Gateway.' },
    ],
    [
      '2030',
      cloudflareCode(2030),
      { ...OWNERS_BLOCK, remedy: 'The answer was blocked by a DLP policy of this AI Gateway.' },
    ],
  ]),
];
