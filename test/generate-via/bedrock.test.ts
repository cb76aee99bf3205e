/** Bedrock's Converse, in frames of its own. */
import { testBothWays } from './difference.ts';
import { converse } from './wire/converse.ts';

testBothWays(
  'bedrock',
  {
    // Generated, the metadata stands there although it says nothing.
    providerMetadata: [{ amazonBedrock: { stopSequence: null }, bedrock: { stopSequence: null } }, undefined],
  },
  {
    text: { recorded: converse([{ text: 'The sun shines.' }], 'end_turn'), parts: 'text', finishReason: 'stop' },
    'signed and redacted reasoning': {
      recorded: converse(
        [
          { reasoningContent: { reasoningText: { text: 'I wonder.', signature: 'signed' } } },
          { reasoningContent: { redactedContent: 'secret' } },
          { text: 'The sun.' },
        ],
        'end_turn',
      ),
      parts: 'reasoning, reasoning, text',
      finishReason: 'stop',
    },
    'text and several tool calls': {
      recorded: converse(
        [
          { text: 'I look.' },
          { toolUse: { toolUseId: 't1', name: 'weather', input: { city: '"old" Basel' } } },
          { toolUse: { toolUseId: 't2', name: 'weather', input: {} } },
        ],
        'tool_use',
      ),
      parts: 'text, tool-call, tool-call',
      finishReason: 'tool-calls',
    },
    'a text cut by length': {
      recorded: converse([{ text: 'The' }], 'max_tokens'),
      parts: 'text',
      finishReason: 'length',
    },
    'a filtered answer': {
      recorded: converse([], 'guardrail_intervened'),
      parts: '',
      finishReason: 'content-filter',
    },
  },
);
