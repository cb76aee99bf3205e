/** `gen_ai.provider.name`: the convention's own word for a provider of the AI SDK, where it has one. */

/** By the beginning of a provider's id, the longest of a vendor first; the id goes on with `.` or `-`, or ends there. */
const WELL_KNOWN: readonly [prefix: string, name: string][] = [
  ['amazon-bedrock', 'aws.bedrock'],
  ['bedrock', 'aws.bedrock'],
  ['anthropic', 'anthropic'],
  // The package speaks Azure OpenAI's API.
  ['azure', 'azure.ai.openai'],
  ['cohere', 'cohere'],
  ['deepseek', 'deepseek'],
  ['google.vertex', 'gcp.vertex_ai'],
  ['google-vertex', 'gcp.vertex_ai'],
  ['vertex', 'gcp.vertex_ai'],
  ['google', 'gcp.gemini'],
  ['groq', 'groq'],
  ['mistral', 'mistral_ai'],
  ['moonshotai', 'moonshot_ai'],
  ['openai', 'openai'],
  ['perplexity', 'perplexity'],
  ['watsonx', 'ibm.watsonx.ai'],
  ['xai', 'x_ai'],
];

/** Packages whose id begins like a vendor's, and that may reach any. */
const OF_NO_VENDOR = /^openai[-.]compatible/i;

/** The name for the convention; a provider that it does not know keeps its id. */
export function providerName(provider: string): string {
  const id = provider.toLowerCase();
  if (OF_NO_VENDOR.test(id)) return provider;
  const found = WELL_KNOWN.find(([prefix]) => id.startsWith(prefix) && /^[.-]?$/.test(id.charAt(prefix.length)));
  return found === undefined ? provider : found[1];
}
