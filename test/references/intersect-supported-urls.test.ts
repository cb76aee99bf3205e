import { createAnthropic } from '@ai-sdk/anthropic';
import { createMistral } from '@ai-sdk/mistral';
import { createOpenAI } from '@ai-sdk/openai';
import { createGateway } from 'ai';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intersectSupportedUrls, type SupportedUrls } from '../../src/references/intersect-supported-urls.ts';
import { providerPackages } from '../support/provider-packages.ts';

const HTTP = /^https?:\/\/.*$/;
/** The SDK's own rule: types are compared without regard to case, a wildcard stands for all that begins so. */
function isTaken(urls: SupportedUrls, mediaType: string, url: string): boolean {
  const asked = mediaType.toLowerCase();
  const isFor = (type: string) =>
    type === '*' ||
    type === '*/*' ||
    ((type.endsWith('/*') ? asked.startsWith(type.slice(0, -1)) || asked === type.slice(0, -2) : asked === type) &&
      type.includes('/'));
  return Object.entries(urls).some(
    ([type, patterns]) => isFor(type.toLowerCase()) && patterns.some(pattern => pattern.test(url)),
  );
}

const both = (...all: SupportedUrls[]) => intersectSupportedUrls(all.map(supportedUrls => ({ supportedUrls })));

