/** Amazon Bedrock: exceptions by name (header, `__type`, error name, stream event), texts where one name covers many. */
import { all, any, code, documented, phrase, type Rule, ruleTable } from '../rule.ts';
import { namesService } from './subject.ts';

const SOURCE = 'https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html';
const RUNTIME = 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html';

const validation = code('ValidationException');

export const bedrockRules: readonly Rule[] = [
  ...ruleTable('bedrock', RUNTIME, [
    [
      'daily-tokens',
      all(code('ThrottlingException', 'ServiceQuotaExceededException'), phrase(/\bper day\b|\bdaily\b|\bmonthly\b/i)),
      { category: 'rate-limit', retryable: false },
    ],
    [
      'throttling',
      code(
        'ThrottlingException',
        'Throttling',
        'TooManyRequestsException',
        'ThrottledException',
        'RequestLimitExceeded',
        'SlowDown',
      ),
      { category: 'rate-limit' },
    ],
    ['model-not-ready', code('ModelNotReadyException'), { category: 'overloaded' }],
    [
      'service-unavailable',
      all(code('ServiceUnavailableException'), namesService),
      { category: 'overloaded', scope: 'provider' },
    ],
    ['unavailable', code('ServiceUnavailableException', 'ServiceUnavailable'), { category: 'overloaded' }],
    ['model-timeout', code('ModelTimeoutException'), { category: 'timeout', scope: 'model' }],
    ['model-stream-error', code('ModelStreamErrorException'), { category: 'server-error', scope: 'model' }],
    ['model-error', code('ModelErrorException'), { category: 'server-error', scope: 'model' }],
    [
      'service-quota',
      code('ServiceQuotaExceededException'),
      { category: 'rate-limit', retryable: false, scope: 'account' },
    ],
    ['internal', code('InternalServerException', 'InternalFailure'), { category: 'server-error' }],
    [
      'incomplete-frame',
      phrase(/^incomplete .{0,200}\bframe\b/i, /\btruncated event message\b/i),
      { category: 'stream-interrupted' },
    ],
  ]),
  ...ruleTable('bedrock', SOURCE, [
    [
      'credentials',
      any(
        code(
          'UnrecognizedClientException',
          'InvalidClientTokenId',
          'InvalidSignatureException',
          'ExpiredTokenException',
          'ExpiredToken',
          'MissingAuthenticationToken',
          'MissingAuthenticationTokenException',
          'IncompleteSignature',
          'SignatureDoesNotMatch',
          'RequestExpired',
          'CredentialsProviderError',
          'InvalidAccessKeyId',
        ),
        documented(
          /\b(?:the )?security token included in the request is (?:invalid|expired)\b|\b(?:the )?request signature we calculated does not match\b/i,
        ),
      ),
      { category: 'auth', remedy: 'Check the AWS credentials, their expiry, the region and the clock.' },
    ],
    [
      'not-subscribed',
      all(code('AccessDeniedException'), phrase(/\b(?:payment|billing|subscription|INVALID_PAYMENT_INSTRUMENT)\b/i)),
      { category: 'billing' },
    ],
    [
      'account-blocked',
      any(
        code('BadCScoreException', 'OptInRequired'),
        all(
          code('AccessDeniedException'),
          phrase(/\byour account (?:is not authorized|has been|is (?:suspended|blocked))/i),
        ),
      ),
      { category: 'permission', scope: 'account' },
    ],
    [
      'access-denied',
      code('AccessDeniedException', 'NotAuthorized', 'AccessDenied'),
      {
        category: 'permission',
        remedy: 'Request access to this model in the Bedrock console, and allow bedrock:InvokeModel for the role.',
      },
    ],
    [
      'use-case-form',
      any(code('FTUFormNotFilled'), documented(/\bmodel use case details have not been submitted\b/i)),
      { category: 'permission' },
    ],
    ['resource-not-found', code('ResourceNotFoundException'), { category: 'not-found' }],
    [
      'end-of-life',
      all(validation, phrase(/\bend of its life\b|\blegacy\b.{0,200}\bnot (?:been )?activ/i)),
      { category: 'not-found' },
    ],
    [
      'model-identifier',
      any(
        phrase(/\bprovided model identifier is invalid\b/i),
        all(
          validation,
          phrase(
            /\bmodel (?:id|identifier|arn)\b.{0,200}\b(?:invalid|not (?:valid|found|supported))\b|\bcould not resolve the foundation model\b/i,
          ),
        ),
      ),
      {
        category: 'not-found',
        remedy: 'Check the model id and that this region offers the model.',
      },
    ],
    [
      'on-demand',
      phrase(/\bwith on-demand throughput isn.?t supported\b/i),
      {
        category: 'invalid-request',
        scope: 'model',
        fallback: true,
        remedy: 'Use the id of an inference profile, e.g. with the prefix us. or eu., in place of the model id.',
      },
    ],
    [
      'operation-not-allowed',
      all(validation, documented(/\boperation not allowed\b/i)),
      { category: 'permission', scope: 'account' },
    ],
    [
      'input-too-long',
      all(
        validation,
        phrase(
          /\binput is too long\b|\btoo many input tokens\b|\bcontext (?:window|length|limit)\b|\bprompt is too long\b|\btoo long for requested model\b/i,
        ),
      ),
      { category: 'context-length' },
    ],
    [
      'content-filter',
      all(validation, phrase(/\bblocked by (?:the )?content filter|\bcontent filtering policy\b/i)),
      { category: 'content-policy', scope: 'provider' },
    ],
    [
      'unsupported',
      all(
        validation,
        phrase(/\b(?:doesn.?t|does not|do not|isn.?t|is not) support(?:ed)?\b|\bnot supported\b|\bunsupported\b/i),
      ),
      { category: 'invalid-request', scope: 'model', fallback: true },
    ],
    [
      'overloaded-text',
      phrase(/\bbedrock is unable to process your request\b/i),
      { category: 'overloaded', scope: 'provider' },
    ],
  ]),
];
