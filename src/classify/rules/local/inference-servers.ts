/** vLLM, SGLang, TGI and TEI, KoboldCpp, LocalAI, Triton: what their own state or build cannot do. */
import { all, documented, type Matcher, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

const namesParameter: Matcher = ({ param }) => param !== undefined;

const vllmRules: Rules = rules('vllm', [
  // https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
  // It answers 400 to every ValueError, its own engine's among them.
  [
    'engine',
    all(
      400,
      /\b(?:engine ?core|scheduler|kv[ _-]?cache(?: blocks?)?)\b/i,
      not([namesParameter, /\bkv[ _-]?cache\b.{0,40}\b(?:full|exhausted)\b/i]),
    ),
    'invalid-request model fallback',
  ],
]);

const sglangRules: Rules = rules('sglang', [
  // https://github.com/sgl-project/sglang/blob/main/python/sglang/srt/managers/abort_reason.py
  [
    'busy',
    'queue_full priority_preempted kv_cache_exhausted weight_update pause_generation disaggregation_error',
    'overloaded',
  ],
  ['timeout', 'waiting_timeout running_timeout', 'timeout model'],
  ['unsupported', 'grammar_error multimodal_error', 'invalid-request model fallback'],
]);

const tgiRules: Rules = rules('tgi', [
  // https://github.com/huggingface/text-generation-inference/blob/main/router/src/validation.rs
  [
    'unsupported',
    all(422, /\b(?:modality|grammar) is not supported\b|^(?:template|tool) error\b/i),
    'invalid-request model fallback',
  ],
]);

const koboldCppRules: Rules = rules('koboldcpp', [
  // https://github.com/LostRuins/koboldcpp/blob/concedo/koboldcpp.py
  ['vision', /\bno llava model loaded\b/i, 'invalid-request model fallback 400'],
]);

const localAiRules: Rules = rules('localai', [
  // https://localai.io/basics/troubleshooting/
  [
    'backend',
    /\bno grpc backend found\b|\bfailed loading model\b|\bcould not load model: /i,
    'server-error model no-retry',
  ],
]);

const tritonRules: Rules = rules('triton', [
  // https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/user_guide/model_configuration.html
  ['context', documented(/\bsum of prompt length .{1,80} should not exceed max_num_tokens\b/i), 'context-length'],
  ['queue', documented(/\bexceeds maximum queue size\b|\bis not at ready state\b/i), 'overloaded'],
  ['timeout', documented(/\brequest timeout expired\b/i), 'timeout model'],
]);

export const inferenceServerRules: Rules = [
  ...vllmRules,
  ...sglangRules,
  ...tgiRules,
  ...koboldCppRules,
  ...localAiRules,
  ...tritonRules,
];
