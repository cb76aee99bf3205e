/**
 * No good answer is taken for a failure, whatever words, fields and headers it has: not by `classify`, not by the
 * middleware and not by the router, which hand on exactly what the bare model gives.
 */
import { wrapLanguageModel } from 'ai';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { classify, createFailover, gatewayErrorMiddleware, type FailoverEvent } from '../../src/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { chunked, reply } from '../support/scripted-fetch.ts';
import { connect } from './doors.ts';
import { play, type Played, stopTime, type Way, WAYS } from './play.ts';
import type { AnswerRow } from './row.ts';
import { BODIES } from './rows/bodies.ts';
import { NAMED_ROWS } from './rows/index.ts';
import { PLAYED_ROWS, SAID_ROWS } from './rows/said.ts';
import { TEXTS } from './rows/texts.ts';
import { notableIn } from '../support/notable.ts';

beforeEach(stopTime);
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const typeOf = ({ recorded }: AnswerRow, way: Way): string =>
  way === 'generate' ? 'application/json' : (recorded.contentType ?? 'text/event-stream');

const headersOf = (row: AnswerRow, way: Way): Record<string, string> => ({
  'content-type': typeOf(row, way),
  ...row.headers,
});

function responseOf(row: AnswerRow, way: Way): Response {
  const { status = 200, recorded } = row;
  const { body } = (
    way === 'generate' ? reply(JSON.stringify(recorded.json)) : chunked(recorded.stream, typeOf(row, way))
  )();
  return new Response(body, { status, headers: headersOf(row, way) });
}

const modelOf = (row: AnswerRow, way: Way): LanguageModel => connect(row.door, async () => responseOf(row, way));

/** A leg that is asked only if the good answer is taken for a failure. */
const unasked = (): { model: LanguageModel; readonly count: number } => {
  let count = 0;
  const model = connect('openai-compatible', async () => {
    count += 1;
    return reply(JSON.stringify({ choices: [{ message: { content: 'The fallback answered' } }] }))();
  });
  return {
    model,
    get count() {
      return count;
    },
  };
};

/** What `classify` says of the response, as an object and as text. */
function classified({ recorded, status = 200, ...row }: AnswerRow): [form: string, rule: string][] {
  const rule = (body: unknown, headers?: Record<string, string>) =>
    classify(undefined, { response: { status, ...(headers && { headers }), body } }).rule;
  const json = JSON.stringify(recorded.json);
  // Bedrock's frames are binary: nothing of them can be read as text.
  const text = recorded.contentType === undefined ? recorded.stream.join('') : undefined;
  const whole = { ...row, recorded };
  return [
    ['object', rule(recorded.json, headersOf(whole, 'generate'))],
    ['object without headers', rule(recorded.json)],
    ['text', rule(json, headersOf(whole, 'generate'))],
    ['text without headers', rule(json)],
    ...(text === undefined ? [] : ([['stream', rule(text, headersOf(whole, 'stream'))]] as [string, string][])),
  ];
}

interface Compared {
  bare: Played;
  /** With the middleware, and twice with the router: a wait that the first answer named holds nothing back. */
  guarded: Played[];
  events: FailoverEvent[];
  /** How often the fallback was asked. */
  fallbacks: number;
}

async function compared(row: AnswerRow, way: Way): Promise<Compared> {
  const events: FailoverEvent[] = [];
  const onEvent = notableIn(events);
  const middleware = gatewayErrorMiddleware({ onEvent });
  const fallback = unasked();
  const router = createFailover({ models: [modelOf(row, way), fallback.model], onEvent });
  const honest = wrapLanguageModel({ model: modelOf(row, way), middleware }) as LanguageModel;
  const bare = await play(modelOf(row, way), way);
  const guarded: Played[] = [];
  for (const model of [honest, router, router]) guarded.push(await play(model, way));
  return { bare, guarded, events, fallbacks: fallback.count };
}

const ROWS = [...NAMED_ROWS, ...SAID_ROWS];

it('plays no answer twice', () => {
  expect(NAMED_ROWS.length).toBeGreaterThan(120);
  const names = ROWS.map(({ door, name }) => `${door}: ${name}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

const titled = (rows: readonly AnswerRow[]) => rows.map(row => [`${row.door}: ${row.name}`, row] as const);

test.each(titled(ROWS))('%s: is a success to classify', (_, row) => {
  expect(classified(row).filter(([, rule]) => rule !== 'response:success')).toEqual([]);
});

describe.each(titled([...NAMED_ROWS, ...PLAYED_ROWS]))('%s', (_, row) => {
  it.each(row.ways ?? WAYS)('%s: is handed on as it is', async way => {
    const { bare, guarded, events, fallbacks } = await compared(row, way);
    const { text, reasoning, inputs, finishReason } = bare;
    expect({ text, reasoning, inputs }).toEqual({ text: row.text, reasoning: row.reasoning, inputs: row.inputs ?? [] });
    expect(finishReason).not.toBe('error');
    for (const played of guarded) expect(played).toEqual(bare);
    expect({ events, fallbacks }).toEqual({ events: [], fallbacks: 0 });
  });
});

test.each(Object.entries(BODIES))('%s: its body is a success to classify', (_, body) => {
  const headers = { 'content-type': 'application/json' };
  for (const given of [body, JSON.stringify(body)]) {
    expect(classify(undefined, { response: { status: 200, headers, body: given } }).rule).toBe('response:success');
  }
});

test.each(Object.entries(TEXTS))('%s: the text is a success to classify', (_, [body, contentType]) => {
  const response = { status: 200, headers: { 'content-type': contentType }, body };
  expect(classify(undefined, { response }).rule).toBe('response:success');
});
