import { APICallError } from 'ai';
import { describe, expect, it } from 'vitest';
import { readError } from '../../../src/classify/read-error.ts';

const apiError = (responseBody: unknown, data?: unknown) =>
  new APICallError({
    message: 'Bad request',
    url: 'https://api.example.com/v1',
    requestBodyValues: { param: 'of the request' },
    statusCode: 400,
    responseBody: typeof responseBody === 'string' ? responseBody : JSON.stringify(responseBody),
    data,
  });
const named = (error: unknown) => [...readError(error, {}).evidence.params];

describe('the parameters that an error names', () => {
  it.each<[string, unknown, string[]]>([
    ['OpenAI', apiError({ error: { message: 'no', param: 'stream', code: 'unsupported_value' } }), ['stream']],
    ['OpenAI, of a path', apiError({ error: { param: 'tools[0].function.name' } }), ['tools[0].function.name']],
    ['what the package has parsed', apiError('', { error: { param: 'stream' } }), ['stream']],
    [
      'FastAPI',
      apiError({ detail: [{ loc: ['body', 'stream_options', 0], msg: 'Extra' }] }),
      ['body.stream_options.0'],
    ],
    [
      'Google',
      apiError({ error: { details: [{ fieldViolations: [{ field: 'generation_config.stream' }] }] } }),
      ['generation_config.stream'],
    ],
    [
      'a relay that quotes another body',
      apiError({ error: { metadata: { raw: '{"error":{"param":"stream"}}' } } }),
      ['stream'],
    ],
    ['an error part of a stream', { type: 'error', error: { param: 'stream' } }, ['stream']],
    ['the cause of an error', new Error('outer', { cause: apiError({ param: 'stream' }) }), ['stream']],
    ['none', apiError({ error: { message: 'no', param: null } }), []],
    ['no body', apiError('<html>param: stream</html>'), []],
    ['what is no error', 'param', []],
    ['nothing', undefined, []],
  ])('%s', (_, error, names) => {
    expect(named(error)).toEqual(names);
  });

  it('not those of the answer or of the request', () => {
    expect(named(apiError({ choices: [{ message: { param: 'stream' } }], input: { param: 'stream' } }))).toEqual([]);
  });

  it('of values that refer to themselves, or throw when they are read', () => {
    const cyclic: Record<string, unknown> = { param: 'stream' };
    for (const key of ['data', 'error', 'errors', 'detail', 'details', 'metadata', 'raw', 'body', 'value'])
      cyclic[key] = cyclic;
    expect(named(cyclic)).toEqual(['stream']);
    const endless: unknown = new Proxy(
      {},
      {
        get: (_, key) =>
          key === 'param' ? 'stream' : endless === undefined ? 0 : new Proxy({}, { get: () => endless }),
      },
    );
    expect(named(endless)).toContain('stream');
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(named(proxy)).toEqual([]);
    expect(
      named({
        get error() {
          throw new Error('no');
        },
      }),
    ).toEqual([]);
  });
});
