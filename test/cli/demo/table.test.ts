/** What the demo prints is true: each case ends as written here, with the bare SDK and with the middleware. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { checkSdk } from '../../../src/cli/commands/demo.ts';
import { compareAll } from '../../../src/cli/demo/compare.ts';
import type { Result } from '../../../src/cli/demo/run-case.ts';
import type { UsageError } from '../../../src/cli/exit.ts';
import { summary, table } from '../../../src/cli/demo/table.ts';
import { skipBackoff } from '../../support/skip-backoff.ts';

beforeEach(() => void skipBackoff());
afterEach(() => void vi.restoreAllMocks());

/** `outcome, requests[, error name, status, retryable]` */
const short = ({ outcome, requests, error }: Result) =>
  [outcome, requests, ...(error ? [error.name, error.status, error.retryable] : [])].filter(fact => fact !== undefined);

const answered = ['answered', 2];
const badRequest = ['failed', 1, 'APICallError', 400, false];

const EXPECTED: readonly (readonly [name: string, bare: unknown[], wrapped: unknown[]])[] = [
  ['generateText, gateway: a 503 passed through', answered, answered],
  ['generateText, gateway: the same rewritten: 400, code 2005', badRequest, answered],
  ['streamText, gateway: 400, code 2005', badRequest, answered],
  ['generateText, gatewayPackage: 400, code 2005', badRequest, answered],
  ['streamText, gatewayPackage: 400, code 2005', badRequest, answered],
  ['generateText, gateway: 400, code 2009: wrong gateway token', badRequest, ['failed', 1, 'APICallError', 401, false]],
  [
    'generateText, gatewayPackage: 401, code 2009: the same',
    ['failed', 1, 'Error'],
    ['failed', 1, 'APICallError', 401, false],
  ],
  ['generateText, gateway: 400, code 2001: no such gateway', badRequest, ['failed', 1, 'APICallError', 404, false]],
  ['generateText, openrouter: 200, but a 502 as JSON', ['failed', 1, 'APICallError', 200, false], answered],
  ['streamText, openrouter: 200, but a 502 as first event', ['failed', 1, 'TypeValidationError'], answered],
  ['streamText, openrouter: 200, but a 429 as first event', ['failed', 1, 'StreamProviderError', 429, true], answered],
  [
    'streamText, openrouter: a 502 after one delta',
    ['partial', 1, 'TypeValidationError'],
    ['partial', 1, 'APICallError', 502, true],
  ],
  ['streamText, openai: an empty stream', ['looks finished', 1], answered],
  [
    'streamText, openai: a stream that stops in the middle',
    ['looks finished', 1],
    ['partial', 1, 'APICallError', 502, true],
  ],
  ['streamText, openrouter: the socket dies before any content', ['failed', 1, 'APICallError', 200, true], answered],
  [
    'streamText, openai: the socket dies in the middle',
    ['partial', 1, 'APICallError', 200, true],
    ['partial', 1, 'APICallError', 502, true],
  ],
  ['generateText, openai: the socket dies before an answer', answered, answered],
  ['generateText, gatewayPackage: the same', ['failed', 1, 'TypeError'], answered],
  ['generateText, openai: a web page with status 200', ['failed', 1, 'APICallError', 200, false], answered],
  ['streamText, openai: a web page with status 200', ['looks finished', 1], answered],
  ['streamText, anthropic: overloaded, after the preamble', ['failed', 1, 'StreamProviderError', 529, true], answered],
  ['streamText, openai: an empty account', ['looks finished', 1], ['failed', 1, 'APICallError', 402, false]],
  ['streamText, anthropic: overload', ['failed', 1, 'NoOutputGeneratedError'], answered],
];

it('runs each case to the outcome that is documented here, and prints it in 120 columns', async () => {
  const groups = await compareAll();
  const rows = groups.flatMap(({ comparisons }) =>
    comparisons.map(({ call, model, name, bare, wrapped }) => [
      `${call}, ${model}: ${name}`,
      short(bare),
      short(wrapped),
    ]),
  );
  expect(rows).toEqual(EXPECTED);

  const printed = table(groups);
  expect(printed.split('\n').filter(line => line.length > 120)).toEqual([]);
  for (const [name] of EXPECTED) expect(printed).toContain(name.slice(name.indexOf(': ') + 2));
  expect(printed.match(/✓ answered, 2 requests/g)).toHaveLength(2 + 16);
  expect(summary(groups)).toBe(
    'bare SDK: 2 of 23 answered, 4 looked finished and were not\n' +
      'with the middleware: 16 of 23 answered, 0 looked finished and were not',
  );
});

it('has answers wherever a further request is made, and errors that say what to do elsewhere', async () => {
  const all = (await compareAll()).flatMap(({ comparisons }) => comparisons);
  expect(all.filter(({ wrapped }) => wrapped.requests === 2 && wrapped.outcome !== 'answered')).toEqual([]);
  for (const { wrapped } of all) {
    if (wrapped.error) expect(wrapped.error.message).toMatch(/ \([\w-]+:[\w-]+[^)]*\)\./);
  }
});

it('names another major version of the SDK, and the command that runs it with its own', () => {
  expect(() => checkSdk('v4', 'v4')).not.toThrow();
  const refusal = (models: string, sdk: string) => {
    try {
      checkSdk(models, sdk);
    } catch (error) {
      return [(error as UsageError).message, ...(error as UsageError).hints];
    }
    return undefined;
  };
  expect(refusal('v4', 'v3')).toEqual([
    'The demo runs with AI SDK 7, and this project has 6. This command runs it with its own:',
    'npm exec --package=ai-gateway-failover --package=ai@7 -- ai-gateway-failover demo',
  ]);
  expect(refusal('v4', 'v5')?.[0]).toContain('this project has another one');
});
