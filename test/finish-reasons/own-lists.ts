/** The finish reasons that each provider package knows, read from the package as it is installed. */
import { readFileSync } from 'node:fs';
/** What a package makes of a raw reason. */
export interface OwnReason {
  raw: string;
  unified: string;
}

const MAPPERS: readonly (readonly [packageName: string, file: string, mapper: string])[] = [
  ['@ai-sdk/amazon-bedrock', 'dist/index.js', 'mapAmazonBedrockFinishReason'],
  ['@ai-sdk/anthropic', 'dist/index.js', 'mapAnthropicStopReason'],
  ['@ai-sdk/cohere', 'dist/index.js', 'mapCohereFinishReason'],
  ['@ai-sdk/deepseek', 'dist/index.js', 'mapDeepSeekFinishReason'],
  ['@ai-sdk/google', 'dist/index.js', 'mapGoogleFinishReason'],
  ['@ai-sdk/google', 'dist/index.js', 'mapGoogleInteractionsFinishReason'],
  ['@ai-sdk/groq', 'dist/index.js', 'mapGroqFinishReason'],
  ['@ai-sdk/mistral', 'dist/index.js', 'mapMistralFinishReason'],
  ['@ai-sdk/openai', 'dist/index.js', 'mapOpenAIFinishReason'],
  ['@ai-sdk/openai', 'dist/index.js', 'mapOpenAIFinishReason\\$1'],
  ['@ai-sdk/openai', 'dist/index.js', 'mapOpenAIResponseFinishReason'],
  ['@ai-sdk/openai-compatible', 'dist/index.js', 'mapOpenAICompatibleFinishReason\\$1'],
  ['@ai-sdk/xai', 'dist/index.js', 'mapXaiFinishReason'],
  ['@ai-sdk/xai', 'dist/index.js', 'mapXaiResponsesFinishReason'],
  ['@openrouter/ai-sdk-provider', 'dist/index.js', 'mapToUnified'],
  ['workers-ai-provider', 'dist/index.mjs', 'mapWorkersAIFinishReason'],
];

/** The cases of the mapper's `switch`, each with the first reason that is named after it. */
function casesOf(source: string, mapper: RegExp): OwnReason[] {
  const start = source.search(mapper);
  if (start === -1) return [];
  const body = source.slice(start, source.indexOf('default:', start));
  return [...body.matchAll(/case "([^"]+)":/g)].map(({ 1: raw = '', index }) => ({
    raw,
    unified:
      /"(stop|length|tool-calls|content-filter|error|other)"(?!:)/.exec(body.slice(index + raw.length + 8))?.[1] ?? '',
  }));
}

const sourceOf = (name: string, file: string) =>
  readFileSync(new URL(`../../node_modules/${name}/${file}`, import.meta.url), 'utf8');

/** By mapper: its own list. */
export const OWN_REASONS: readonly (readonly [mapper: string, reasons: OwnReason[]])[] = MAPPERS.map(
  ([name, file, mapper]) => [`${name} ${mapper}`, casesOf(sourceOf(name, file), new RegExp(`function ${mapper}\\(`))],
);
