/** docs/logging.md: its outage is the one that is played, its lines are those that are written, its recipes run. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { setLangfuseTracerProvider, startObservation } from '@langfuse/tracing';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import {
  addBreadcrumb,
  captureMessage,
  createTransport,
  getCurrentScope,
  getIsolationScope,
  initAndBind,
  type Event,
} from '@sentry/core';
import { ServerRuntimeClient } from '@sentry/core/server';
import { generateText, type LanguageModel as AnyModel } from 'ai';
import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ok, status, type Step } from '../../mocks/index.ts';
import { numbered } from '../log/lines.ts';
import { playOutage } from '../log/outage.ts';
import { codeBlocks } from '../support/markdown.ts';
import { blockWith, readPage, run } from './blocks.ts';
import { advance, RETRY_MS, stage, watch } from './stage.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/logging.md';

afterEach(() => void vi.restoreAllMocks());

/** Calls are numbered as they come: their ids differ each time. */
const withoutIds = (text: string): string => {
  const known = new Map<string, number>();
  return numbered(text, known);
};

it('shows the outage that is played, in five lines', async () => {
  const lines = await playOutage();
  expect(lines.length).toBe(5);
  const [shown] = codeBlocks(readPage(page), 'text');
  expect(withoutIds(shown!.trim())).toBe(withoutIds(lines.join('\n')));
});

it('has only lines that are written of some fault, at their levels', () => {
  const snapshots = readFileSync(new URL('../log/__snapshots__/fixtures.test.ts.snap', import.meta.url), 'utf8');
  const lines = snapshots.matchAll(/(debug|info|warn|error) failover(?: \d+)?: (.*?)"?(?:`;)?$/gm);
  const written = new Set([...lines].map(([, level, text]) => `${level} ${text}`));
  const rows = readTable(page, 'level', 'when').map(row => `${plain(row['level'])} ${plain(row['for example'])}`);
  const examples = rows.filter(row => /^\w+ \S/.test(row));
  expect(examples.length).toBeGreaterThan(12);
  expect(examples.filter(example => !written.has(example))).toEqual([]);
});

/** One call of the recipe with these words. */
async function callRecipe(
  words: string,
  primary: Step[],
  names: Record<string, unknown>,
  around = (start: () => void) => start(),
) {
  const on = stage(primary, [ok('hello')]);
  const { model, request } = await run(
    blockWith(page, words),
    { ...on.names, request: undefined, ...names },
    'model',
    'request',
  );
  const state: { value?: { text: string } | undefined } = {};
  const start = () => {
    const call = watch(generateText({ model: model as AnyModel, prompt: 'Hi', maxRetries: 0 }));
    Object.defineProperty(state, 'value', { get: () => call.value });
  };
  if (request instanceof AsyncLocalStorage) request.run({ requestId: 'r-1' }, start);
  else around(start);
  await advance(on, 2 * RETRY_MS);
  return state.value?.text;
}

const DOWN = [status(503), status(503)];
const WRONG_KEY = [status(401)];
const RECOVERED =
  /^failover [\da-f]{8}: openai.* answered after \d+ ms; anthropic.* failed twice: overloaded \(HTTP 503, [\w:-]+\)$/;

describe('the recipe for', () => {
  it('the console writes a line', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(await callRecipe('logEvents(console),\n', DOWN, {})).toBe('hello');
    expect(warn.mock.calls).toEqual([[expect.stringMatching(RECOVERED)]]);
  });

  it('several loggers gives each its own', async () => {
    const posted: unknown[] = [];
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await callRecipe('toAlerts', WRONG_KEY, { fetch: async (_: string, { body }: RequestInit) => posted.push(body) });
    expect(posted).toEqual([expect.stringContaining('Check the Anthropic API key.')]);
    expect(error.mock.calls).toEqual([posted]);
  });

  it('pino writes fields and the line, with what is known of the request', async () => {
    const lines: Record<string, unknown>[] = [];
    const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
    const names = { AsyncLocalStorage, pino: (options: object) => pino(options, destination) };
    expect(await callRecipe('pino({', DOWN, names)).toBe('hello');
    expect(lines).toEqual([
      expect.objectContaining({
        level: 40,
        requestId: 'r-1',
        type: 'call-end',
        category: 'overloaded',
        msg: expect.stringMatching(RECOVERED),
      }),
    ]);
  });

  it('Workers Logs writes one object', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(await callRecipe('workersLogs', DOWN, {})).toBe('hello');
    expect(warn.mock.calls).toEqual([
      [expect.objectContaining({ level: 'warn', message: expect.stringMatching(RECOVERED), statusCode: 503 })],
    ]);
  });

  it('Sentry leaves breadcrumbs and captures what failed', async () => {
    const sent: Event[] = [];
    const transport = () => createTransport({ recordDroppedEvent: () => undefined }, async () => ({}));
    initAndBind(ServerRuntimeClient, {
      dsn: 'https://public@sentry.invalid/1',
      integrations: [],
      stackParser: () => [],
      transport,
      beforeSend: event => {
        sent.push(event);
        return event;
      },
    });
    try {
      const names = { addBreadcrumb, captureMessage };
      await callRecipe('addBreadcrumb({', DOWN, names);
      expect(sent).toEqual([]);
      await callRecipe('addBreadcrumb({', WRONG_KEY, names);
      expect(sent).toEqual([
        expect.objectContaining({
          level: 'error',
          message: expect.stringContaining('is set up wrongly: auth'),
          fingerprint: ['failover', 'config', expect.stringContaining('anthropic'), 'anthropic:authentication'],
          extra: expect.objectContaining({ category: 'auth', remedy: 'Check the Anthropic API key.' }),
          breadcrumbs: [
            expect.objectContaining({
              category: 'failover',
              level: 'warning',
              message: expect.stringMatching(RECOVERED),
            }),
          ],
        }),
      ]);
    } finally {
      getCurrentScope().setClient(undefined);
      getIsolationScope().clearBreadcrumbs();
    }
  });

  it('Langfuse makes observations in the trace of the request', async () => {
    const exporter = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    setLangfuseTracerProvider(provider);
    try {
      const request = provider.getTracer('app').startSpan('request');
      const within = (start: () => void) => context.with(trace.setSpan(context.active(), request), start);
      expect(await callRecipe('startObservation(', DOWN, { startObservation }, within)).toBe('hello');
      const [observation, ...others] = exporter.getFinishedSpans();
      expect(others).toEqual([]);
      expect(observation!.name).toBe('failover');
      expect(observation!.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
      expect(observation!.attributes).toMatchObject({
        'langfuse.observation.type': 'event',
        'langfuse.observation.level': 'WARNING',
        'langfuse.observation.status_message': expect.stringMatching(RECOVERED),
        'langfuse.observation.metadata.rule': expect.stringMatching(/^\w/),
      });
    } finally {
      setLangfuseTracerProvider(null);
      context.disable();
    }
  });
});
