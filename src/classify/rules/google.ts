/** Gemini API and Vertex AI: google.rpc statuses with their details. A used-up quota is told by its id, not by its text. */
import {
  all,
  any,
  code,
  codeLike,
  documented,
  from,
  type Matcher,
  not,
  phrase,
  type Rule,
  ruleTable,
  status,
} from '../rule.ts';
import { namesModel, namesService } from './subject.ts';

const GEMINI = 'https://ai.google.dev/gemini-api/docs/troubleshooting';
const LIMITS = 'https://ai.google.dev/gemini-api/docs/rate-limits';
const VERTEX = 'https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/api-errors';
const ERROR_INFO = 'https://cloud.google.com/apis/design/errors';

const exhausted: Matcher = any(code('RESOURCE_EXHAUSTED'), all(from('google'), status(429)));

export const googleRules: readonly Rule[] = [
  ...ruleTable('google', LIMITS, [
    [
      'credits-depleted',
      all(
        exhausted,
        phrase(
          /\b(?:credits|funds|balance) (?:are|is|have been|has been) (?:fully )?depleted\b|\bspending (?:cap|limit)\b|\bmonthly spend/i,
        ),
      ),
      { category: 'billing' },
    ],
    [
      'quota-per-day',
      all(exhausted, any(codeLike(/per_?(?:day|week|month)/i), phrase(/\bper[- ]?day\b|\bdaily\b|\bper_day\b/i))),
      { category: 'rate-limit', retryable: false },
    ],
    [
      'quota-zero',
      all(exhausted, phrase(/\blimit: 0\b/)),
      {
        category: 'rate-limit',
        retryable: false,
        remedy: 'This project has no quota for this model: enable billing or use another model.',
      },
    ],
    ['resource-exhausted', code('RESOURCE_EXHAUSTED'), { category: 'rate-limit' }],
  ]),
  ...ruleTable('google', ERROR_INFO, [
    [
      'api-key',
      any(
        code(
          'API_KEY_INVALID',
          'API_KEY_EXPIRED',
          'ACCESS_TOKEN_EXPIRED',
          'ACCESS_TOKEN_TYPE_UNSUPPORTED',
          'CREDENTIALS_MISSING',
          'UNAUTHENTICATED',
        ),
        documented(/\bapi key (?:not valid|expired|not found)\b/i),
      ),
      {
        category: 'auth',
        remedy: 'Check the API key (Gemini API) or the access token (Vertex AI).',
      },
    ],
    [
      'api-key-blocked',
      code(
        'API_KEY_SERVICE_BLOCKED',
        'API_KEY_HTTP_REFERRER_BLOCKED',
        'API_KEY_IP_ADDRESS_BLOCKED',
        'API_KEY_ANDROID_APP_BLOCKED',
        'API_KEY_IOS_APP_BLOCKED',
      ),
      { category: 'permission', scope: 'provider' },
    ],
    [
      'billing-disabled',
      any(
        code('BILLING_DISABLED'),
        all(
          from('google'),
          documented(
            /\b(?:this api method )?requires billing to be enabled\b|\bbilling (?:account )?.{0,200}\bdisabled\b/i,
          ),
        ),
      ),
      { category: 'billing' },
    ],
    [
      'service-disabled',
      any(
        code('CONSUMER_SUSPENDED', 'CONSUMER_INVALID'),
        documented(/\b(?:permission denied: )?consumer .{1,200} has been suspended\b/i),
      ),
      { category: 'permission', scope: 'account' },
    ],
    [
      'service-off',
      code('SERVICE_DISABLED'),
      { category: 'permission', scope: 'provider', remedy: 'Enable this API for the project.' },
    ],
    [
      'region',
      documented(/\buser location is not supported for the api use\b/i),
      { category: 'permission', scope: 'provider' },
    ],
    ['key-leaked', all(code('PERMISSION_DENIED'), phrase(/\bapi key\b.{0,200}\bleaked\b/i)), { category: 'auth' }],
    [
      'key-scope',
      all(code('PERMISSION_DENIED'), phrase(/\bunregistered callers\b|\binsufficient authentication scopes\b/i)),
      { category: 'auth' },
    ],
  ]),
  ...ruleTable('google', GEMINI, [
    [
      'blocked',
      code('PROHIBITED_CONTENT', 'BLOCKLIST', 'IMAGE_SAFETY'),
      { category: 'content-policy', scope: 'provider' },
    ],
    [
      'token-count',
      phrase(
        /\binput token count\b.{0,200}\bexceeds the maximum\b/i,
        /\bexceeds the maximum (?:number of )?(?:input )?tokens? (?:count |allowed)?/i,
      ),
      { category: 'context-length' },
    ],
    [
      'not-for-method',
      phrase(
        /\bis not found for api version\b|\bnot supported for (?:generatecontent|embedcontent|streamgeneratecontent)\b/i,
      ),
      { category: 'not-found' },
    ],
    [
      'unavailable',
      any(all(code('UNAVAILABLE'), namesModel), phrase(/\bmodel is (?:currently )?overloaded\b/i)),
      { category: 'overloaded' },
    ],
    ['unavailable-service', all(code('UNAVAILABLE'), namesService), { category: 'overloaded', scope: 'provider' }],
    ['unavailable-else', all(code('UNAVAILABLE'), not(phrase(/\bconnect/i))), { category: 'overloaded' }],
    ['deadline', code('DEADLINE_EXCEEDED'), { category: 'timeout', scope: 'model' }],
    [
      'internal',
      all(
        code('INTERNAL'),
        any(status(500), ({ status: found }) => found === undefined),
      ),
      { category: 'server-error' },
    ],
    ['failed-precondition', code('FAILED_PRECONDITION'), { category: 'permission', scope: 'provider' }],
  ]),
  ...ruleTable('google', VERTEX, [
    ['not-found', all(code('NOT_FOUND'), any(status(404), from('google'))), { category: 'not-found' }],
    ['cancelled', all(code('CANCELLED'), status(499)), { category: 'upstream-failure' }],
    [
      'unsupported',
      all(
        code('INVALID_ARGUMENT'),
        phrase(
          /\b(?:is|are) not (?:supported|enabled) (?:by|for|with|in)\b|\bdoes not support\b|\bmodality is not enabled\b|\bunable to (?:submit|process) request because .{0,200} not support/i,
        ),
      ),
      { category: 'invalid-request', scope: 'model', fallback: true },
    ],
  ]),
];
