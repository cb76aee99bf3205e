/** Amazon Bedrock: exceptions by name (header, `__type`, error name, stream event), texts where one name covers many. */
import { all, any, documented, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';
import { namesService } from '../shared/subject.ts';

const validation = any('ValidationException');

export const bedrockRules: Rules = rules('bedrock', [
  // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
  [
    'daily-tokens',
    all('ThrottlingException ServiceQuotaExceededException', /\bper day\b|\bdaily\b|\bmonthly\b/i),
    'rate-limit no-retry',
  ],
  [
    'throttling',
    `ThrottlingException Throttling TooManyRequestsException ThrottledException RequestLimitExceeded
      SlowDown`,
    'rate-limit',
  ],
  ['model-not-ready', 'ModelNotReadyException', 'overloaded'],
  ['service-unavailable', all('ServiceUnavailableException', namesService), 'overloaded provider'],
  ['unavailable', 'ServiceUnavailableException ServiceUnavailable', 'overloaded'],
  ['model-timeout', 'ModelTimeoutException', 'timeout model'],
  ['model-stream-error', 'ModelStreamErrorException', 'server-error model'],
  ['model-error', 'ModelErrorException', 'server-error model'],
  ['service-quota', 'ServiceQuotaExceededException', 'rate-limit account no-retry'],
  ['internal', 'InternalServerException InternalFailure ConflictException', 'server-error'],
  [
    'dependency',
    'DependencyFailedException',
    'invalid-request fallback',
    'Check the permissions of the resource that the message names.',
  ],
  ['incomplete-frame', [/^incomplete .{0,200}\bframe\b/i, /\btruncated event message\b/i], 'stream-interrupted'],
  // https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html
  [
    'credentials',
    [
      `UnrecognizedClientException InvalidClientTokenId InvalidSignatureException ExpiredTokenException
      ExpiredToken MissingAuthenticationToken MissingAuthenticationTokenException IncompleteSignature
      SignatureDoesNotMatch RequestExpired CredentialsProviderError InvalidAccessKeyId`,
      documented(
        /\b(?:the )?security token included in the request is (?:invalid|expired)\b|\b(?:the )?request signature we calculated does not match\b/i,
      ),
    ],
    'auth',
    'Check the AWS credentials, their expiry, the region and the clock.',
  ],
  [
    'not-subscribed',
    all(
      'AccessDeniedException',
      /\b(?:payment|billing|subscription|INVALID_PAYMENT_INSTRUMENT)\b/i,
      not(/\bnot authorized to perform\b/i),
    ),
    'billing',
  ],
  [
    'account-blocked',
    [
      'BadCScoreException OptInRequired',
      all('AccessDeniedException', /\byour account (?:is not authorized|has been|is (?:suspended|blocked))/i),
    ],
    'permission account',
  ],
  [
    'access-denied',
    'AccessDeniedException NotAuthorized AccessDenied',
    'permission',
    'Request access to this model in the Bedrock console, and allow bedrock:InvokeModel for the role.',
  ],
  [
    'use-case-form',
    ['FTUFormNotFilled', documented(/\bmodel use case details have not been submitted\b/i)],
    'permission',
    'Submit the use-case form of the model for this account.',
  ],
  ['agreement', 'MPAgreementBeingCreated', 'permission', 'The Marketplace agreement is being made: try again later.'],
  ['resource-not-found', 'ResourceNotFoundException', 'not-found'],
  ['end-of-life', all(validation, /\bend of its life\b|\blegacy\b.{0,200}\bnot (?:been )?activ/i), 'not-found'],
  [
    'model-identifier',
    [
      /\bprovided model identifier is invalid\b/i,
      all(
        validation,
        /\bmodel (?:id|identifier|arn)\b.{0,200}\b(?:invalid|not (?:valid|found|supported))\b|\bcould not resolve the foundation model\b/i,
      ),
    ],
    'not-found',
    'Check the model id and that this region offers the model.',
  ],
  [
    'on-demand',
    /\bwith on-demand throughput isn.?t supported\b/i,
    'invalid-request model fallback',
    'Use the id of an inference profile, e.g. with the prefix us. or eu., in place of the model id.',
  ],
  ['operation-not-allowed', all(validation, documented(/\boperation not allowed\b/i)), 'permission account'],
  ['overloaded-text', /\bbedrock is unable to process your request\b/i, 'overloaded provider'],
]);
