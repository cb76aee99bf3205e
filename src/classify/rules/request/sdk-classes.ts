/**
 * Classes of errors that SDKs throw, where nothing but the class is known: no status, no envelope, no word that says
 * more. The names are those of OpenAI, Anthropic, Google, Cohere, Mistral, LiteLLM, LangChain, Instructor and httpx.
 */
import { hasResponse } from '../../evidence.ts';
import { all, type Matcher } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

const alone: Matcher = evidence => evidence.status === undefined && !hasResponse(evidence);
const thrown = (names: string): Matcher => all(alone, names);

/** Before shared words: the text beside them speaks of parsing. */
export const finishClassRules: Rules = rules('sdk', [
  // https://github.com/openai/openai-python/blob/main/src/openai/_exceptions.py
  ['length', thrown('LengthFinishReasonError IncompleteOutputException'), 'context-length'],
  [
    'filtered',
    thrown(`ContentFilterFinishReasonError StopCandidateException BlockedPromptException ContentPolicyViolationError
      RefusalError`),
    'content-policy',
  ],
  ['budget', thrown('BudgetExceededError'), 'billing'],
]);

export const sdkClassRules: Rules = rules('sdk', [
  // https://github.com/openai/openai-node/blob/master/src/core/error.ts
  // https://docs.litellm.ai/docs/exception_mapping
  // https://googleapis.dev/python/google-api-core/latest/exceptions.html
  ['unauthenticated', thrown('Unauthenticated UnauthenticatedError UnauthorizedException'), 'auth'],
  [
    'permission-denied',
    thrown(`PermissionDeniedError PermissionDenied PermissionDeniedException ForbiddenError ForbiddenException
      AccessDeniedError NoPermissions`),
    'permission provider',
  ],
  ['not-found', thrown('NotFoundError NotFoundException ModelNotFoundError ModelNotFoundException'), 'not-found'],
  [
    'rate-limited',
    thrown('RateLimitException ResourceExhausted TooManyRequests TooManyRequestsError TooManyRequestsException'),
    'rate-limit',
  ],
  ['unavailable', thrown('ServiceUnavailableError ServiceUnavailable OverloadedError'), 'overloaded'],
  ['deadline', thrown('DeadlineExceeded GatewayTimeout GatewayTimeoutError RequestTimeoutError'), 'timeout'],
  ['bad-gateway', thrown('BadGatewayError BadGateway'), 'upstream-failure'],
  ['server', thrown('InternalServerError InternalServerException ServerError'), 'server-error'],
  [
    'bad-request',
    thrown(`BadRequestError BadRequestException UnprocessableEntityError InvalidRequestError InvalidArgument`),
    'invalid-request fallback',
  ],
  // https://ai-sdk.dev/docs/reference/ai-sdk-errors
  // A slip of the model's: another answer may be right.
  [
    'slip',
    thrown('AI_NoObjectGeneratedError AI_NoSuchToolError AI_InvalidToolInputError OutputParserException'),
    'server-error model',
  ],
  // https://docs.langchain.com/oss/javascript/langchain/errors
  ['langchain-key', 'MODEL_AUTHENTICATION', 'auth'],
  ['langchain-context', 'CONTEXT_OVERFLOW', 'context-length'],
  // https://www.python-httpx.org/exceptions/
  [
    'protocol',
    thrown('RemoteProtocolError ClientPayloadError ReadError WriteError CloseError'),
    'stream-interrupted network',
  ],
]);
