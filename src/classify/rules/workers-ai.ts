/** Workers AI's internal codes, and the codes of the Cloudflare API in front of it. */
import { all, any, cloudflareCode, code, from, phrase, type Rule, ruleTable, status } from '../rule.ts';

const ERRORS = 'https://developers.cloudflare.com/workers-ai/platform/errors/';
const API = 'https://developers.cloudflare.com/fundamentals/api/troubleshooting/';

export const workersAiRules: readonly Rule[] = [
  ...ruleTable('workers-ai', ERRORS, [
    [
      '3036',
      any(cloudflareCode(3036, 4006), phrase(/used up your daily free allocation/i)),
      {
        category: 'billing',
        statusCode: 429,
        remedy: 'Upgrade to the Workers Paid plan, or wait until the next day (UTC).',
      },
    ],
    [
      '3040',
      any(cloudflareCode(3040), phrase(/^capacity temporarily exceeded|\bno more data centers to forward/i)),
      { category: 'overloaded', statusCode: 429 },
    ],
    ['3007', cloudflareCode(3007, 3046), { category: 'timeout', scope: 'model', statusCode: 408 }],
    ['3008', cloudflareCode(3008), { category: 'timeout', scope: 'model', statusCode: 408 }],
    [
      '3023',
      cloudflareCode(3023),
      {
        category: 'permission',
        scope: 'account',
        statusCode: 403,
        remedy: 'Workers AI is blocked for this account: contact Cloudflare support.',
      },
    ],
    [
      '5016',
      cloudflareCode(5016),
      {
        category: 'permission',
        statusCode: 403,
        remedy: 'Accept the licence of this model once, as its page in the Workers AI catalogue describes.',
      },
    ],
    ['5018', cloudflareCode(5018, 3041, 5035), { category: 'permission', statusCode: 403 }],
    [
      '5007',
      cloudflareCode(5007, 3042),
      { category: 'not-found', statusCode: 404, remedy: 'Check the model id against the Workers AI catalogue.' },
    ],
    [
      '5028',
      all(cloudflareCode(5028), phrase(/deprecat|retired|removed/i)),
      { category: 'not-found', statusCode: 410 },
    ],
    ['3006', cloudflareCode(3006), { category: 'invalid-request', scope: 'provider', fallback: true, statusCode: 413 }],
    ['5021', cloudflareCode(5021, 3030), { category: 'context-length', statusCode: 413 }],
    [
      '5005',
      cloudflareCode(5005, 3039),
      { category: 'invalid-request', scope: 'model', fallback: true, statusCode: 405 },
    ],
    [
      '5019',
      cloudflareCode(5019),
      {
        category: 'invalid-request',
        scope: 'provider',
        fallback: true,
        statusCode: 405,
        remedy: 'Update the Workers AI SDK or binding.',
      },
    ],
    [
      '5025',
      all(cloudflareCode(5024, 5025), phrase(/json (?:mode|schema)|not support/i)),
      { category: 'invalid-request', scope: 'model', fallback: true, statusCode: 400 },
    ],
    ['5004', cloudflareCode(5004, 3003, 5006, 3010, 8001), { category: 'invalid-request', statusCode: 400 }],
    ['3043', cloudflareCode(3043, 3001, 1031), { category: 'server-error', scope: 'model', statusCode: 500 }],
  ]),
  ...ruleTable('cloudflare-api', API, [
    [
      '10000',
      cloudflareCode(10_000, 10_001, 9103, 9106, 9107, 9109, 6003, 6111),
      { category: 'auth', statusCode: 401, remedy: 'Use a Cloudflare API token with Workers AI permission.' },
    ],
    [
      '7003',
      any(
        cloudflareCode(7000, 7003),
        all(from('cloudflare', 'workers-ai'), phrase(/no route for that uri|could not route to/i)),
      ),
      { category: 'not-found', statusCode: 404, remedy: 'Check the account id and the model id in the URL.' },
    ],
    ['971', cloudflareCode(971, 10_429), { category: 'rate-limit', scope: 'account', statusCode: 429 }],
    [
      'no-route',
      all(from('cloudflare'), phrase(/^no route for that uri$/i)),
      { category: 'not-found', statusCode: 404 },
    ],
    ['internal', all(from('cloudflare'), cloudflareCode(10_002, 7501), status(500, 503)), { category: 'server-error' }],
  ]),
];

/** What the AI binding throws for any refusal of the inference service whose words no other rule knows. */
export const workersAiUpstreamRules: readonly Rule[] = ruleTable(
  'workers-ai',
  'https://github.com/cloudflare/workerd/blob/main/src/cloudflare/internal/ai-api.ts',
  [['upstream', code('InferenceUpstreamError'), { category: 'upstream-failure', scope: 'provider' }]],
);
