/** Where bodies say why an answer ended, and what in them is content. */
import { expect, it, test } from 'vitest';
import { carriesContent } from '../../src/classify/body/answer-content.ts';
import { finishReasonIn } from '../../src/classify/finish/finish-in-body.ts';
import { classify, type Failure } from '../../src/index.ts';

const inspected = (body: unknown): Failure => classify(undefined, { response: { status: 200, body } });

test.each<[string, object]>([
  ['a chat completion', { choices: [{ message: { content: '' }, finish_reason: 'network_error' }] }],
  ['a completion', { choices: [{ text: '', finish_reason: 'network_error' }] }],
  ['Gemini', { candidates: [{ finishReason: 'network_error' }] }],
  ['Anthropic', { content: [], stop_reason: 'network_error' }],
  ['Bedrock', { output: { message: { content: [] } }, stopReason: 'network_error' }],
  ['Cohere', { message: { content: [] }, finish_reason: 'network_error' }],
  ['the Responses API', { output: [], incomplete_details: { reason: 'network_error' } }],
  ['its stream', { type: 'response.incomplete', response: { incomplete_details: { reason: 'network_error' } } }],
  ['Ollama', { message: { content: '' }, done: true, done_reason: 'network_error' }],
  ['Text Generation Inference', { generated_text: '', details: { finish_reason: 'network_error' } }],
  ['watsonx', { results: [{ generated_text: '', stop_reason: 'network_error' }] }],
  ['Model Studio', { output: { choices: [{ finish_reason: 'network_error', message: { content: '' } }] } }],
  ['Workers AI over REST', { success: true, errors: [], result: { choices: [{ finish_reason: 'network_error' }] } }],
  ['Vercel’s gateway', { content: [], finishReason: { unified: 'other', raw: 'network_error' } }],
  ['its older form', { content: [], finishReason: 'network_error' }],
])('%s: the reason is found', (_, body) => {
  expect(finishReasonIn(body)).toBe('network_error');
  expect(carriesContent(body)).toBe(false);
  for (const given of [body, JSON.stringify(body), `data: ${JSON.stringify(body)}\n\n`]) {
    expect(inspected(given)).toMatchObject({
      category: 'upstream-failure',
      rule: 'finish:network_error',
      code: 'network_error',
      retryable: true,
      fallback: true,
    });
  }
});

test.each<[string, object]>([
  ['a text', { choices: [{ message: { content: 'Hi' } }] }],
  ['a list of texts', { choices: [{ message: { content: [{ type: 'text', text: 'Hi' }] } }] }],
  ['a completion', { choices: [{ text: 'Hi' }] }],
  ['a delta', { choices: [{ delta: { content: 'Hi' } }] }],
  ['reasoning', { choices: [{ delta: { reasoning_content: 'Hm' } }] }],
  ['a tool call', { choices: [{ delta: { tool_calls: [{ index: 0, function: { name: 'f' } }] } }] }],
  ['an image', { choices: [{ message: { content: null, images: [{ image_url: { url: 'data:' } }] } }] }],
  ['a refusal in words', { choices: [{ message: { content: null, refusal: 'No.' } }] }],
  ['a part of Gemini', { candidates: [{ content: { parts: [{ text: 'Hi' }] } }] }],
  ['a function call of Gemini', { candidates: [{ content: { parts: [{ functionCall: { name: 'f', args: {} } }] } }] }],
  ['a block of Anthropic', { content: [{ type: 'text', text: 'Hi' }] }],
  ['a delta of Anthropic', { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Hi' } }],
  ['a tool call of Anthropic', { type: 'content_block_start', content_block: { type: 'tool_use', id: 't' } }],
  ['a block of Bedrock', { output: { message: { content: [{ text: 'Hi' }] } } }],
  ['a delta of Bedrock', { contentBlockDelta: { delta: { toolUse: { input: '{' } } } }],
  ['a message of Cohere', { message: { content: [{ type: 'text', text: 'Hi' }] } }],
  ['a delta of Cohere', { delta: { message: { content: { text: 'Hi' } } } }],
  ['an item of the Responses API', { output: [{ type: 'function_call', name: 'f', arguments: '{}' }] }],
  ['a delta of the Responses API', { type: 'response.output_text.delta', delta: 'Hi' }],
  ['an answer of Workers AI', { result: { response: 'Hi' } }],
  ['an answer of Ollama', { message: { content: 'Hi' } }],
  ['a text of TGI', { generated_text: 'Hi' }],
  ['a part of Vercel’s gateway', { type: 'tool-call', toolCallId: 't' }],
])('%s is content', (_, body) => {
  expect(carriesContent(body)).toBe(true);
});

test.each<[string, unknown]>([
  ['what the Responses API echoes', { response: { output: [], text: { format: { type: 'text' } }, reasoning: {} } }],
  ['its settings in full', { text: { format: { type: 'text' } }, reasoning: { effort: 'low' }, output: [] }],
  ['thinking that is not shown', { output: [{ type: 'reasoning', id: 'rs_1', summary: [] }] }],
  ['an empty block', { content: [{ type: 'text', text: '' }] }],
  ['an empty part', { candidates: [{ content: { parts: [{ text: '', thoughtSignature: 's' }] } }] }],
  ['the start of a message', { type: 'message_start', message: { role: 'assistant', content: [], model: 'm' } }],
  ['a role', { choices: [{ delta: { role: 'assistant', content: '' } }] }],
  ['nothing', null],
])('%s is no content', (_, body) => {
  expect(carriesContent(body)).toBe(false);
});

it('judges a stream by its last reason and by the content of all its frames', () => {
  const frame = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
  const text = frame({ choices: [{ delta: { content: 'Hi' }, finish_reason: null }] });
  const end = (finish_reason: string) => frame({ choices: [{ delta: {}, finish_reason }] });
  expect(inspected(text + end('flux_capacitor')).rule).toBe('response:success');
  expect(inspected(end('flux_capacitor')).rule).toBe('finish:unknown');
  expect(inspected(text + end('network_error')).rule).toBe('finish:network_error');
  expect(inspected(text + end('error') + end('stop')).rule).toBe('response:success');
});

it('lets an error that the body tells itself say what happened', () => {
  const body = { error: { code: 402, message: 'Insufficient credits' }, choices: [{ finish_reason: 'error' }] };
  expect(inspected(body).category).toBe('billing');
});

it('ends with bodies that hold themselves', () => {
  const body: Record<string, unknown> = { finish_reason: 'flux_capacitor' };
  for (const key of ['result', 'response', 'output', 'message', 'delta', 'start']) body[key] = body;
  body['choices'] = [body, body, body, body, body, body, body, body];
  expect(inspected(body).rule).toBe('finish:unknown');
  const list: unknown[] = [];
  list.push(list);
  expect(inspected({ content: list, stop_reason: 'flux_capacitor' }).rule).toBe('finish:unknown');
  const block: Record<string, unknown> = {};
  block['content'] = block;
  expect(inspected({ content: block, stop_reason: 'flux_capacitor' }).rule).toBe('finish:unknown');
});
