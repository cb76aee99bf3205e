/** Prompts of all kinds, sensible and odd, for properties that hold of any. */
import fc from 'fast-check';
import {
  assistant,
  by,
  calls,
  executes,
  file,
  found,
  returns,
  says,
  type TestPart,
  thinks,
  toolMessage,
  user,
} from './prompts.ts';

const NAMESPACES = ['openai', 'azure', 'anthropic', 'amazonBedrock', 'google', 'openrouter', 'mistral', 'xai', 'mine'];
const FIELDS = [
  { itemId: 'STATE' },
  { signature: 'STATE' },
  { thoughtSignature: 'STATE' },
  { reasoning_details: ['STATE'] },
  { cacheControl: { type: 'ephemeral' } },
  { itemId: 'STATE', phase: 'final_answer' },
];

type Options = Record<string, Record<string, unknown>>;
const options: fc.Arbitrary<Options | undefined> = fc.option(
  fc
    .tuple(
      fc.dictionary(fc.constantFrom(...NAMESPACES), fc.constantFrom<Record<string, unknown>>(...FIELDS), {
        maxKeys: 2,
      }),
      fc.constantFrom({}, {}, by('a'), by('b')),
    )
    .map(([state, stamp]) => ({ ...state, ...stamp })),
  { nil: undefined },
);

const texts = fc.constantFrom('', ' ', 'one', 'two');
/** The ids of client-executed calls and of provider-executed ones never meet, else no pair could be told from another. */
const clientIds = fc.oneof(fc.constantFrom('call_1', 'call|2', 'call 3', 'abcdefghi', 'x'.repeat(70)), fc.string());
const clientId = clientIds.map(id => `c${id}`);
const executedId = fc.constantFrom('srvtoolu_1', 'ws_2', 'e3');

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    1,
    'text',
    [],
    {},
    { type: 'new-kind' },
    { type: 'custom', kind: 'openai.compaction' },
  ),
  fc.record({ type: fc.constantFrom('text', 'tool-call', 'reasoning'), providerOptions: fc.anything() }),
);

const part = <Args extends unknown[]>(
  make: (...args: Args) => TestPart,
  ...args: { [K in keyof Args]: fc.Arbitrary<Args[K]> }
) => fc.tuple(...(args as fc.Arbitrary<unknown>[])).map(values => make(...(values as Args)));

const answerPart = fc.oneof(
  part(says, texts, options),
  part(thinks, texts, options),
  part(calls, clientId, options),
  part(executes, executedId, options),
  part(found, executedId, options),
);
const resultPart = fc.oneof(
  part(returns, clientId, options),
  part(found, executedId, options),
  fc.constant<TestPart>({ type: 'tool-approval-response', approvalId: 'mcpr_1', approved: true }),
);
const questionPart = fc.oneof(part(says, texts, options), fc.constant(file({ type: 'data', data: 'AAAA' })));

const several = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.array(arbitrary, { maxLength: 5 });

/** What the SDK may hand to a model. */
export const anyPrompt = fc.array(
  fc.oneof(
    several(answerPart).map(parts => assistant(...parts)),
    several(resultPart).map(parts => toolMessage(...parts)),
    several(questionPart).map(parts => user(...parts)),
  ),
  { maxLength: 8 },
);

/** What nobody should. */
export const oddPrompt = fc.array(
  fc.oneof(
    odd,
    fc.record({
      role: fc.constantFrom('assistant', 'tool', 'system', 'new-role'),
      content: fc.oneof(several(odd), fc.anything()),
      providerOptions: fc.anything(),
    }),
  ),
  { maxLength: 6 },
);

const models = fc.constantFrom(
  { provider: 'openai.responses', modelId: 'gpt-5' },
  { provider: 'anthropic.messages', modelId: 'claude-sonnet-4-5' },
  { provider: 'amazon-bedrock', modelId: 'anthropic.claude-sonnet-4-5' },
  { provider: 'mistral.chat', modelId: 'mistral-large-latest' },
  { provider: 'google.generative-ai', modelId: 'gemini-3-pro' },
  { provider: 'openrouter', modelId: 'openai/gpt-5' },
  { provider: 'groq.chat', modelId: 'llama' },
  { provider: 'unheard-of', modelId: 'm' },
);

export const anyOptions = fc.record(
  {
    for: models,
    leg: fc.constantFrom('a', 'b'),
    unstamped: fc.constantFrom('a', 'b'),
    models: fc.dictionary(fc.constantFrom('a', 'b'), models),
  },
  { requiredKeys: ['for'] },
);
