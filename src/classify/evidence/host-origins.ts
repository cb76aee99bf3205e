/** Who spoke: read from the host, the provider's name and headers that only one party sends. */

/** Parts of host names and of AI SDK provider names. The first of each line is the origin's name. */
const NAMES: readonly (readonly [origin: string, pattern: RegExp])[] = [
  ['cloudflare-ai-gateway', /gateway\.ai\.cloudflare\.com|^(?:cloudflare-)?ai-?gateway\b/],
  ['workers-ai', /workers-?ai|api\.cloudflare\.com/],
  ['openrouter', /openrouter/],
  ['azure', /azure|\.openai\.azure\.com|cognitiveservices/],
  ['openai', /(?:^|\.)openai\.com|^openai\b/],
  ['anthropic', /anthropic/],
  ['bedrock', /bedrock/],
  ['google', /googleapis\.com|^google\b|vertex/],
  ['groq', /groq/],
  ['mistral', /mistral/],
  ['xai', /(?:^|\.)x\.ai$|^xai\b/],
  ['deepseek', /deepseek/],
  ['cohere', /cohere/],
  ['vercel', /ai-gateway\.vercel\.sh|^gateway$|^vercel/],
  ['litellm', /litellm/],
  ['portkey', /portkey/],
  ['minimax', /minimax/],
  ['moonshot', /moonshot|kimi/],
  ['alibaba', /dashscope|aliyun|alibaba|^qwen/],
  ['zhipu', /bigmodel|zhipu|^z\.?ai\b|(?:^|\.)z\.ai$/],
  ['huggingface', /hugging-?face|(?:^|\.)hf\.co/],
];

/** Beginnings of headers that only one party sends. */
const HEADERS: readonly (readonly [origin: string, prefix: string])[] = [
  ['cloudflare-ai-gateway', 'cf-aig-'],
  ['bedrock', 'x-amzn-errortype'],
  ['bedrock', 'x-amzn-bedrock'],
  ['azure', 'apim-request-id'],
  ['azure', 'azureml-'],
  ['azure', 'x-ms-'],
  ['openai', 'openai-'],
  ['anthropic', 'anthropic-'],
  ['portkey', 'x-portkey-'],
  ['litellm', 'x-litellm-'],
  ['vercel', 'x-vercel-ai-'],
  ['groq', 'x-groq-'],
  ['mistral', 'mistral-'],
];

/** Origins of names that were asked for: a process knows a few hosts and providers. */
const known = new Map<string, readonly string[]>();
const MAX_KNOWN = 200;

/** Origins that a host or a provider's name stands for. */
export function originsOfName(name: string | undefined): readonly string[] {
  if (name === undefined) return [];
  let origins = known.get(name);
  if (origins === undefined) {
    const lower = name.toLowerCase();
    origins = NAMES.filter(([, pattern]) => pattern.test(lower)).map(([origin]) => origin);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(name, origins);
  }
  return origins;
}

/** Origins that the header names give away. */
export function originsOfHeaders(headers: Readonly<Record<string, string>>): string[] {
  const names = Object.keys(headers);
  return HEADERS.filter(([, prefix]) => names.some(name => name.startsWith(prefix))).map(([origin]) => origin);
}

/** The host of a URL; undefined if it is none. */
export function hostOf(url: string | undefined): string | undefined {
  return url === undefined
    ? undefined
    : /^[a-z][a-z0-9+.-]{0,40}:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase();
}
