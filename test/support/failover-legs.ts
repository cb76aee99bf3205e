/** Real models of real packages, each connected to a scripted upstream, for tests of the router. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import type { Scenario } from '../../mocks/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';

const apiKey = 'placeholder';

export const anthropicLeg = ({ fetch }: Scenario, modelId = 'claude-sonnet-4-5'): LanguageModel =>
  createAnthropic({ apiKey, fetch })(modelId);

export const openaiLeg = ({ fetch }: Scenario, modelId = 'gpt-5'): LanguageModel =>
  createOpenAI({ apiKey, fetch }).responses(modelId);

export const chatLeg = ({ fetch }: Scenario, modelId = 'gpt-4o'): LanguageModel =>
  createOpenAI({ apiKey, fetch }).chat(modelId);

export const googleLeg = ({ fetch }: Scenario, modelId = 'gemini-2.5-pro'): LanguageModel =>
  createGoogle({ apiKey, fetch })(modelId);

/** OpenAI's model through Cloudflare AI Gateway by its address, which names the gateway. */
export const gatewayLeg = ({ fetch }: Scenario, modelId = 'gpt-5', gateway = 'account/gateway'): LanguageModel =>
  createOpenAI({ apiKey, baseURL: `https://gateway.ai.cloudflare.com/v1/${gateway}/openai`, fetch }).responses(modelId);
