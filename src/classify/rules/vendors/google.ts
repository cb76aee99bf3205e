/** Gemini API and Vertex AI: google.rpc statuses with their details. A used-up quota is told by its id, not by its text. */
import { all, any, codeLike, documented, from, type Matcher, maybeFrom, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';
import { namesModel, namesService } from '../shared/subject.ts';

const exhausted: Matcher = any('RESOURCE_EXHAUSTED', all(from('google'), 429));

export const googleRules: Rules = rules('google', [
  // https://ai.google.dev/gemini-api/docs/rate-limits
  [
    'credits-depleted',
    all(exhausted, [
      402,
      /\b(?:credits|funds|balance) (?:are|is|have been|has been) (?:fully )?depleted\b|\bspending (?:cap|limit)\b|\bmonthly spend/i,
    ]),
    'billing',
    'Add credits to the billing account, or turn on auto-reload.',
  ],
  [
    'quota-per-day',
    all(exhausted, [codeLike(/per_?(?:day|week|month)/i), /\bper[-_ ]?day\b|\bdaily\b/i]),
    'rate-limit no-retry',
  ],
  [
    'quota-zero',
    all(exhausted, /\blimit: 0\b/),
    'rate-limit no-retry',
    'This project has no quota for this model: enable billing or use another model.',
  ],
  ['resource-exhausted', 'RESOURCE_EXHAUSTED', 'rate-limit'],
  // https://cloud.google.com/apis/design/errors
  [
    'api-key',
    [
      `API_KEY_INVALID API_KEY_EXPIRED ACCESS_TOKEN_EXPIRED ACCESS_TOKEN_TYPE_UNSUPPORTED CREDENTIALS_MISSING
      UNAUTHENTICATED invalid_grant`,
      documented(/\bapi key (?:not valid|expired|not found)\b/i),
    ],
    'auth',
    'Check the API key (Gemini API) or the access token (Vertex AI).',
  ],
  [
    'api-key-blocked',
    `API_KEY_SERVICE_BLOCKED API_KEY_HTTP_REFERRER_BLOCKED API_KEY_IP_ADDRESS_BLOCKED
      API_KEY_ANDROID_APP_BLOCKED API_KEY_IOS_APP_BLOCKED`,
    'permission provider',
  ],
  [
    'billing-disabled',
    [
      'BILLING_DISABLED',
      all(
        from('google'),
        documented(
          /\b(?:this api method )?requires billing to be enabled\b|\bbilling (?:account )?.{0,200}\bdisabled\b/i,
        ),
      ),
    ],
    'billing',
  ],
  [
    'service-disabled',
    [
      'CONSUMER_SUSPENDED CONSUMER_INVALID',
      documented(/\b(?:permission denied: )?consumer .{1,200} has been suspended\b/i),
    ],
    'permission account',
  ],
  ['service-off', 'SERVICE_DISABLED', 'permission provider', 'Enable this API for the project.'],
  [
    'free-tier-region',
    documented(/\b(?:gemini api )?free tier is not available in your country\b/i),
    'permission provider',
    'Enable billing for the project in AI Studio.',
  ],
  ['region', documented(/\buser location is not supported for the api use\b/i), 'permission provider'],
  ['key-leaked', all('PERMISSION_DENIED', /\bapi key\b.{0,200}\bleaked\b/i), 'auth'],
  ['key-scope', all('PERMISSION_DENIED', /\bunregistered callers\b|\binsufficient authentication scopes\b/i), 'auth'],
  // https://ai.google.dev/gemini-api/docs/troubleshooting
  ['blocked', 'PROHIBITED_CONTENT BLOCKLIST IMAGE_SAFETY', 'content-policy'],
  [
    'not-for-method',
    /\bis not found for api version\b|\bnot supported for (?:generatecontent|embedcontent|streamgeneratecontent)\b/i,
    'not-found',
  ],
  ['unavailable', all('UNAVAILABLE', namesModel), 'overloaded'],
  ['unavailable-service', all('UNAVAILABLE', namesService), 'overloaded provider'],
  ['unavailable-else', all('UNAVAILABLE', not(/\bconnect/i)), 'overloaded'],
  ['deadline', 'DEADLINE_EXCEEDED', 'timeout model'],
  ['internal', all('INTERNAL', [500, ({ status: found }) => found === undefined]), 'server-error'],
  ['failed-precondition', all('FAILED_PRECONDITION', maybeFrom('google')), 'permission provider'],
  ['already-exists', 'ALREADY_EXISTS', 'invalid-request'],
  // https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/api-errors
  ['not-found', all('NOT_FOUND', [404, from('google')]), 'not-found'],
  ['cancelled', all('CANCELLED', 499), 'upstream-failure'],
]);
