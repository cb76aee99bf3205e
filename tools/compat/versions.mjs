// The releases of the AI SDK that the package is tried with: the oldest and the newest of each major version, all with the
// providers of that major version as they are now. Older providers hide errors in ways of their own, whatever the release of `ai`.

const SIX = {
  ai: '6.0.326',
  '@ai-sdk/amazon-bedrock': '4.0.186',
  '@ai-sdk/anthropic': '3.0.140',
  '@ai-sdk/azure': '3.0.128',
  '@ai-sdk/cohere': '3.0.63',
  '@ai-sdk/deepseek': '2.0.69',
  '@ai-sdk/gateway': '3.0.232',
  '@ai-sdk/google': '3.0.141',
  '@ai-sdk/groq': '3.0.71',
  '@ai-sdk/mistral': '3.0.69',
  '@ai-sdk/openai': '3.0.141',
  '@ai-sdk/openai-compatible': '2.0.92',
  '@ai-sdk/xai': '3.0.138',
  '@openrouter/ai-sdk-provider': '2.10.0',
  'ai-gateway-provider': '3.2.0',
  'workers-ai-provider': '3.3.1',
};

const SEVEN = {
  ai: '7.0.173',
  '@ai-sdk/amazon-bedrock': '5.0.101',
  '@ai-sdk/anthropic': '4.0.105',
  '@ai-sdk/azure': '4.0.85',
  '@ai-sdk/cohere': '4.0.52',
  '@ai-sdk/deepseek': '3.0.56',
  '@ai-sdk/gateway': '4.0.146',
  '@ai-sdk/google': '4.0.121',
  '@ai-sdk/groq': '4.0.84',
  '@ai-sdk/mistral': '4.0.87',
  '@ai-sdk/openai': '4.0.118',
  '@ai-sdk/openai-compatible': '3.0.92',
  '@ai-sdk/otel': '1.0.173',
  '@ai-sdk/xai': '5.0.12',
  '@openrouter/ai-sdk-provider': '3.1.0',
  'ai-gateway-provider': '4.0.1',
  'workers-ai-provider': '4.0.0',
};

/**
 * What a user's program asks, under a name of its own: the types of a release of `ai` fit those of a much later provider only
 * in part, whatever stands between.
 */
const of = version => ({ 'users-openai': `npm:@ai-sdk/openai@${version}` });

export const VERSIONS = [
  { ...SIX, ai: '6.0.0', ...of('3.0.0') },
  { ...SIX, ...of(SIX['@ai-sdk/openai']) },
  { ...SEVEN, ai: '7.0.0', ...of('4.0.0') },
  { ...SEVEN, ...of(SEVEN['@ai-sdk/openai']) },
];

/** What runs for every commit: the release that users of the older major version have, and the tests in which the SDK takes part most. */
export const BOUNDED = {
  ai: SIX.ai,
  files: ['test/failover/', 'test/gateway-error-middleware/', 'test/embeddings/'],
};
