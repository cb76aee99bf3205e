/** Google's `generateContent`. */
import { expect } from 'vitest';
import { testBothWays } from './difference.ts';
import { gemini } from './wire/gemini.ts';

const generatedIds = [expect.any(String), expect.any(String)] satisfies [unknown, unknown];

testBothWays(
  'google',
  {},
  {
    text: { recorded: gemini([{ text: 'The sun shines.' }], 'STOP'), parts: 'text', finishReason: 'stop' },
    'thoughts, and a signed text': {
      recorded: gemini(
        [
          { text: 'I wonder.', thought: true },
          { text: 'The sun.', thoughtSignature: 'signed' },
        ],
        'STOP',
      ),
      parts: 'reasoning, text',
      finishReason: 'stop',
    },
    'text and several tool calls': {
      recorded: gemini(
        [
          { text: 'I look.' },
          { functionCall: { id: 'c1', name: 'weather', args: { city: 'Bern' } }, thoughtSignature: 'signed' },
          { functionCall: { id: 'c2', name: 'weather', args: {} } },
        ],
        'STOP',
      ),
      parts: 'text, tool-call, tool-call',
      finishReason: 'tool-calls',
    },
    'a tool call without an id': {
      recorded: gemini([{ functionCall: { name: 'weather', args: { city: 'Bern' } } }], 'STOP'),
      parts: 'tool-call',
      finishReason: 'tool-calls',
      differs: { 'content.0.toolCallId': generatedIds },
    },
    'a picture': {
      recorded: gemini([{ text: 'Here:' }, { inlineData: { mimeType: 'image/png', data: 'aGk=' } }], 'STOP'),
      parts: 'text, file',
      finishReason: 'stop',
    },
    sources: {
      recorded: gemini([{ text: 'The sun.' }], 'STOP', {
        groundingMetadata: {
          webSearchQueries: ['sun'],
          groundingChunks: [{ web: { uri: 'https://example.com/a', title: 'A' } }],
        },
      }),
      parts: 'text, source',
      finishReason: 'stop',
      differs: { 'content.1.id': generatedIds },
    },
    'a text cut by length': {
      recorded: gemini([{ text: 'The' }], 'MAX_TOKENS'),
      parts: 'text',
      finishReason: 'length',
    },
    'a filtered answer': {
      recorded: gemini([], 'SAFETY', { safetyRatings: [{ category: 'HARM', probability: 'HIGH', blocked: true }] }),
      parts: '',
      finishReason: 'content-filter',
    },
  },
);
