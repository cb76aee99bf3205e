/** Unknown or unfit models, refused keys and missing permissions, in shared words. */
import { all, any, code, type Matcher, not, phrase, type Rule, ruleTable, status } from '../rule.ts';

const SOURCE = 'https://developers.openai.com/api/docs/guides/error-codes';
const CLIENT_FAULT: Matcher = ({ status: found }) =>
  found === undefined || (found >= 400 && found < 500 && found !== 429);

/** 'model `x` does not exist', 'The model x is not available'. */
const MODEL = String.raw`\b(?:model|deployment|engine)s?\b`;

export const modelRules: readonly Rule[] = ruleTable('vocabulary', SOURCE, [
  [
    'wrong-path',
    any(
      phrase(
        /^404 page not found$/i,
        /^cannot (?:post|get) \//i,
        /\bno route matched\b/i,
        /^the requested url was not found/i,
      ),
      all(
        status(404, 405),
        any(
          ({ shape }) => shape === 'html',
          phrase(/^(?:not found|method not allowed|url not found|route not found|endpoint not found)\.?$/i),
        ),
        not(phrase(/model/i)),
      ),
    ),
    { category: 'gateway-config', scope: 'provider', remedy: 'Nothing answers at this path: check baseURL.' },
  ],
  [
    'model-not-found',
    any(
      code(
        'model_not_found',
        'model_not_available',
        'invalid_model',
        'unknown_model',
        'model_not_supported',
        'deployment_not_found',
        'model_deprecated',
        'model_decommissioned',
        'model_retired',
        'unsupported_model',
        'ModelNotFound',
        'model_unavailable',
        'no_available_channel',
        'invalid_model_error',
        'model_not_exist',
        'ModelNotOpen',
      ),
      all(
        CLIENT_FAULT,
        phrase(
          new RegExp(
            String.raw`${MODEL}.{0,120}\b(?:does not exist|doesn.?t exist|not exist|not found|was not found|could not be found|is not available|isn.?t available|is unavailable|is not a valid|is invalid|has been (?:deprecated|retired|decommissioned|removed|discontinued)|is no longer (?:available|supported)|no longer exists)`,
            'i',
          ),
          /\b(?:unknown|invalid|unrecognized|no such|non-?existent|unsupported) model\b/i,
          /\bnot a valid model\b|\bno available channel for model\b|\bno such (?:deployment|engine)\b|\bis not a valid model id\b/i,
        ),
      ),
    ),
    { category: 'not-found', remedy: 'Check the model id, and that this account may use the model.' },
  ],
  [
    'unsupported',
    all(
      CLIENT_FAULT,
      any(
        code(
          'unsupported_parameter',
          'unsupported_value',
          'unsupported_content_type',
          'unsupported_feature',
          'model_feature_not_supported',
          'tools_not_supported',
          'unsupported_modality',
        ),
        phrase(
          /\b(?:does not|doesn.?t|do not|don.?t|cannot|can.?t) support\b/i,
          /\b(?:is|are) (?:not|un) ?supported\b.{0,80}\b(?:model|deployment|tools?|images?|vision|audio|video|streaming|parameter|when|for|with|by)\b/i,
          /\bnot supported (?:by|with|for|in|on|when)\b/i,
          /\bunsupported (?:parameter|value|feature|modality|content|media|image|tool|file|input type)/i,
          /\bunknown variant `?(?:image_url|input_audio|image|file|video_url|audio|document|tool|developer)`?/i,
          /\b(?:is not|isn.?t) a (?:multimodal|vision|chat) model\b|\bat most 0 image|\bno (?:vision|image|multimodal) (?:support|capabilit)|\bimage input is not (?:enabled|supported)/i,
          /\brequires? "?--enable-auto-tool-choice\b|\bmultimodal (?:data|input)\b.*\b(?:not|no)\b/i,
        ),
      ),
    ),
    { category: 'invalid-request', scope: 'model', fallback: true },
  ],
  [
    'auth',
    any(
      code(
        'invalid_api_key',
        'authentication_error',
        'invalid_authentication',
        'unauthenticated',
        'unauthorized',
        'auth_error',
        'invalid_token',
        'token_expired',
        'expired_api_key',
        'missing_api_key',
        'no_api_key',
        'api_key_not_found',
        'invalid_key',
        'key_expired',
        'key_revoked',
        'InvalidApiKey',
        'AuthenticationError',
        'invalid_auth',
        'UnauthorizedError',
      ),
      status(401),
      all(
        CLIENT_FAULT,
        phrase(
          /\b(?:invalid|incorrect|missing|wrong|expired|revoked|malformed|disabled|unknown|no) (?:or (?:missing|expired) )?(?:api[-_ ]?keys?|x-api-key|access token|auth(?:entication|orization)? (?:token|header|credentials?)|bearer token|credentials?)\b/i,
          /\bapi[-_ ]?key\b.{0,40}\b(?:is|was|has been|not) (?:not )?(?:invalid|valid|expired|revoked|missing|provided|found|disabled|incorrect|required)\b/i,
          /\b(?:did not|didn.?t) provide an api key\b|\bauthentication (?:failed|failure|fails|required|error)\b|\bcould not (?:authenticate|validate credentials)\b/i,
        ),
      ),
    ),
    { category: 'auth', statusCode: 401, remedy: 'Check the key or token for this provider.' },
  ],
  [
    'region',
    any(
      code('unsupported_region', 'region_not_supported', 'country_not_supported'),
      phrase(
        /\b(?:country|region|territory|location)\b.{0,60}\b(?:not supported|unsupported|not available|not allowed|is blocked)\b/i,
      ),
    ),
    { category: 'permission', scope: 'provider' },
  ],
  [
    'account-closed',
    phrase(
      /\b(?:account|organization|team|user)\b.{0,40}\b(?:suspended|banned|deactivated|terminated|locked|disabled|blocked)\b/i,
    ),
    { category: 'permission', scope: 'account', statusCode: 403 },
  ],
  [
    'permission',
    all(
      CLIENT_FAULT,
      any(
        code(
          'permission_denied',
          'permission_error',
          'access_denied',
          'forbidden',
          'model_access_denied',
          'insufficient_permissions',
          'not_authorized',
          'ModelAccessDenied',
          'AccessDenied',
        ),
        all(
          not(status(404)),
          phrase(
            /\b(?:do not|don.?t|does not|doesn.?t) have (?:access|permission)/i,
            /\bnot (?:authorized|allowed|permitted|entitled) to (?:access|use|invoke|call)\b/i,
          ),
        ),
      ),
    ),
    { category: 'permission' },
  ],
  [
    'model-gone',
    all(status(404, 410), phrase(/\b(?:do not|don.?t|does not|doesn.?t) have access\b/i)),
    { category: 'not-found' },
  ],
]);
