/** Refused keys and missing permissions, in shared words. What names no model concerns the credential as a whole. */
import { all, any, from, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';
import { clientFault } from './model.ts';

const denied = any(
  403,
  `permission_denied permissiondenied permission_error access_denied accessdenied forbidden no_permissions
      model_access_denied insufficient_permissions not_authorized modelaccessdenied authorization_error`,
  all(clientFault, not(404), [
    /\b(?:do not|don.?t|does not|doesn.?t) have (?:access|permission)/i,
    /\bnot (?:authorized|allowed|permitted|entitled) to (?:access|use|invoke|call)\b|\bnot (?:currently )?allowed for this\b/i,
    /\bonly (?:authorized|permitted) (?:for|to)\b/i,
    /^access (?:is |was )?denied\b|\bmodel access (?:is |was )?(?:not (?:enabled|granted|allowed)|denied|disabled)\b|\bnot (?:available|included) (?:in|on|with|under) your (?:\w{1,20} )?(?:plan|subscription|tier)\b|\bnot enabled for (?:this|your) (?:organization|account|project|workspace)\b/i,
    /\blacks the required (?:data )?(?:action|permission|role)\b/i,
  ]),
);

export const accessRules: Rules = rules('vocabulary', [
  // https://learn.microsoft.com/azure/api-management/quota-policy
  [
    'forbidden-quota',
    all(
      403,
      /\bquota\b.{0,40}\b(?:exceeded|exhausted|reached|replenished|rejected)\b|\breached your (?:daily|weekly|monthly)\b/i,
    ),
    'rate-limit account no-retry 429',
  ],
  [
    'forbidden-rate',
    all(403, ['rate_limit', /\brate[- ]?limits? (?:exceeded|reached|hit)\b|\btoo many requests\b/i]),
    'rate-limit account 429',
  ],
  // The key is in order; what it was given is used up.
  [
    'key-allowance',
    all(
      [401, 403],
      /\b(?:key|token|user|account)\b(?: \S{1,20}){0,2}? (?:has |have )?(?:been )?(?:reached|exceeded|exhausted|used up)\b.{0,40}\b(?:limit|quota|budget|allowance)\b/i,
      not(/\brate[- ]?limit/i),
    ),
    'billing',
  ],
  // https://developers.openai.com/api/docs/guides/error-codes
  [
    'region',
    [
      'unsupported_region region_not_supported country_not_supported',
      /\b(?:country|region|territory|location)\b.{0,60}\b(?:not supported|unsupported|not available|not allowed|is blocked)\b/i,
    ],
    'permission provider',
  ],
  [
    'account-closed',
    /\b(?:account|organization|team|user)\b.{0,40}\b(?:suspended|banned|deactivated|terminated|locked|disabled|blocked|restricted(?! to))\b/i,
    'permission account 403',
  ],
  [
    'missing-role',
    all(401, [
      'permissiondenied permission_denied missing_scope',
      /\blacks the required\b|\binsufficient permissions\b/i,
    ]),
    'permission provider 403',
  ],
  [
    'auth',
    [
      `invalid_api_key authentication_error invalid_authentication unauthenticated unauthorized auth_error invalid_token
      token_expired invalid_key key_expired key_revoked authenticationerror invalid_auth unauthorizederror
      invalid_authentication_error invalid_grant invalid_client unauthorized_client`,
      401,
      all(clientFault, [
        /\b(?:invalid|incorrect|missing|wrong|expired|revoked|malformed|disabled|unknown|no) (?:or (?:missing|expired) )?(?:api[-_ ]?keys?|x-api-key|access token|auth(?:entication|orization)? (?:token|header|credentials?)|bearer token|credentials?)\b/i,
        /\bapi[-_ ]?key\b.{0,40}\b(?:is|was|has been|not) (?:not )?(?:invalid|valid|expired|revoked|missing|provided|found|disabled|incorrect|required)\b/i,
        /\bno (?:\w{1,20} ){1,3}(?:api[-_ ]?keys?|credentials)\b(?! (?:is |are )?(?:needed|required|necessary))|\bapi[-_ ]?keys? (?:\S{1,20} ){0,2}(?:not (?:configured|set|specified|supplied)|required|must be set)\b/i,
        /\b(?:[Ss]et|[Pp]rovide|[Ee]xport|[Cc]onfigure|[Mm]issing) (?:the |your |an? )?(?:required )?(?:environment variables?:? )?['"`]?[A-Z][A-Z\d_]{1,30}_(?:KEY|TOKEN)\b/,
        /\bnot (?:logged|signed) in\b|\b(?:run|use) [`'"]?\/login\b|\bplease (?:log|sign) ?in\b|\blog (?:in|out and sign in) again\b|\b(?:user|you) (?:is|are) not authenticated\b|\bsession (?:has |is )?expired\b|\b(?:oauth|refresh|id) tokens? (?:is |has |was |have )?(?:been )?(?:invalid|expired|revoked|already used)\b/i,
        /\b(?:did not|didn.?t) provide an api key\b|\bcould not (?:authenticate|validate credentials)\b/i,
        /\b(?:could not|failed to|unable to|cannot) (?:load|find|locate|refresh|obtain|acquire|retrieve) (?:\w{1,20} ){0,3}(?:credentials|(?:access|auth|id|identity) tokens?)\b|\bre-?auth\w{1,12} (?:is )?(?:needed|required)\b|\b(?:access|auth|session) token (?:is |was |has )?(?:invalid|expired|revoked)\b/i,
        /\bbad credentials\b|\bauthentication (?:failed|failure|fails|required|error)\b/i,
      ]),
    ],
    'auth 401',
    'Check the key or token for this provider.',
  ],
  // A rule of the resource's network, e.g. Azure's: whoever asks from elsewhere is refused, for every model of it.
  [
    'network-rule',
    all(denied, [
      /\bvirtual network\b|\bfirewall rules?\b|\bprivate endpoint\b|\bpublic (?:network )?access is (?:disabled|not allowed)\b/i,
      /\bip(?: address)?\b.{0,40}\bnot (?:allowed|authorized|permitted|in (?:the |your )?allow-?list)\b/i,
    ]),
    'permission provider',
  ],
  [
    'account-permission',
    all(
      denied,
      /^(?:this|your) (?:account|organi[sz]ation|team|workspace|tenant|company) (?:is|has|does|was)\b/i,
      not(/\bmodel/i),
    ),
    'permission account',
  ],
  [
    'model-permission',
    all(denied, [
      /\b(?:models?|deployment|engine|publisher|repo(?:sitory)?|gated|endpoints?)\b/i,
      'model_access_denied modelaccessdenied',
      from('bedrock'),
    ]),
    'permission',
  ],
  ['permission', denied, 'permission provider'],
]);
