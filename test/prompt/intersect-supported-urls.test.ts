import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { describe, expect, it } from 'vitest';
import { intersectSupportedUrls, type SupportedUrls } from '../../src/prompt/intersect-supported-urls.ts';
import { providerPackages } from '../support/provider-packages.ts';

const HTTP = /^https?:\/\/.*$/;
const both = (...all: SupportedUrls[]) => intersectSupportedUrls(all.map(supportedUrls => ({ supportedUrls })));

describe('the addresses that all models take', () => {
  it.each<[string, SupportedUrls, SupportedUrls, SupportedUrls]>([
    ['equal ones', { 'image/*': [HTTP] }, { 'image/*': [/^https?:\/\/.*$/] }, { 'image/*': [HTTP] }],
    ['other flags', { 'image/*': [HTTP] }, { 'image/*': [/^https?:\/\/.*$/i] }, {}],
    ['other media types', { 'image/*': [HTTP] }, { 'application/pdf': [HTTP] }, {}],
    ['a wildcard and a type', { 'image/*': [HTTP] }, { 'image/png': [HTTP] }, { 'image/png': [HTTP] }],
    ['a type and a wildcard', { 'image/png': [HTTP] }, { 'image/*': [HTTP] }, { 'image/png': [HTTP] }],
    ['all types and one', { '*/*': [HTTP] }, { 'image/*': [HTTP] }, { 'image/*': [HTTP] }],
    ['all types in short', { 'image/*': [HTTP] }, { '*': [HTTP] }, { 'image/*': [HTTP] }],
    ['all types and all types', { '*': [HTTP] }, { '*/*': [HTTP] }, { '*': [HTTP] }],
    ['a name that only begins alike', { 'image/p': [HTTP] }, { 'image/png': [HTTP] }, {}],
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
    const withGoogle = Object.entries(await intersectSupportedUrls([google, openai]));
    expect(withGoogle.map(([type]) => type)).toEqual(['*']);
    expect(withGoogle[0]?.[1].some(pattern => pattern.test('https://youtu.be/abc'))).toBe(true);
    expect(withGoogle[0]?.[1].some(pattern => pattern.test('https://example.com/a.png'))).toBe(false);
  });
});
