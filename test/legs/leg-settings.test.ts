/** Call options that a leg sets for itself: what is checked, and that the rest is the model's to say. */
import { describe, expect, it } from 'vitest';
import { checkHeaders, checkProviderOptions, SETTINGS } from '../../src/legs/leg-settings.ts';
import { checkRows } from '../../src/runtime/option-rows.ts';

const check = (settings: unknown) => () => checkRows('make', 'settings', settings, SETTINGS);

describe('settings', () => {
  it.each([
    {},
    { temperature: 0, topP: 1, topK: 40, seed: -7, presencePenalty: -2, frequencyPenalty: 1.5 },
    { stopSequences: [], reasoning: 'high', toolChoice: { type: 'auto' }, maxOutputTokens: 1 },
    { stopSequences: undefined, temperature: undefined },
  ])('%o are taken', settings => {
    expect(check(settings)).not.toThrow();
  });

  it.each<[object, string]>([
    [{ temperature: '0.5' }, '`settings.temperature` takes a number from 0; got "0.5".'],
    [{ presencePenalty: Number.NaN }, '`settings.presencePenalty` takes a number; got NaN.'],
    [{ seed: 0.5 }, '`settings.seed` takes a whole number; got 0.5.'],
    [{ stopSequences: 'END' }, '`settings.stopSequences` takes an array of strings; got "END".'],
    [{ stopSequences: ['END', undefined] }, '`settings.stopSequences[1]` takes a string; got undefined.'],
    [{ toolChoice: 'auto' }, '`settings.toolChoice` takes an object; got "auto".'],
  ])('%o are named', (settings, said) => {
    expect(check(settings)).toThrow(new TypeError(`make: option ${said}`));
  });
});

it('headers are texts, and options of a provider an object', () => {
  expect(() => checkHeaders('make', 'headers', { a: 'b', c: undefined })).not.toThrow();
  expect(() => checkHeaders('make', 'headers', { a: ['b'] })).toThrow(
    'option `headers.a` takes a string; got an array.',
  );
  expect(() => checkProviderOptions('make', 'providerOptions', { openai: { store: false } })).not.toThrow();
  expect(() => checkProviderOptions('make', 'providerOptions', { openai: null })).toThrow(
    'option `providerOptions.openai` takes an object; got null.',
  );
});
