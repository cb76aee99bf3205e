/** Answers of the APIs with wires of their own: failed tools, ratings and traces of guardrails within a good answer. */
import type { AnswerRow } from '../row.ts';
import { ENVELOPE_429, PAGE_502, STATUSES } from '../sayings.ts';
import { anthropic, bedrock, cohere, google, items } from './write.ts';

const said = { text: ENVELOPE_429 };
const safety = (probability: string) =>
  ['HARM_CATEGORY_HATE_SPEECH', 'HARM_CATEGORY_DANGEROUS_CONTENT'].map(category => ({
    category,
    probability,
    blocked: false,
  }));

/** The JSON of a row, and every event of its stream that holds the field, with something more. */
function withFields(row: AnswerRow, anchor: string, fields: object): AnswerRow {
  const { json, stream, ...rest } = row.recorded;
  const added = stream.map(chunk => {
    if (typeof chunk !== 'string' || !chunk.includes(`"${anchor}"`)) return chunk;
    const [, event = '', data = '{}'] = /^(event: .*\n)?data: (.*)\n\n$/s.exec(chunk) ?? [];
    return `${event}data: ${JSON.stringify({ ...(JSON.parse(data) as object), ...fields })}\n\n`;
  });
  return { ...row, recorded: { ...rest, json: { ...(json as object), ...fields }, stream: added } };
}

/** @see https://docs.claude.com/en/docs/agents-and-tools/tool-use/web-search-tool */
const searched = (error_code: string) => [
  { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: STATUSES } },
  {
    type: 'web_search_tool_result',
    tool_use_id: 'srvtoolu_1',
    content: { type: 'web_search_tool_result_error', error_code },
  },
];
const fetched = (error_code: string) => [
  { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_fetch', input: { url: 'https://example.com/503' } },
  {
    type: 'web_fetch_tool_result',
    tool_use_id: 'srvtoolu_1',
    content: { type: 'web_fetch_tool_result_error', error_code },
  },
];

const ANTHROPIC: readonly AnswerRow[] = [
  ...['too_many_requests', 'unavailable', 'max_uses_exceeded'].map(code =>
    anthropic(`a web search that failed: ${code}`, said, 'end_turn', searched(code)),
  ),
  ...['url_not_accessible', 'too_many_requests'].map(code =>
    anthropic(`a fetched page that failed: ${code}`, said, 'end_turn', fetched(code)),
  ),
  anthropic('a search that failed and nothing else', {}, 'pause_turn', searched('unavailable')),
  anthropic('thinking about a page', { reasoning: PAGE_502, text: STATUSES }),
  anthropic('thinking, then a call', { reasoning: ENVELOPE_429, input: { type: 'error', error: { type: 'x' } } }),
];

const GOOGLE: readonly AnswerRow[] = [
  google('ratings that are high', said, { candidate: { safetyRatings: safety('HIGH') } }),
  withFields(google('feedback to the prompt', said), 'candidates', {
    promptFeedback: { safetyRatings: safety('HIGH') },
  }),
  withFields(google('feedback without a reason to block', said), 'candidates', {
    promptFeedback: { blockReason: 'BLOCK_REASON_UNSPECIFIED', safetyRatings: [] },
  }),
  ...['BLOCK_REASON_UNSPECIFIED', 'BLOCKED_REASON_UNSPECIFIED'].map(blockReason =>
    withFields(google(`no part, and ${blockReason}`, {}), 'candidates', { promptFeedback: { blockReason } }),
  ),
  google('Vertex: logarithms and a message beside the reason', said, {
    candidate: { avgLogprobs: -0.5, finishMessage: 'Model generated 429 tokens', safetyRatings: safety('NEGLIGIBLE') },
  }),
  withFields(google('Vertex: when and how it was served', said), 'candidates', {
    createTime: '2026-11-01T00:00:00Z',
    modelStatus: { modelStage: 'DEPRECATED', message: 'This model will fail with 404 NOT_FOUND' },
  }),
  google('code that failed', said, {
    before: [
      { executableCode: { language: 'PYTHON', code: 'raise RuntimeError("503")' } },
      { codeExecutionResult: { outcome: 'OUTCOME_FAILED', output: 'RuntimeError: 503 Service Unavailable' } },
    ],
  }),
  google('a page that could not be fetched', said, {
    candidate: {
      urlContextMetadata: {
        urlMetadata: [{ retrievedUrl: 'https://example.com/', urlRetrievalStatus: 'URL_RETRIEVAL_STATUS_ERROR' }],
      },
    },
  }),
  google('a thought about a page, then a call', { reasoning: PAGE_502, input: { error: { code: 503 } } }),
];

const BEDROCK: readonly AnswerRow[] = [
  withFields(bedrock('the trace of a guardrail', said), 'none', {
    trace: {
      guardrail: {
        actionReason: 'No action.',
        inputAssessment: {
          g1: { contentPolicy: { filters: [{ type: 'INSULTS', confidence: 'LOW', action: 'NONE', detected: true }] } },
        },
      },
    },
  }),
  withFields(bedrock('further fields of the model', said), 'none', {
    additionalModelResponseFields: { error: null, stop_sequence: null },
    performanceConfig: { latency: 'standard' },
  }),
  bedrock('reasoning with a page', { reasoning: PAGE_502, text: STATUSES }),
  bedrock('a call with an exception', { input: { throttlingException: { message: 'Too many requests' } } }),
];

/** @see https://platform.openai.com/docs/api-reference/responses/object */
const RESPONSES: readonly AnswerRow[] = [
  ...(['openai responses', 'azure responses', 'xai'] as const).flatMap(door => [
    items(door, 'reasoning with a page', { reasoning: PAGE_502, text: STATUSES }),
    withFields(items(door, 'a status, no error, no details', said), 'none', {
      status: 'completed',
      error: null,
      incomplete_details: null,
      background: false,
      safety_identifier: null,
    }),
    withFields(items(door, 'a request full of error words', said), 'none', {
      instructions: STATUSES,
      metadata: { error: 'rate_limit_exceeded', code: '429' },
    }),
  ]),
  items('openai responses', 'a web search for an error', said, {
    before: [{ type: 'web_search_call', id: 'ws_1', action: { type: 'search', query: '502 Bad Gateway' } }],
  }),
  {
    ...items(
      'openai responses',
      'a refusal in its own item',
      {},
      {
        before: [{ type: 'refusal', id: 'msg_0', text: 'I cannot: content policy violation.' }],
      },
    ),
    text: 'I cannot: content policy violation.',
  },
];

const COHERE: readonly AnswerRow[] = [
  cohere('a warning', said, 'COMPLETE', {
    meta: { api_version: { version: '2' }, warnings: ['model is deprecated and will return 404'] },
  }),
  cohere('thinking about a page', { reasoning: PAGE_502, text: STATUSES }),
  cohere('logprobs: null, error: null', said, 'COMPLETE', { logprobs: null, error: null }),
];

export const OWN_WIRE_ROWS: readonly AnswerRow[] = [...ANTHROPIC, ...GOOGLE, ...BEDROCK, ...RESPONSES, ...COHERE];
