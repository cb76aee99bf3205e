/**
 * Classes of errors that SDKs and clients throw or print, where nothing but the class is known: no status, no envelope,
 * no word that says more. They are known by their parts, in any library: OpenAI, Anthropic, Google, Cohere, Mistral,
 * LiteLLM, LangChain, Instructor, botocore, httpx, requests, Java, Spring.
 */
import { type Rules, rules } from '../../table/rules.ts';
import { all } from '../../table/matchers.ts';
import { classed } from '../../table/class-matcher.ts';

/** Before shared words: the text beside them speaks of parsing. */
export const finishClassRules: Rules = rules('sdk', [
  // https://github.com/openai/openai-python/blob/main/src/openai/_exceptions.py
  ['length', classed(/LengthFinish|IncompleteOutput/), 'context-length'],
  ['filtered', classed(/ContentFilter|ContentPolicy|StopCandidate|BlockedPrompt|Refusal/), 'content-policy'],
  ['budget', classed(/BudgetExceeded/), 'billing'],
]);

export const sdkClassRules: Rules = rules('sdk', [
  // https://ai-sdk.dev/docs/reference/ai-sdk-errors
  // A slip of the model's: another answer may be right.
  [
    'slip',
    classed(/^AI_(?:NoObjectGenerated|NoSuchTool|InvalidToolInput)|OutputParser|UnexpectedModelBehavior/),
    'server-error model',
  ],
  // https://docs.langchain.com/oss/javascript/langchain/errors
  ['langchain-key', 'MODEL_AUTHENTICATION', 'auth'],
  ['langchain-context', 'CONTEXT_OVERFLOW', 'context-length'],
  // https://github.com/openai/openai-node/blob/master/src/core/error.ts
  // https://docs.litellm.ai/docs/exception_mapping
  // https://googleapis.dev/python/google-api-core/latest/exceptions.html
  [
    'unauthenticated',
    classed(/Unauth|Authenticat|Credential|(?:Expired|Invalid|Missing)\w{0,20}Token|TokenExpired|^RefreshError|ApiKey/),
    'auth',
  ],
  ['permission-denied', classed(/PermissionDenied|Forbidden|AccessDenied|NoPermissions/), 'permission provider'],
  ['rate-limited', classed(/RateLimit|TooManyRequests|ResourceExhausted|Throttl|QuotaExceeded/), 'rate-limit'],
  ['context', classed(/Context(?:Window|Length|Overflow)/), 'context-length'],
  ['not-found', classed(/NotFound/), 'not-found'],
  ['unavailable', classed(/ServiceUnavailable|Overloaded/), 'overloaded'],
  // https://www.python-httpx.org/exceptions/
  // https://requests.readthedocs.io/en/latest/api/#exceptions
  [
    'broken-off',
    classed(
      /RemoteProtocol|ClientPayload|ChunkedEncoding|IncompleteRead|^(?:Read|Write|Close)Error$|EOF(?:Error|Exception)$/,
    ),
    'stream-interrupted network',
  ],
  ['deadline', classed(/DeadlineExceeded|Time(?:d)?[Oo]ut/), 'timeout'],
  ['bad-gateway', classed(/BadGateway/), 'upstream-failure'],
  // A look-up that failed for now: EAI_AGAIN, WSATRY_AGAIN (11002). https://learn.microsoft.com/en-us/windows/win32/winsock/windows-sockets-error-codes-2
  ['host-not-now', all(classed(/NameResolution|^gaierror$/), /\b(?:11002|temporary failure|try again)\b/i), 'network'],
  ['unknown-host', classed(/UnknownHost|NameResolution|^gaierror$/), 'network no-retry'],
  // https://docs.oracle.com/en/java/javase/21/docs/api/java.base/javax/net/ssl/package-summary.html
  [
    'connection',
    classed(
      /Connect(?:ion|or)?(?:Error|Exception|Refused|Reset|Closed|Aborted)|Fetch|Network|Transport|Socket|Disconnect|SSL|Handshake|MaxRetry|ClosedChannel|ResourceAccess|NoHttpResponse/,
    ),
    'network',
  ],
  ['server', classed(/InternalServer|^ServerError|EngineDead/), 'server-error'],
  [
    'bad-request',
    classed(/BadRequest|UnprocessableEntity|InvalidRequest|InvalidArgument|^ValidationException/),
    'invalid-request fallback',
  ],
]);
