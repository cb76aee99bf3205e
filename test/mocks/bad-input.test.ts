/** Every slip in a script is a TypeError that names the option, what it got and what it takes. */

import { expect, test } from 'vitest';
import {
  cut,
  fixtures,
  handlers,
  ok,
  passthrough,
  rewritten,
  scenario,
  slowFirstToken,
  stall,
  status,
} from '../../mocks/index.ts';

const loose = (value: unknown) => value as never;

const slips: [name: string, slip: () => unknown, words: RegExp][] = [
  ['no steps', () => scenario([]), /scenario steps got an array of 0, takes an array of one step or more/],
  ['no array', () => scenario(loose('ok')), /scenario steps got "ok", takes an array/],
  [
    'an unknown step',
    () => scenario([ok(), loose({ kind: 'explode' })]),
    /scenario steps\[1\] got an object, takes a step/,
  ],
  ['a missing step', () => scenario([loose(undefined)]), /scenario steps\[0\] got undefined, takes a step/],
  [
    'an unknown option',
    () => scenario([ok()], loose({ byCaller: 1 })),
    /scenario options got "byCaller", takes byKey, api, delay/,
  ],
  [
    'a key that is no function',
    () => scenario([ok()], loose({ byKey: 'x' })),
    /scenario byKey got "x", takes a function/,
  ],
  [
    'a delay that is no function',
    () => scenario([ok()], loose({ delay: 5 })),
    /scenario delay got 5, takes a function/,
  ],
  [
    'an unknown API',
    () => scenario([ok()], loose({ api: 'soap' })),
    /scenario api got "soap", takes 'openai-responses' or/,
  ],
  ['a text that is none', () => ok(loose(7)), /ok text got 7, takes a string, or an array of strings/],
  ['an unknown option of ok', () => ok('', loose({ delay: 3 })), /ok options got "delay", takes .*delayMs/],
  ['a negative delay', () => ok('', { delayMs: -1 }), /ok delayMs got -1, takes milliseconds from 0/],
  ['a delay that no timer holds', () => ok('', { betweenPartsMs: 2 ** 31 }), /ok betweenPartsMs got 2147483648/],
  ['a negative first token', () => slowFirstToken(-5), /slowFirstToken ms got -5, takes milliseconds/],
  ['a first token at no time', () => slowFirstToken(Number.NaN), /slowFirstToken ms got NaN/],
  ['negative parts', () => stall({ afterParts: -1 }), /stall afterParts got -1, takes a whole number, 0 or more/],
  ['half a part', () => cut({ afterParts: 0.5 }), /cut afterParts got 0.5, takes a whole number/],
  ['no parts', () => cut(loose({})), /cut afterParts got undefined, takes a whole number/],
  [
    'more parts than the text has',
    () => cut({ afterParts: 3, text: 'two words' }),
    /cut afterParts got 3, takes no more than the 2 parts/,
  ],
  [
    'parts without a preamble',
    () => stall({ afterParts: 1, preamble: false }),
    /stall preamble got false, takes false only with afterParts: 0/,
  ],
  [
    'an unknown ending',
    () => cut(loose({ afterParts: 1, ending: 'bang' })),
    /cut ending got "bang", takes 'error' or 'end'/,
  ],
  ['tokens below zero', () => ok('', { usage: { inputTokens: -1 } }), /ok usage.inputTokens got -1/],
  [
    'an unknown token count',
    () => ok('', { usage: loose({ input: 1 }) }),
    /ok usage options got "input", takes inputTokens, outputTokens/,
  ],
  [
    'an unknown finish reason',
    () => ok('', loose({ finishReason: 'done' })),
    /ok finishReason got "done", takes 'stop' or 'length'/,
  ],
  [
    'a tool call without a name',
    () => ok('', { toolCalls: [loose({ input: {} })] }),
    /ok toolCalls\[0\] got an object, takes \{ name, input \}/,
  ],
  ['tool calls that are no list', () => ok('', { toolCalls: loose('x') }), /ok toolCalls got "x", takes an array/],
  ['a status below 200', () => status(101), /status status got 101, takes an HTTP status from 200 to 599/],
  ['a status above 599', () => passthrough(999), /passthrough status got 999/],
  ['a wait below zero', () => status(429, { retryAfter: -1 }), /status retryAfter got -1, takes seconds/],
  ['an unknown option of status', () => status(429, loose({ retryAfterMs: 1 })), /status options got "retryAfterMs"/],
  [
    'a stream that passes through',
    () => passthrough(fixtures['openrouter-502-first-frame']),
    /passthrough got an object, takes an HTTP status, or a fixture with a body/,
  ],
  [
    'a code that is none',
    () => rewritten(502),
    /rewritten code got 502, takes a gateway code from 2000 to 2999, or 7013/,
  ],
  ['handlers of nothing', () => handlers(loose([ok()])), /handlers got an array of 1, takes a scenario/],
  [
    'a base URL that is none',
    () => handlers(scenario([ok()]), { baseURL: 'localhost' }),
    /handlers baseURL got "localhost", takes an absolute URL/,
  ],
  [
    'an empty list of base URLs',
    () => handlers(scenario([ok()]), { baseURL: [] }),
    /handlers baseURL got an array of 0/,
  ],
];

test.each(slips)('%s', (_, slip, words) => {
  expect(slip).toThrow(TypeError);
  expect(slip).toThrow(words);
});

test('a script for a key is checked when the key is first seen', async () => {
  const upstream = scenario(() => [], { byKey: () => 'anna' });
  const asked = upstream.fetch('https://api.openai.com/v1/responses', { method: 'POST', body: '{}' });
  await expect(asked).rejects.toThrow('scenario steps for key "anna" got an array of 0');
});

test('a request that no API takes is an error that says what is known', async () => {
  const upstream = scenario([ok()]);
  const asked = upstream.fetch('https://api.openai.com/v1/audio/speech', { method: 'POST', body: '{}' });
  await expect(asked).rejects.toThrow(
    'POST https://api.openai.com/v1/audio/speech; it knows paths that end in /responses',
  );
  expect(upstream.count).toBe(0);
  const fixed = scenario([ok()], { api: 'openai-chat' });
  expect((await fixed.fetch('http://localhost:1/odd', { method: 'POST', body: '{}' })).status).toBe(200);
});
