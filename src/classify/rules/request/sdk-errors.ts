/** What the SDKs themselves find before they ask, or in place of an answer: no key, no setting, no such model. */
import { hasResponse } from '../../evidence.ts';
import { all, type Matcher, not, type Test } from '../../table/matchers.ts';
import { classed } from '../../table/class-matcher.ts';
import { type Rules, rules } from '../../table/rules.ts';

const unasked = (...tests: Test[]): Matcher =>
  all(
    not(evidence => hasResponse(evidence)),
    ...tests,
  );

export const sdkErrorRules: Rules = rules('sdk', [
  // https://ai-sdk.dev/docs/reference/ai-sdk-errors
  ['api-key', 'AI_LoadAPIKeyError', 'auth', "Set the key in the provider's options or in the environment."],
  [
    'setting',
    'AI_LoadSettingError',
    'gateway-config provider',
    "Set it in the provider's options or in the environment.",
  ],
  [
    'missing-setting',
    unasked(
      /^(?:the )?(?:region|base ?url|base_url|api base|endpoint|resource name|project(?: id)?) is (?:missing|required|not set)\b|^missing (?:the )?(?:base ?url|base_url|region|endpoint|project(?: id)?)\b|\bdid not find (?!\w{0,30}(?:key|token|secret)\b)\w{1,40}, please add an environment variable\b/i,
    ),
    'gateway-config provider',
    "Set it in the provider's options or in the environment.",
  ],
  [
    'provider',
    unasked(
      /^(?:unknown|unsupported|no such|invalid) (?:llm |model )?provider\b|^(?:llm |model )?provider \S{1,40} (?:not found|is not (?:registered|supported))\b|\bllm provider not provided\b/i,
    ),
    'not-found',
  ],
  ['model', 'AI_NoSuchModelError AI_NoSuchProviderError AI_UnsupportedModelVersionError', 'not-found'],
  ['too-many-values', 'AI_TooManyEmbeddingValuesForCallError', 'invalid-request model fallback'],
  [
    'no-result',
    'AI_NoImageGeneratedError AI_NoSpeechGeneratedError AI_NoTranscriptGeneratedError AI_NoVideoGeneratedError',
    'upstream-failure',
  ],
  // https://github.com/openai/openai-node
  [
    'client-key',
    [
      // A relay without a key says it behind a 5xx.
      /(?:api_key|token) (?:environment variable )?is (?:missing or empty|not set)\b|\bdid not find \w{1,40}, please add an environment variable\b/i,
      unasked(/\bcould not resolve authentication method\b/i),
    ],
    'auth',
  ],
  // https://ai-sdk.dev/providers/ai-sdk-providers/openai#chat-models
  [
    'other-api',
    /^received a chat completions stream while using the openai responses api\b/i,
    'gateway-config provider',
    "This address serves Chat Completions: use the provider's `.chat('model-id')`, or @ai-sdk/openai-compatible.",
  ],
  ['browser', unasked(/\brunning in a browser-like environment\b/i), 'gateway-config provider'],
  [
    'cut',
    unasked(
      /\bdid not receive done\b|\bended without sending any chunks\b|\bmissing finish_reason for choice\b|\bincomplete json segment at the end\b|\bwithout a response\.completed event\b/i,
    ),
    'stream-interrupted',
  ],
  [
    'streaming',
    unasked(/\bstreaming is (?:strongly recommended|required) for operations that may take longer\b/i),
    'invalid-request model fallback',
  ],
  // https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
  // https://cloud.google.com/docs/authentication/application-default-credentials
  // https://learn.microsoft.com/azure/developer/javascript/sdk/authentication/credential-chains
  [
    'cloud-credentials',
    [
      'invalid_grant invalid_rapt',
      unasked([
        classed(/Credential|TokenProvider|^AuthenticationRequired/),
        /\baws credential provider failed\b|\baws sigv4 authentication requires aws credentials\b|\bunable to detect a project id\b|\binvalid_(?:grant|rapt)\b/i,
      ]),
    ],
    'auth',
    'Give this process credentials of its cloud.',
  ],
]);
