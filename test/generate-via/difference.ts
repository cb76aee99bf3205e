/** The same recorded answer through both doors of a provider package, and in what the two results differ. */
import { expect, test } from 'vitest';
import { collectStream } from '../../src/stream/collect-stream.ts';
import type { CallOptions, GenerateResult, LanguageModel } from '../../src/sdk-types.ts';
import { chunked, type Reply, reply } from '../support/scripted-fetch.ts';
import { type Host, type PackageName, providerPackages } from '../support/provider-packages.ts';
import type { Chunk } from '../support/wires.ts';

/** One answer as an API gives it without and with streaming. */
export interface Recorded {
  json: unknown;
  stream: readonly Chunk[];
  contentType?: string;
}

/** By path: what the generate result has, and what the collected stream has. */
export type Differences = Record<string, [generated: unknown, collected: unknown] | undefined>;

export const sse = (data: unknown, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof Date);

/** Some packages show the body as text. */
const bodyOf = (body: unknown): unknown => (typeof body === 'string' ? JSON.parse(body) : body);

function compare(generated: unknown, collected: unknown, path: string, found: Differences): Differences {
  if (isRecord(generated) && isRecord(collected)) {
    for (const key of new Set([...Object.keys(generated), ...Object.keys(collected)])) {
      compare(generated[key], collected[key], path === '' ? key : `${path}.${key}`, found);
    }
  } else if (JSON.stringify(generated) !== JSON.stringify(collected)) {
    found[path] = [generated, collected];
  }
  return found;
}

const outline = (content: GenerateResult['content']) => content.map(part => part.type).join(', ');

/** The parts by type and number, as in `text 0`. */
function byType({ content, ...rest }: GenerateResult): object {
  const counts: Record<string, number> = {};
  const named = content.map(part => {
    const number = counts[part.type] ?? 0;
    counts[part.type] = number + 1;
    return [`${part.type} ${number}`, part];
  });
  return { ...rest, content: Object.fromEntries(named) };
}

/** Where the contents do not line up that is told, and then what differs between parts of one type. */
function compareResults(generated: GenerateResult, collected: GenerateResult): Differences {
  const orders: [string, string] = [outline(generated.content), outline(collected.content)];
  if (orders[0] === orders[1]) return compare(generated, collected, '', {});
  return compare(byType(generated), byType(collected), '', { order: orders });
}

interface Answered {
  generated: GenerateResult;
  collected: GenerateResult;
  differences: Differences;
}

const PARAMS: CallOptions = {
  prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
  tools: [{ type: 'function', name: 'weather', inputSchema: { type: 'object' } }],
};

/** Asks for one answer both ways. What a collected stream never has is left out: the body of the response. */
async function answer(
  connect: (host: Host) => LanguageModel,
  { json, stream, contentType = 'text/event-stream' }: Recorded,
  params: Partial<CallOptions> = {},
): Promise<Answered> {
  const headers = { 'x-request-id': 'r1', 'x-amzn-requestid': 'r1', date: 'Thu, 01 Jan 2026 00:00:00 GMT' };
  const model = (respond: Reply) =>
    connect({
      baseURL: 'https://api.example.com/v1',
      fetch: async () => {
        const response = respond();
        for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
        return response;
      },
    });
  const options = { ...PARAMS, ...params };
  const generated = await model(reply(JSON.stringify(json))).doGenerate(options);
  const collected = await collectStream(await model(chunked(stream, contentType)).doStream(options), options);
  const plain = ({ request, response, ...rest }: GenerateResult) => {
    const { body: _, headers: given, ...metadata } = response ?? {};
    const { 'content-type': __, ...kept } = given ?? {};
    return {
      ...rest,
      response: { ...metadata, headers: kept },
      request: request && { ...request, body: bodyOf(request.body) },
    };
  };
  return { generated, collected, differences: compareResults(plain(generated), plain(collected)) };
}

export interface Row {
  recorded: Recorded;
  /** The types of the parts of the generate result. */
  parts: string;
  finishReason: GenerateResult['finishReason']['unified'];
  params?: Partial<CallOptions>;
  differs?: Differences;
}

/**
 * Tests that each answer gives the same result both ways, but for what is listed.
 *
 * @param always what this package makes different in every answer
 */
export function testBothWays(name: PackageName, always: Differences, rows: Record<string, Row>): void {
  test.each(Object.entries(rows))(`${name}: %s`, async (_, { recorded, parts, finishReason, params, differs = {} }) => {
    const { generated, collected, differences } = await answer(providerPackages[name].connect, recorded, params);
    expect(differences).toEqual({ ...always, ...differs });
    expect(outline(generated.content)).toBe(parts);
    expect(collected.finishReason.unified).toBe(finishReason);
    expect(collected.usage.inputTokens.cacheRead).toBe(8);
    expect(collected.usage.outputTokens.total).toBe(9);
    expect(collected.response?.body).toBeUndefined();
  });
}
