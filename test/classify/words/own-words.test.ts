import { describe, expect, test } from 'vitest';
import { ownWords, sentenceOf, unquoted } from '../../../src/classify/words/own-words.ts';

describe('the sentence of a message', () => {
  test.each([
    ['prompt is too long: 5 tokens', 'prompt is too long: 5 tokens'],
    ['litellm.BadRequestError: AnthropicException - prompt is too long', 'prompt is too long'],
    ["Error code: 400 - {'error': {'message': \"No such thing\"}}", 'No such thing"}}'],
    ['400 "Incorrect API key provided."', 'Incorrect API key provided."'],
    ['<400> InternalError.Algo.InvalidParameter: Range of input', 'Range of input'],
    ['messages.46.content.9.image.source.base64: image exceeds 5 MB', 'image exceeds 5 MB'],
    ['An error occurred (ValidationException) when calling the Converse operation: Too long', 'Too long'],
    [
      'Converse: operation error Bedrock Runtime: Converse, https response error StatusCode: 400, RequestID: 1a-2b, ValidationException: Too long',
      'Too long',
    ],
    [
      'operation error S3: GetObject, exceeded maximum number of attempts, 3, https response error StatusCode: 503, RequestID: , api error SlowDown: Later',
      'SlowDown: Later',
    ],
    ['Error from provider (DeepSeek): Insufficient Balance', 'Insufficient Balance'],
    ['Invalid value: nothing', 'Invalid value: nothing'],
    ['', ''],
  ])('%s', (message, sentence) => {
    expect(sentenceOf(message)).toBe(sentence);
  });
});

describe('without what it quotes', () => {
  test.each([
    ["Invalid value: 'rate limit exceeded'. Supported: 'a', 'b'.", "Invalid value: …. Supported: 'a', 'b'."],
    [
      "This model's context isn't that long, users' tokens count",
      "This model's context isn't that long, users' tokens count",
    ],
    ['got "don\'t \\"stop\\" now" here', 'got … here'],
    ['The model `gpt-5` is `no longer there`', 'The model `gpt-5` is …'],
    ['found “no credits left” and «aucun crédit ici»', 'found … and …'],
    ["Input 'it isn't over' ends", 'Input … ends'],
    ["Cut 'rate limit exceeded, try ag", 'Cut …'],
    ['A lone \' mark, and "one"', 'A lone \' mark, and "one"'],
    ['5\' 3" tall', '5\' 3" tall'],
  ])('%s', (message, own) => {
    expect(unquoted(message)).toBe(own);
  });

  test('what stands in front of the sentence stays', () => {
    expect(unquoted("Error code: 429 - {'message': 'Try again in 20s'}")).toContain('Try again in 20s');
  });

  test('in a time that grows with the text and no faster', () => {
    const hostile = [" 'x", ' "x', ' \'x "y `z “w «v', "' ", '\\"', ": '", '{'].map(piece => piece.repeat(60_000));
    for (const text of hostile) expect(ownWords(text).length).toBeLessThanOrEqual(text.length + 1);
  });
});

test('own words end at a colon: behind it stands what was found', () => {
  expect(ownWords('Invalid value: no credits')).toBe('Invalid value');
  expect(ownWords('model anthropic.claude:0 is not supported')).toBe('model anthropic.claude:0 is not supported');
});
