import { describe, expect, it } from 'vitest';
import { unresolvableFile } from '../../src/references/unresolvable-file.ts';
import type { CallOptions } from '../../src/sdk-types.ts';
import { type PackageName, packageRows, providerPackages } from '../support/provider-packages.ts';
import { assistant, calls, file, returns, says, type TestMessage, toolMessage, user } from '../prompt/prompts.ts';

/** What the package sends for this prompt, or why it does not. */
const sent = async (name: PackageName, prompt: TestMessage[]): Promise<string> => {
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    throw new Error(`SENT ${String(init?.body)}`);
  };
  const model = providerPackages[name].connect({ baseURL: 'https://host.invalid', fetch });
  const tools = [{ type: 'function' as const, name: 'weather', inputSchema: { type: 'object' as const } }];
  return Promise.resolve(model.doGenerate({ prompt: prompt as CallOptions['prompt'], tools })).then(
    () => 'answered',
    (error: unknown) => String(error),
  );
};

const identity = (name: PackageName) => {
  const { provider, modelId } = providerPackages[name].connect({ baseURL: 'https://host.invalid' });
  return { provider, modelId };
};

const reference = (provider: string, mediaType = 'image/png') =>
  file({ type: 'reference', reference: { [provider]: 'FILE-ID' } }, mediaType);
const asked = (part: ReturnType<typeof file>) => [user(says('look'), part)];
const returned = (part: ReturnType<typeof file>) => [
  user(says('look')),
  assistant(calls('call_1')),
  toolMessage({ ...returns('call_1'), output: { type: 'content', value: [says('here'), part] } }),
];

/** The name under which a provider's files are referred to; the others take no references. */
const HOLDERS: Partial<Record<PackageName, string>> = {
  anthropic: 'anthropic',
  'openai responses': 'openai',
  'openai chat': 'openai',
  'azure responses': 'azure',
  'azure chat': 'openai',
  google: 'google',
  xai: 'xai',
  deepseek: 'deepseek',
  'openai-compatible': 'compatible',
};
/** The Vercel gateway resolves references on its side: what it cannot take, it says itself. */
const rows = packageRows().filter(([name]) => name !== 'vercel gateway');

describe('a file reference', () => {
  it.each(rows)('of another provider: %s throws, as we say', async name => {
    const prompt = asked(reference('elsewhere'));
    expect(unresolvableFile(prompt, identity(name))).toBe('a file reference of elsewhere');
    expect(await sent(name, prompt)).not.toContain('SENT');
  });

  it.each(rows.filter(([name]) => HOLDERS[name]))('of its own: %s sends it, as we say', async name => {
    const prompt = asked(reference(HOLDERS[name] ?? ''));
    expect(unresolvableFile(prompt, identity(name))).toBeUndefined();
    expect(await sent(name, prompt)).toMatch(/SENT.*FILE-ID/);
  });

  it.each(rows)('of another provider in a tool result: %s sends no file, as we say', async name => {
    const prompt = returned(reference('elsewhere'));
    expect(unresolvableFile(prompt, identity(name))).toMatch(/^a file (?:reference of elsewhere|of type image\/png)$/);
    // Some throw, some leave it out, some send the reference as a text that means nothing there.
    const request = await sent(name, prompt);
    if (request.includes('SENT')) expect(request).not.toMatch(/"(?:file_id|fileUri)":"FILE-ID"/);
  });

  it('that several providers hold is resolved by each of them', () => {
    const shared = asked(file({ type: 'reference', reference: { openai: 'a', anthropic: 'b' } }));
    expect(unresolvableFile(shared, identity('openai responses'))).toBeUndefined();
    expect(unresolvableFile(shared, identity('anthropic'))).toBeUndefined();
    expect(unresolvableFile(shared, identity('google'))).toBe('a file reference of openai, anthropic');
  });
});

