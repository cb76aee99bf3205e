/** Which files the SDK downloads for a chain of models, by the SDK's own rule; and that no fallback holds a call up before it begins. */
import { createGateway, generateText, type LanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { ok, scenario } from '../../mocks/index.ts';
import { createFailover, type LegInput } from '../../src/index.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { thenable } from '../support/thenable.ts';

const IMAGE = 'https://example.com/a.png';
const bytes = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]);

const mock = (supportedUrls: unknown) =>
  new MockLanguageModelV4({ supportedUrls: supportedUrls as Record<string, RegExp[]> });

/** Asks with a file at this address; whether the SDK fetched it itself. */
async function isDownloaded(model: LanguageModel, url: string, mediaType: string): Promise<boolean> {
  let downloaded = false;
  await generateText({
    model,
    maxRetries: 0,
    messages: [{ role: 'user', content: [{ type: 'file', data: new URL(url), mediaType }] }],
    experimental_download: async wanted => {
      downloaded = wanted.some(({ isUrlSupportedByModel }) => !isUrlSupportedByModel);
      return wanted.map(({ isUrlSupportedByModel }) => (isUrlSupportedByModel ? null : { data: bytes, mediaType }));
    },
  });
  return downloaded;
}

describe('a file', () => {
  const vercel = createGateway({ apiKey: 'unused' })('openai/gpt-5');

  it.each<[string, () => LegInput[], string, string, boolean]>([
    [
      'that the fallback takes with everything else',
      () => [anthropicLeg(scenario([ok()])), vercel],
      IMAGE,
      'image/png',
      false,
    ],
    ['that both take', () => [anthropicLeg(scenario([ok()])), openaiLeg(scenario([ok()]))], IMAGE, 'image/png', false],
    [
      'that the fallback takes by a narrower pattern',
      () => [openaiLeg(scenario([ok()])), mock({ 'image/png': [/^https:\/\/.+/] })],
      IMAGE,
      'image/png',
      false,
    ],
    [
      'that the fallback’s narrower pattern leaves out',
      () => [openaiLeg(scenario([ok()])), mock({ 'image/png': [/^https:\/\/.+/] })],
      'http://example.com/a.png',
      'image/png',
      true,
    ],
    [
      'of a type that the fallback does not take',
      () => [openaiLeg(scenario([ok()])), mock({ 'image/png': [/.*/] })],
      IMAGE,
      'image/webp',
      true,
    ],
    ['that the fallback does not take', () => [openaiLeg(scenario([ok()])), mock({})], IMAGE, 'image/png', true],
    [
      'of which a fallback says rubbish',
      () => [openaiLeg(scenario([ok()])), mock({ '*': 'all', 'image/*': [null, 'https'] })],
      IMAGE,
      'image/png',
      true,
    ],
  ])('%s', async (_, legs, url, mediaType, expected) => {
    expect(await isDownloaded(createFailover({ models: legs() }), url, mediaType)).toBe(expected);
  });
});

describe('what a fallback takes', () => {
  const broken = () => {
    throw new Error('The fallback is set up wrongly');
  };
  const FALLBACKS: [string, () => unknown][] = [
    ['that rejects', () => Promise.reject(new Error('The fallback is set up wrongly'))],
    ['that is resolved in vain', () => thenable(broken)],
  ];

  it.each(FALLBACKS)('%s fails no call of the primary', async (_, supportedUrls) => {
    const model = createFailover({ models: [openaiLeg(scenario([ok('a')])), mock(supportedUrls())] });
    await settle();
    expect(await model.supportedUrls).toEqual({});
    expect(await isDownloaded(model, IMAGE, 'image/png')).toBe(true);
  });

  it('that throws fails no call of the primary', async () => {
    const fallback = Object.defineProperty(mock({}), 'supportedUrls', { get: broken });
    const model = createFailover({ models: [openaiLeg(scenario([ok('a')])), fallback] });
    expect(await isDownloaded(model, IMAGE, 'image/png')).toBe(true);
  });

  it.each([
    [undefined, 10_000],
    [2_000, 2_000],
    [60_000, 10_000],
  ])('that never says, with a total of %s, is waited for %i ms', async (totalMs, waitMs) => {
    const clock = createManualClock();
    const forever = new Promise<never>(() => {});
    const model = createFailover({
      models: [openaiLeg(scenario([ok('a')])), mock(forever)],
      clock,
      ...(totalMs && { timeouts: { totalMs } }),
    });
    let urls: unknown;
    void Promise.resolve(model.supportedUrls).then(known => (urls = known));
    await clock.advance(waitMs - 1);
    expect(urls).toBeUndefined();
    await clock.advance(1);
    expect([urls, clock.pending]).toEqual([{}, 0]);
    // The next call does not wait again.
    urls = undefined;
    void Promise.resolve(model.supportedUrls).then(known => (urls = known));
    await clock.advance(0);
    expect([urls, clock.pending]).toEqual([{}, 0]);
  });

  it('that comes in time counts, and leaves no timer', async () => {
    const clock = createManualClock();
    const own = { 'image/*': [/^https?:\/\/.*$/] };
    const model = createFailover({ models: [openaiLeg(scenario([ok()])), mock(Promise.resolve(own))], clock });
    expect(await model.supportedUrls).toEqual(own);
    expect(clock.pending).toBe(0);
  });
});

it('what the primary rejects with is the caller’s to see', async () => {
  const reason = new Error('The primary is set up wrongly');
  const model = createFailover({ models: [mock(Promise.reject(reason)), openaiLeg(scenario([ok()]))] });
  await settle();
  await expect(Promise.resolve(model.supportedUrls)).rejects.toBe(reason);
});