describe('the addresses that all models take', () => {
  it.each<[string, SupportedUrls, SupportedUrls, SupportedUrls]>([
    ['equal ones', { 'image/*': [HTTP] }, { 'image/*': [/^https?:\/\/.*$/] }, { 'image/*': [HTTP] }],
    [
      'a pattern that ignores letters’ case',
      { 'image/*': [HTTP] },
      { 'image/*': [/^https?:\/\/.*$/i] },
      { 'image/*': [HTTP] },
    ],
    ['other media types', { 'image/*': [HTTP] }, { 'application/pdf': [HTTP] }, {}],
    ['a wildcard and a type', { 'image/*': [HTTP] }, { 'image/png': [HTTP] }, { 'image/png': [HTTP] }],
    ['a type and a wildcard', { 'image/png': [HTTP] }, { 'image/*': [HTTP] }, { 'image/png': [HTTP] }],
    ['all types and one', { '*/*': [HTTP] }, { 'image/*': [HTTP] }, { 'image/*': [HTTP] }],
    ['all types in short', { 'image/*': [HTTP] }, { '*': [HTTP] }, { 'image/*': [HTTP] }],
    ['all types and all types', { '*': [HTTP] }, { '*/*': [HTTP] }, { '*': [HTTP] }],
    ['a name that only begins alike', { 'image/p': [HTTP] }, { 'image/png': [HTTP] }, {}],
    ['everything and something', { '*/*': [/.*/] }, { 'image/*': [HTTP] }, { 'image/*': [HTTP] }],
    ['something and everything', { 'image/*': [HTTP] }, { '*/*': [/.*/] }, { 'image/*': [HTTP] }],
    ['a wider beginning', { 'image/*': [/^https:\/\/.*$/] }, { '*': [HTTP] }, { 'image/*': [/^https:\/\/.*$/] }],
    ['a narrower one', { 'image/*': [HTTP] }, { 'image/png': [/^https:\/\/.+/] }, { 'image/png': [/^https:\/\/.+/] }],
    ['types in other letters', { 'IMAGE/*': [HTTP] }, { 'image/PNG': [HTTP] }, { 'image/PNG': [HTTP] }],
    ['patterns of which neither is wider', { 'image/*': [/^https:.*\.png$/] }, { 'image/*': [/^https:.*a/] }, {}],
    ['nothing', { 'image/*': [HTTP] }, {}, {}],
    ['one of two', { 'image/*': [HTTP, /^https:\/\/a/] }, { 'image/*': [HTTP] }, { 'image/*': [HTTP, /^https:\/\/a/] }],
  ])('%s', (_, one, other, expected) => {
    expect(both(one, other)).toEqual(expected);
  });

  it('say an equal pattern once', () => {
    expect(both({ '*': [HTTP], 'image/*': [HTTP] }, { 'image/*': [HTTP] })).toEqual({ 'image/*': [HTTP] });
  });

  it('are the model’s own object if there is one, or all share it', () => {
    const own = { 'image/*': [HTTP] };
    expect(both(own)).toBe(own);
    expect(both(own, own)).toBe(own);
    const promise = Promise.resolve(own);
    expect(intersectSupportedUrls([{ supportedUrls: promise }])).toBe(promise);
    expect(intersectSupportedUrls([])).toEqual({});
    expect(intersectSupportedUrls([{}, { supportedUrls: own }])).toEqual({});
  });

  it('are a promise if one model’s are', async () => {
    const own = { 'image/*': [HTTP] };
    const urls = intersectSupportedUrls([{ supportedUrls: own }, { supportedUrls: Promise.resolve(own) }]);
    expect(urls).toBeInstanceOf(Promise);
    expect(await urls).toEqual(own);
  });

  it('keep what only the first model’s provider can open', () => {
    const s3 = { 'image/*': [/^s3:\/\//] };
    expect(both(s3, { 'image/*': [HTTP] })).toEqual(s3);
    expect(both({ 'image/*': [HTTP] }, s3)).toEqual({});
  });

  it('write into nothing they were given', () => {
    const one = Object.freeze({ 'image/*': Object.freeze([HTTP, /^s3:/]) as RegExp[] });
    const other = Object.freeze({ 'image/*': Object.freeze([HTTP]) as RegExp[] });
    expect(both(one, other)).toEqual({ 'image/*': [HTTP, /^s3:/] });
  });

  it('of the real packages', async () => {
    const apiKey = 'x';
    const anthropic = createAnthropic({ apiKey })('claude-sonnet-4-5');
    const openai = createOpenAI({ apiKey }).responses('gpt-5');
    const host = { baseURL: 'https://host.invalid' };
    const google = providerPackages.google.connect(host);
    expect(await intersectSupportedUrls([anthropic, openai])).toEqual({ 'image/*': [HTTP], 'application/pdf': [HTTP] });
    expect(await intersectSupportedUrls([anthropic, providerPackages.bedrock.connect(host)])).toEqual({});
    const withGoogle = await intersectSupportedUrls([google, openai]);
    const takes = (mediaType: string, url: string) => isTaken(withGoogle, mediaType, url);
    expect(takes('video/mp4', 'https://youtu.be/abc')).toBe(true);
    expect(takes('image/png', 'https://example.com/a.png')).toBe(true);
    expect(takes('image/png', 'http://example.com/a.png')).toBe(false);
    // Google takes no plain http and no such image, and OpenAI no such text.
    expect(takes('image/tiff', 'https://example.com/a.tiff')).toBe(false);
    expect(takes('text/plain', 'https://example.com/a.txt')).toBe(false);
    // Vercel's gateway takes everything.
    const vercel = createGateway({ apiKey })('openai/gpt-5');
    expect(await intersectSupportedUrls([anthropic, vercel])).toEqual(await anthropic.supportedUrls);
    expect(await intersectSupportedUrls([vercel, anthropic])).toEqual(await anthropic.supportedUrls);
    expect(await intersectSupportedUrls([google, vercel])).toEqual(await google.supportedUrls);
    const mistral = createMistral({ apiKey })('mistral-large-latest');
    expect(await intersectSupportedUrls([anthropic, mistral])).toEqual({ 'application/pdf': [/^https:\/\/.*$/] });
  });

  it('are no more than each of them takes, by the SDK’s own rule', () => {
    const type = fc.constantFrom(
      '*',
      '*/*',
      'image/*',
      'IMAGE/*',
      'image/png',
      'Image/PNG',
      'image',
      'application/pdf',
      'image/p',
    );
    const pattern = fc.constantFrom(
      HTTP,
      /^https:\/\/.*$/,
      /.*/,
      /^https:\/\/example\.com\/.+/,
      /\.png$/,
      /example/,
      /^data:/,
      /^https?:\/\/.*$/i,
    );
    const map = fc.dictionary(type, fc.array(pattern, { minLength: 1, maxLength: 3 }), { minKeys: 1, maxKeys: 3 });
    const asked = ['image/png', 'image/jpeg', 'image', 'application/pdf', 'text/plain'].flatMap(mediaType =>
      [
        'https://example.com/a.png',
        'http://example.com/a',
        'https://other.com/a.png',
        'HTTPS://EXAMPLE.COM/',
        'data:image/png;base64,AA',
      ].map(url => ({ mediaType, url })),
    );
    let taken = 0;
    fc.assert(
      fc.property(fc.array(map, { minLength: 2, maxLength: 3 }), maps => {
        const all = both(...maps) as SupportedUrls;
        for (const { mediaType, url } of asked) {
          if (!isTaken(all, mediaType, url)) continue;
          taken += 1;
          expect(maps.every(urls => isTaken(urls, mediaType, url))).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(taken).toBeGreaterThan(500);
  });

  it('leave out what is no pattern', () => {
    const junk = { 'image/*': ['https', null, HTTP], 'application/pdf': 'all', constructor: [HTTP] };
    expect(both({ '*': [HTTP] }, junk as unknown as SupportedUrls)).toEqual({ 'image/*': [HTTP], constructor: [HTTP] });
    expect(both({ '*': [HTTP] }, null as unknown as SupportedUrls)).toEqual({});
  });
});
