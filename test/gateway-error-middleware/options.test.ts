/** A wrong option is a `TypeError` at construction that names the option, what it got and what it takes. */
import { wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { gatewayErrorMiddleware, type GatewayErrorOptions } from '../../src/index.ts';

const rule = {
  id: 'mine',
  source: 'https://example.com',
  origin: 'mine',
  match: () => true,
  failure: { category: 'overloaded' },
};

const WRONG: readonly [options: unknown, names: string, got: string, takes: string][] = [
  [{ holdBackMs: -1 }, '`holdBackMs`', '-1', 'a number of milliseconds from 0, Infinity or false'],
  [{ holdBackMs: Number.NaN }, '`holdBackMs`', 'NaN', 'a number of milliseconds'],
  [{ holdBackMs: '10s' }, '`holdBackMs`', '"10s"', 'a number of milliseconds'],
  [{ holdBackMs: true }, '`holdBackMs`', 'true', 'a number of milliseconds'],
  [{ holdBackMs: null }, '`holdBackMs`', 'null', 'a number of milliseconds'],
  [{ maxHeldParts: 0 }, '`maxHeldParts`', '0', 'a whole number from 1'],
  [{ maxHeldParts: 1.5 }, '`maxHeldParts`', '1.5', 'a whole number from 1'],
  [{ timeouts: 5_000 }, '`timeouts`', '5000', 'an object'],
  [{ timeouts: null }, '`timeouts`', 'null', 'an object'],
  [{ timeouts: { firstContentMs: 0 } }, '`timeouts.firstContentMs`', '0', 'a number of milliseconds from 1'],
  [{ timeouts: { firstContentMs: Infinity } }, '`timeouts.firstContentMs`', 'Infinity', 'a number of milliseconds'],
  [{ timeouts: { idleMs: -5 } }, '`timeouts.idleMs`', '-5', 'a number of milliseconds from 1 or false'],
  [{ timeouts: { idleMs: {} } }, '`timeouts.idleMs`', 'an object', 'a number of milliseconds'],
  [{ timeouts: { observe: 'yes' } }, '`timeouts.observe`', '"yes"', 'true or false'],
  [{ neverSucceeded: true }, '`neverSucceeded`', 'true', 'an object'],
  [{ neverSucceeded: { minCalls: 0 } }, '`neverSucceeded.minCalls`', '0', 'a whole number from 1'],
  [{ neverSucceeded: { minMs: -1 } }, '`neverSucceeded.minMs`', '-1', 'a number of milliseconds from 0'],
  [{ includeRequestBody: 1 }, '`includeRequestBody`', '1', 'true or false'],
  [{ onEvent: {} }, '`onEvent`', 'an object', 'a function'],
  [{ classify: 'x' }, '`classify`', '"x"', 'a function'],
  [{ clock: 5 }, '`clock`', '5', 'now'],
  [{ clock: { now: () => 0 } }, '`clock`', 'an object', 'setTimeout'],
  [{ rules: {} }, '`rules`', 'an object', 'an array of rules'],
  [{ rules: [5] }, '`rules[0]`', '5', 'an object'],
  [{ rules: [rule, { ...rule, id: '' }] }, '`rules[1].id`', '""', 'a name'],
  [{ rules: [{ ...rule, match: /x/ }] }, '`rules[0].match`', 'an object', 'a function'],
  [{ rules: [{ ...rule, match: async () => true }] }, '`rules[0].match`', 'an async function', 'true or false at once'],
  [{ rules: [{ ...rule, match: undefined }] }, '`rules[0].match`', 'undefined', 'a function'],
  [{ rules: [{ ...rule, failure: undefined }] }, '`rules[0].failure`', 'undefined', 'category'],
  [
    { rules: [{ ...rule, failure: { category: 'overload' } }] },
    '`rules[0].failure.category`',
    '"overload"',
    'one of rate-limit',
  ],
];

/** Misspelt options, each with a name that exists. */
const UNKNOWN: readonly [options: unknown, unknown: string, known: string][] = [
  [{ holdbackMs: 5 }, '`holdbackMs`', '`holdBackMs`'],
  [{ timeout: {} }, '`timeout`', '`timeouts`'],
  [{ timeouts: { firstChunkMs: 5 } }, '`timeouts.firstChunkMs`', '`firstContentMs`'],
  [{ neverSucceeded: { minCall: 5 } }, '`neverSucceeded.minCall`', '`minCalls`'],
  [{ rules: [{ ...rule, when: 5 }] }, '`rules[0].when`', '`match`'],
  [
    { rules: [{ ...rule, failure: { category: 'overloaded', retryabel: true } }] },
    '`rules[0].failure.retryabel`',
    '`retryable`',
  ],
];

const messageOf = (options: unknown): string => {
  try {
    gatewayErrorMiddleware(options as GatewayErrorOptions);
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
  return 'nothing was thrown';
};

describe('gatewayErrorMiddleware', () => {
  it.each(WRONG)('does not take %o', (options, names, got, takes) => {
    const message = messageOf(options);
    expect(message).toMatch(/^gatewayErrorMiddleware: /);
    expect(message).toContain(names);
    expect(message).toContain(`got ${got}`);
    expect(message).toContain(takes);
  });

  it.each(UNKNOWN)('knows no %o', (options, unknown, known) => {
    const message = messageOf(options);
    expect(message).toMatch(/^gatewayErrorMiddleware: unknown option /);
    expect(message).toContain(unknown);
    expect(message).toContain(known);
  });

  it.each([null, [], 'x', 5, () => {}])('takes an object of options, not %o', options => {
    expect(messageOf(options)).toMatch(/^gatewayErrorMiddleware: takes an object of options; got /);
  });

  it.each([
    {},
    undefined,
    { holdBackMs: 0 },
    { holdBackMs: Infinity, maxHeldParts: Infinity },
    { holdBackMs: false, timeouts: { idleMs: false } },
    { timeouts: {}, neverSucceeded: {}, rules: [] },
    { timeouts: { firstContentMs: undefined, idleMs: undefined, observe: undefined }, rules: undefined },
    { neverSucceeded: { minCalls: 1, minMs: 0 } },
    { rules: [rule] },
  ])('takes %o', options => {
    expect(messageOf(options)).toBe('nothing was thrown');
  });

  it('says at once that what it wraps is no model', () => {
    for (const model of [
      {},
      { doGenerate: async () => ({}) },
      { modelId: 'm', provider: 'p', specificationVersion: SPECIFICATION },
    ]) {
      expect(() => wrapLanguageModel({ model: model as never, middleware: gatewayErrorMiddleware() })).toThrow(
        TypeError,
      );
      expect(() => wrapLanguageModel({ model: model as never, middleware: gatewayErrorMiddleware() })).toThrow(
        /gatewayErrorMiddleware: `model` .* modelId, doGenerate and doStream/,
      );
    }
  });

  it('leaves name, provider and supported URLs of the model as they are', async () => {
    const model = new MockLanguageModelV4({ provider: 'p', modelId: 'm', supportedUrls: { 'image/*': [/^https:/] } });
    const wrapped = wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() });
    expect([wrapped.provider, wrapped.modelId]).toEqual(['p', 'm']);
    expect(await wrapped.supportedUrls).toEqual({ 'image/*': [/^https:/] });
  });

  it('does not change the options it was given', () => {
    const options: GatewayErrorOptions = Object.freeze({
      rules: Object.freeze([]) as never,
      timeouts: Object.freeze({ idleMs: 5 }),
      neverSucceeded: Object.freeze({ minCalls: 3 }),
    });
    expect(() => gatewayErrorMiddleware(options)).not.toThrow();
  });
});
