/** Models that run in the page or the process itself: WebLLM, transformers.js, Chrome's own, node-llama-cpp. */
import { hasResponse } from '../../evidence.ts';
import { all, type Matcher, type Test } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

const here = (...tests: Test[]): Matcher => all(evidence => !hasResponse(evidence), ...tests);

export const browserModelRules: Rules = rules('in-process', [
  // https://github.com/mlc-ai/web-llm/blob/main/src/error.ts
  [
    'no-gpu',
    here([
      'WebGPUNotAvailableError WebGPUNotFoundError ShaderF16SupportError FeatureSupportError',
      /\bwebgpu (?:is )?not (?:supported|available|enabled)\b|\bno available backend found\b|\b(?:unable to find|failed to get|no) (?:a )?(?:compatible |suitable )?gpu(?: adapter)?\b|\bnot eligible for running\b/i,
    ]),
    'server-error model no-retry',
    'This device cannot run the model.',
  ],
  [
    'device-lost',
    here([
      'DeviceLostError',
      /\b(?:gpu )?device (?:was |is |has been )?lost\b|\bexternal instance reference no longer exists\b/i,
    ]),
    'server-error model',
  ],
  // https://developer.chrome.com/docs/ai/prompt-api
  ['session', here(/\bsession has been destroyed\b/i), 'server-error model'],
  ['untested', here('NotSupportedError', /\buntested language\b/i), 'content-policy model'],
  // https://github.com/ggml-org/llama.cpp/blob/master/include/llama.h
  [
    'decode',
    here(/\bllama_decode\b.{0,40}\bfailed\b|\bfailed to (?:create|initiali[sz]e) (?:the )?context\b/i),
    'server-error model',
  ],
]);
