/** Workers AI's internal codes, and the codes of the Cloudflare API in front of it. */
import { all, cf, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const workersAiRules: Rules = [
  ...rules('workers-ai', [
    // https://developers.cloudflare.com/workers-ai/platform/errors/
    [
      '3036',
      [cf(3036, 4006), /used up your daily free allocation/i],
      'billing 429',
      'Upgrade to the Workers Paid plan, or wait until the next day (UTC).',
    ],
    ['3040', [cf(3040), /^capacity temporarily exceeded|\bno more data centers to forward/i], 'overloaded 429'],
    ['3007', cf(3007, 3046), 'timeout model 408'],
    ['3008', cf(3008), 'timeout model 408'],
    ['3023', cf(3023), 'permission account 403', 'Workers AI is blocked for this account: contact Cloudflare support.'],
    [
      '5016',
      cf(5016),
      'permission 403',
      'Accept the licence of this model once, as its page in the Workers AI catalogue describes.',
    ],
    ['5018', cf(5018, 3041, 5035), 'permission 403'],
    ['5007', cf(5007, 3042), 'not-found 404', 'Check the model id against the Workers AI catalogue.'],
    ['5028', all(cf(5028), /deprecat|retired|removed/i), 'not-found 410'],
    ['3006', cf(3006), 'invalid-request provider fallback 413'],
    ['5021', cf(5021, 3030), 'context-length 413'],
    ['5005', cf(5005, 3039), 'invalid-request model fallback 405'],
    ['5019', cf(5019), 'invalid-request provider fallback 405', 'Update the Workers AI SDK or binding.'],
    ['5025', all(cf(5024, 5025), /json (?:mode|schema)|not support/i), 'invalid-request model fallback 400'],
    ['5004', cf(5004, 3003, 5006, 3010, 8001), 'invalid-request 400'],
    ['3043', cf(3043, 3001, 1031), 'server-error model 500'],
  ]),
  ...rules('cloudflare-api', [
    // https://developers.cloudflare.com/fundamentals/api/troubleshooting/
    [
      '10000',
      cf(10000, 10001, 9103, 9106, 9107, 9109, 6003, 6111),
      'auth 401',
      'Use a Cloudflare API token with Workers AI permission.',
    ],
    [
      '7003',
      [cf(7000, 7003), all(from('cloudflare', 'workers-ai'), /no route for that uri|could not route to/i)],
      'not-found 404',
      'Check the account id and the model id in the URL.',
    ],
    ['971', cf(971, 10429), 'rate-limit account 429'],
    ['no-route', all(from('cloudflare'), /^no route for that uri$/i), 'not-found 404'],
    ['internal', all(from('cloudflare'), cf(10002, 7501), [500, 503]), 'server-error'],
  ]),
];

/** What the AI binding throws for any refusal of the inference service whose words no other rule knows. */
export const workersAiUpstreamRules: Rules = rules('workers-ai', [
  // https://github.com/cloudflare/workerd/blob/main/src/cloudflare/internal/ai-api.ts
  ['upstream', 'InferenceUpstreamError', 'upstream-failure'],
]);