describe('a file anyone can get', () => {
  const bytes = file({ type: 'data', data: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) });

  it.each(rows.filter(([name]) => name !== 'cohere'))('as bytes: %s sends it, as we say', async name => {
    expect(unresolvableFile(asked(bytes), identity(name))).toBeUndefined();
    expect(await sent(name, asked(bytes))).toMatch(/SENT.*iVBOR/);
  });

  it.each(rows)('by an open address is left to the SDK for %s', name => {
    for (const url of [new URL('https://example.com/a.png'), 'http://example.com/a.pdf']) {
      expect(unresolvableFile(asked(file({ type: 'url', url })), identity(name))).toBeUndefined();
    }
  });
});

describe('a file that a package leaves out without a word', () => {
  const pdf = file({ type: 'data', data: 'UERGLUlOLUJZVEVT' }, 'application/pdf');
  const image = file({ type: 'data', data: 'UERGLUlOLUJZVEVT' });

  it.each<[PackageName, string, TestMessage[]]>([
    ['deepseek', 'a file of type application/pdf', asked(pdf)],
    ['xai', 'a file of type application/pdf', returned(pdf)],
    ['workers-ai', 'a file of type application/pdf', returned(pdf)],
    ['workers-ai', 'a file of type image/png', returned(image)],
  ])('%s: %s', async (name, description, prompt) => {
    expect(unresolvableFile(prompt, identity(name))).toBe(description);
    const request = await sent(name, prompt);
    expect(request).toContain('SENT');
    expect(request).not.toContain('UERGLUlOLUJZVEVT');
  });

  it.each(rows.filter(([name]) => !['workers-ai'].includes(name)))('%s: no image in a tool result', async name => {
    expect(unresolvableFile(returned(image), identity(name))).toBeUndefined();
    expect(await sent(name, returned(image))).toMatch(/SENT.*UERGLUlOLUJZVEVT/);
  });
});

describe('a file that a model has drawn', () => {
  const image = file({ type: 'data', data: 'UERGLUlOLUJZVEVT' });
  const drawn = (part: ReturnType<typeof file>) => [
    user(says('draw')),
    assistant(says('here'), part),
    user(says('more')),
  ];
  const address = file({ type: 'url', url: new URL('https://example.com/a.png') });

  it.each(rows)('%s throws for it where we say so, else sends the rest', async name => {
    for (const part of [image, address, reference('elsewhere')]) {
      const request = await sent(name, drawn(part));
      expect([name, part.data, request.includes('SENT')]).toEqual([
        name,
        part.data,
        unresolvableFile(drawn(part), identity(name)) === undefined,
      ]);
    }
  });

  it('is taken by the one who draws', async () => {
    expect(await sent('google', drawn(image))).toMatch(/SENT.*UERGLUlOLUJZVEVT/);
    expect(await sent('mistral', drawn(image))).not.toContain('SENT');
  });
});

describe('a file on a provider’s own servers', () => {
  it.each<[string, string, PackageName[]]>([
    ['s3://bucket/a.png', 'an S3 address', ['bedrock']],
    ['gs://bucket/a.png', 'a Google Cloud Storage address', ['google']],
    ['https://generativelanguage.googleapis.com/v1beta/files/abc', 'a file of the Gemini API', ['google']],
    ['https://www.youtube.com/watch?v=abc', 'a YouTube address', ['google']],
    ['https://youtu.be/abc', 'a YouTube address', ['google']],
  ])('%s', (url, description, takers) => {
    for (const [name] of rows) {
      const expected = takers.includes(name) ? undefined : description;
      expect([name, unresolvableFile(asked(file({ type: 'url', url: new URL(url) })), identity(name))]).toEqual([
        name,
        expected,
      ]);
    }
  });

  it('is sent by the real package that can', async () => {
    expect(await sent('bedrock', asked(file({ type: 'url', url: new URL('s3://bucket/a.png') })))).toMatch(/SENT.*s3:/);
    expect(
      await sent('google', asked(file({ type: 'url', url: new URL('https://youtu.be/abc') }, 'video/mp4'))),
    ).toMatch(/SENT.*youtu/);
  });
});

describe('a provider nobody knows', () => {
  it('says itself what it cannot take', () => {
    expect(unresolvableFile(asked(reference('elsewhere')), { provider: 'my-own', modelId: 'm' })).toBeUndefined();
    const gateway = identity('vercel gateway');
    expect(unresolvableFile(asked(reference('openai')), gateway)).toBeUndefined();
  });
});
