/** Who spoke: read from the host, the provider's name and headers that only one party sends. */
import { remembering } from '../../runtime/remembering.ts';

/** Parts of host names and of AI SDK provider names, sorted. The first of each line is the origin's name. */
const NAMES: readonly (readonly [origin: string, pattern: RegExp])[] = [
  ['ai21', /(?:^|\.)ai21\.com|^ai21\b/],
  ['alibaba', /dashscope|aliyun|alibaba|^qwen/],
  ['anthropic', /anthropic/],
  ['azure', /azure(?!databricks)|cognitiveservices/],
  ['baidu', /baidu|qianfan|wenxin/],
  ['bedrock', /bedrock/],
  ['cerebras', /cerebras/],
  ['cloudflare-ai-gateway', /gateway\.ai\.cloudflare\.com|^(?:cloudflare-)?ai-?gateway\b/],
  ['cohere', /cohere/],
  ['databricks', /databricks/],
  ['deepinfra', /deepinfra/],
  ['deepseek', /deepseek/],
  ['featherless', /featherless/],
  ['fireworks', /fireworks/],
  ['github', /^github\b|models\.github\.ai|models\.inference\.ai\.azure\.com|githubcopilot/],
  ['google', /googleapis\.com|^google\b|vertex/],
  ['groq', /groq/],
  ['helicone', /helicone/],
  ['huggingface', /hugging-?face|(?:^|\.)hf\.co/],
  ['hyperbolic', /hyperbolic/],
  ['iflytek', /xf-yun\.com|iflytek|^spark\b/],
  ['litellm', /litellm/],
  ['minimax', /minimax/],
  ['mistral', /mistral/],
  ['moonshot', /moonshot|kimi/],
  ['nebius', /nebius/],
  ['novita', /novita|jiekou\.ai/],
  ['nvidia', /nvidia/],
  ['openai', /(?:^|\.)openai\.com|^openai\b/],
  ['openrouter', /openrouter/],
  ['perplexity', /perplexity/],
  ['portkey', /portkey|prisma-?airs/],
  ['reka', /(?:^|\.)reka\.ai|^reka\b/],
  ['replicate', /replicate/],
  ['sambanova', /sambanova/],
  ['sap', /hana\.ondemand\.com|^sap\b/],
  ['scaleway', /scaleway/],
  ['snowflake', /snowflake/],
  ['stepfun', /stepfun/],
  ['together', /together/],
  ['upstage', /upstage/],
  ['vercel', /ai-gateway\.vercel\.sh|^gateway$|^vercel/],
  ['volcengine', /volces\.com|volcengine|bytepluses\.com|byteplus|^ark\b/],
  ['watsonx', /watsonx|ml\.cloud\.ibm\.com/],
  ['workers-ai', /workers-?ai|api\.cloudflare\.com/],
  ['writer', /(?:^|\.)writer\.com|^writer\b/],
  ['xai', /(?:^|\.)x\.ai$|^xai\b/],
  ['zhipu', /bigmodel|zhipu|^z\.?ai\b|(?:^|\.)z\.ai$/],
];

/** Beginnings of headers that only one party sends. */
const HEADERS: readonly (readonly [origin: string, prefix: string])[] = [
  ['cloudflare-ai-gateway', 'cf-aig-'],
  ['bedrock', 'x-amzn-bedrock'],
  ['azure', 'apim-request-id'],
  ['azure', 'azureml-'],
  ['azure', 'x-ms-'],
  ['openai', 'openai-'],
  ['anthropic', 'anthropic-'],
  ['portkey', 'x-portkey-'],
  ['helicone', 'helicone-'],
  ['litellm', 'x-litellm-'],
  ['vercel', 'x-vercel-ai-'],
  ['groq', 'x-groq-'],
  ['mistral', 'mistral-'],
  ['nvidia', 'nvcf-'],
];

const originsOf: (name: string) => readonly string[] = /* @__PURE__ */ remembering(name => {
  const lower = name.toLowerCase();
  return NAMES.filter(([, pattern]) => pattern.test(lower)).map(([origin]) => origin);
});

/** Origins that a host or a provider's name stands for. */
export const originsOfName = (name: string | undefined): readonly string[] =>
  name === undefined ? [] : originsOf(name);

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
