/** Good answers in the shapes of APIs that no provider package here speaks, as bodies alone. */
import { ENVELOPE_429 as text } from '../sayings.ts';

const message = { role: 'assistant', content: text };

export const BODIES: Readonly<Record<string, object>> = {
  'watsonx, text generation': {
    model_id: 'ibm/granite',
    results: [{ generated_text: text, generated_token_count: 9, stop_reason: 'eos_token' }],
    system: { warnings: [{ message: 'This model may fail', id: 'disclaimer_warning' }] },
  },
  'Ollama, chat': { model: 'llama3', message, done: true, done_reason: 'stop', total_duration: 502 },
  'Ollama, generate': { model: 'llama3', response: text, done: true, done_reason: 'stop', error: '' },
  'Text Generation Inference': [{ generated_text: text, details: { finish_reason: 'eos_token' } }] as object,
  'llama.cpp, completion': { content: text, stop: true, stop_type: 'eos', truncated: false, error: null },
  'Model Studio': {
    status_code: 200,
    request_id: 'req_1',
    code: '',
    message: '',
    output: { choices: [{ finish_reason: 'stop', message }] },
    usage: { total_tokens: 9 },
  },
  'Model Studio, as text': { output: { finish_reason: 'stop', text }, usage: {}, request_id: 'req_1' },
  'Baidu, ERNIE': {
    id: 'as-1',
    object: 'chat.completion',
    result: text,
    is_truncated: false,
    need_clear_history: false,
    flag: 0,
    usage: { total_tokens: 9 },
  },
  'Hunyuan, native': {
    Response: { RequestId: 'r', Choices: [{ FinishReason: 'stop', Message: { Role: 'assistant', Content: text } }] },
  },
  'Zhipu, its older API': {
    code: 200,
    msg: '操作成功',
    success: true,
    data: { task_status: 'SUCCESS', choices: [message], request_id: 'r' },
  },
  SenseNova: { data: { id: 'x', choices: [{ message: text, finish_reason: 'stop' }] } },
  'Spark, over its socket': {
    header: { code: 0, message: 'Success', sid: 's', status: 2 },
    payload: { choices: { status: 2, text: [message] } },
  },
  'MiniMax, its older API': {
    reply: text,
    input_sensitive: false,
    base_resp: { status_code: 0, status_msg: 'success' },
  },
  'Workers AI, REST': { result: { response: text }, success: true, errors: [], messages: [] },
  'Workers AI, with a message': {
    result: { response: text },
    success: true,
    errors: [],
    messages: [{ code: 10_000, message: 'Deprecated: requests will fail' }],
  },
  'Workers AI, the binding': { response: text, usage: { total_tokens: 9 } },
  'Bedrock, InvokeModel of Llama': { generation: text, stop_reason: 'stop', generation_token_count: 9 },
  'Bedrock, InvokeModel of Titan': {
    inputTextTokenCount: 5,
    results: [{ tokenCount: 9, outputText: text, completionReason: 'FINISH' }],
  },
  'Vertex AI, predict': { predictions: [{ content: text, safetyAttributes: { blocked: false, errors: [] } }] },
  'Gemini Interactions': {
    id: 'i1',
    status: 'completed',
    error: null,
    outputs: [{ type: 'text', text }],
  },
  Replicate: { id: 'p1', status: 'succeeded', error: null, logs: 'Error: retrying after 503', output: [text] },
  'Cohere, its older API': { response_id: 'r', text, finish_reason: 'COMPLETE', meta: { warnings: ['deprecated'] } },
  'OpenAI, completions': { object: 'text_completion', choices: [{ text, index: 0, finish_reason: 'stop' }] },
  'OpenAI, moderations': { id: 'm1', results: [{ flagged: true, categories: { violence: true } }] },
  'OpenAI, embeddings': { object: 'list', data: [{ object: 'embedding', embedding: [0.502], index: 0 }] },
  'OpenAI, images': { created: 1, data: [{ b64_json: 'aGk=', revised_prompt: text }] },
  'OpenAI, transcription': { text },
  'a text in a field of its own, with code 200': { code: 200, msg: 'success', answer: text },
  'a payload with code "0"': { code: '0', message: 'OK', payload: { answer: text } },
  'tokens with code 200': { tokens: [502, 503], code: 200, message: 'ok' },
  'no results, with code 200': { results: [], code: 200, message: 'ok' },
  'no data, with code 200': { data: [], code: 200, message: 'ok' },
  'nothing but code 200': { code: 200, message: 'OK' },
  'nothing but status "success"': { status: 'success', message: 'OK' },
  'a choice that ends with a failure taken back': {
    choices: [{ index: 0, message, finish_reason: 'tool_error_recovered' }],
  },
  'a text beside choices: null': { choices: null, error: '', text },
  'data with a blank error': { data: { error: '', answer: text } },
  'an answer whose tool failed on the way': {
    status: 'completed',
    output: [
      { type: 'mcp_call', status: 'failed', error: 'HTTP 502' },
      { type: 'message', content: [{ type: 'output_text', text }] },
    ],
  },
  'Anthropic, count of tokens': { input_tokens: 429 },
};
