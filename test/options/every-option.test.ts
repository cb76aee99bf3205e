/**
 * Every option of every function beside every kind of wrong value: whatever is not taken is a `TypeError` that names the
 * function, the option, what it got and what it takes, and shows no text that may be a key.
 */
import { createOpenAI } from '@ai-sdk/openai';
import { describe, expect, it } from 'vitest';
import {
  createEmbeddingFailover,
  createErrorAwareFetch,
  createFailover,
  createHealth,
  createRetryBudget,
  embeddingFailoverMiddleware,
  failoverMiddleware,
  gatewayErrorMiddleware,
} from '../../src/index.ts';
import { cloudflareGateway } from '../../src/cloudflare-gateway/index.ts';
import { createKeepAliveFetch } from '../../src/node/index.ts';

const openai = createOpenAI({ apiKey: 'placeholder' });
const [model, vectors] = [openai('gpt-5'), openai.embedding('text-embedding-3-small')];

const SECRET = `sk-proj-${'aB3dE6gH'.repeat(6)}`;

/** Values by name, with how a message shows them. */
const VALUES: Readonly<Record<string, readonly [value: unknown, shown: string]>> = {
  null: [null, 'null'],
  nan: [Number.NaN, 'NaN'],
  infinity: [Infinity, 'Infinity'],
  negative: [-1, '-1'],
  zero: [0, '0'],
  half: [0.5, '0.5'],
  five: [5, '5'],
  big: [5n, '5n'],
  numeric: ['5000', '"5000"'],
  seconds: ['30s', '"30s"'],
  empty: ['', '""'],
  secret: [SECRET, `a text of ${SECRET.length} characters`],
  true: [true, 'true'],
  false: [false, 'false'],
  symbol: [Symbol('x'), 'Symbol(x)'],
  none: [[], 'an empty array'],
  list: [[5], 'an array'],
  names: [['x-name'], 'an array'],
  object: [{}, 'an object'],
  unknown: [{ zzz: 1 }, 'an object'],
  key: [{ apiKey: SECRET }, 'an object'],
  map: [new Map([['a', 1]]), 'a Map'],
  headers: [new Headers({ authorization: SECRET }), 'a Headers'],
  function: [() => 0, 'a function'],
  async: [async () => 0, 'an async function'],
  promise: [Promise.resolve({}), 'a promise'],
  model: [model, 'a language model'],
  provider: [openai, 'a provider'],
  middleware: [gatewayErrorMiddleware(), 'a middleware'],
};

const TEXT = 'numeric seconds secret';
const NAME = `${TEXT} empty`;
/** From 0, from 1, and whole ones. */
const [FROM_0, FROM_1, WHOLE_0, WHOLE_1] = ['zero half five', 'five', 'zero five', 'five'];
const MS = `${FROM_1} false`;
const ANY_FUNCTION = 'function async provider';
const SYNC = 'function provider';

/** What is taken of the values, by option; everything else is wrong. */
type Table = Readonly<Record<string, string>>;

const LEG_LIMITS: Table = { firstContentMs: MS, attemptMs: MS, idleMs: MS };
const GUARD: Table = {
  rules: 'none',
  classify: SYNC,
  holdBackMs: `${FROM_0} infinity false`,
  maxHeldParts: `${WHOLE_1} infinity`,
  timeouts: 'object',
  neverSucceeded: 'object false',
  includeRequestBody: 'true false',
  onEvent: ANY_FUNCTION,
  clock: '',
};
const ROUTER: Table = {
  ...GUARD,
  retries: 'object',
  maxAttempts: WHOLE_1,
  maxWaitMs: FROM_0,
  exhausted: '',
  shouldFailOver: SYNC,
  failoverOn: 'object',
  route: ANY_FUNCTION,
  hedge: 'object false',
  canary: '',
  health: 'false',
  budget: 'false',
  subrequests: '',
  acceptResult: SYNC,
  generateVia: '',
  sanitize: 'true false',
  forwardHeaders: 'none names',
  metadata: '',
  afterContent: '',
  gateway: '',
  random: SYNC,
};
const without = (table: Table, ...names: string[]): Table =>
  Object.fromEntries(Object.entries(table).filter(([name]) => !names.includes(name)));
const EMBEDDING_ROUTER = without(
  ROUTER,
  'holdBackMs',
  'maxHeldParts',
  'acceptResult',
  'generateVia',
  'sanitize',
  'afterContent',
);
const EMBEDDING_LEG: Table = {
  name: TEXT,
  providerOptions: 'object',
  headers: 'object key',
  gateway: TEXT,
  account: TEXT,
  retries: WHOLE_0,
  concurrency: WHOLE_1,
  timeouts: 'object',
};
const LEG: Table = {
  ...EMBEDDING_LEG,
  settings: 'object',
  contextWindow: FROM_1,
  assistantPrefill: 'true false',
  buffered: 'true false',
  generateVia: '',
};
const SIGNED = 'zero half five negative';

type Any = Record<string, unknown>;
/** A place for options: who reads them, under which path, and the options there. */
type Place = readonly [owner: string, path: string, make: (options: Any) => unknown, table: Table];

const chain = (options: Any) => createFailover({ models: [model, 'openai/gpt-5'], ...options } as never);
const wrapped = (options: Any) => failoverMiddleware({ to: model, ...options } as never);
const honest = (options: Any) => gatewayErrorMiddleware(options as never);
const ofVectors = (options: Any) => createEmbeddingFailover({ models: [vectors], ...options } as never);
const wrappedVectors = (options: Any) =>
  embeddingFailoverMiddleware({ to: vectors, space: 'one', ...options } as never);

const PLACES: readonly Place[] = [
  ['createFailover', '', chain, { models: 'names', ...ROUTER }],
  ['failoverMiddleware', '', wrapped, { to: `${TEXT} model names`, primary: 'object', ...ROUTER }],
  ['gatewayErrorMiddleware', '', honest, { ...GUARD, generateVia: '' }],
  ['createEmbeddingFailover', '', ofVectors, { models: 'names', ...EMBEDDING_ROUTER }],
  [
    'embeddingFailoverMiddleware',
    '',
    wrappedVectors,
    { to: `${TEXT} names`, space: TEXT, primary: 'object', ...EMBEDDING_ROUTER },
  ],
  [
    'createFailover',
    'timeouts',
    timeouts => chain({ timeouts: { minAttemptMs: 0, ...timeouts } }),
    { ...LEG_LIMITS, totalMs: MS, observe: 'true false', minAttemptMs: FROM_0 },
  ],
  [
    'gatewayErrorMiddleware',
    'timeouts',
    timeouts => honest({ timeouts }),
    { ...LEG_LIMITS, totalMs: MS, observe: 'true false' },
  ],
  [
    'createFailover',
    'hedge',
    hedge => chain({ hedge }),
    { afterMs: FROM_0, max: WHOLE_1, only: '', maxInputTokens: FROM_1 },
  ],
  [
    'createFailover',
    'retries',
    retries => chain({ retries }),
    { perLeg: WHOLE_0, baseDelayMs: FROM_0, maxDelayMs: FROM_0 },
  ],
  ['createFailover', 'failoverOn', failoverOn => chain({ failoverOn }), { contentPolicy: 'true false' }],
  [
    'gatewayErrorMiddleware',
    'neverSucceeded',
    neverSucceeded => honest({ neverSucceeded }),
    { minCalls: WHOLE_1, minMs: FROM_0 },
  ],
  ['createFailover', 'models[0]', leg => createFailover({ models: [{ model, ...leg }] } as never), LEG],
  ['failoverMiddleware', 'primary', primary => wrapped({ primary }), LEG],
  ['failoverMiddleware', 'to', leg => wrapped({ to: { model, ...leg } }), LEG],
  ['failoverMiddleware', 'to.timeouts', timeouts => wrapped({ to: { model, timeouts } }), LEG_LIMITS],
  [
    'failoverMiddleware',
    'to.settings',
    settings => wrapped({ to: { model, settings } }),
    {
      maxOutputTokens: WHOLE_1,
      temperature: FROM_0,
      stopSequences: 'none names',
      topP: FROM_0,
      topK: FROM_0,
      presencePenalty: SIGNED,
      frequencyPenalty: SIGNED,
      seed: 'zero five negative',
      reasoning: NAME,
      toolChoice: 'object unknown key',
    },
  ],
  [
    'createEmbeddingFailover',
    'models[0]',
    leg => createEmbeddingFailover({ models: [{ model: vectors, ...leg }] } as never),
    { ...EMBEDDING_LEG, space: TEXT, dimensions: WHOLE_1 },
  ],
  [
    'createHealth',
    '',
    options => createHealth(options),
    {
      consecutiveFailures: WHOLE_1,
      failureRate: 'zero half',
      minCalls: WHOLE_1,
      windowMs: FROM_1,
      openMs: FROM_1,
      maxOpenMs: FROM_1,
      configOpenMs: FROM_1,
      maxConfigOpenMs: FROM_1,
      jitter: 'zero half',
      leaseMs: FROM_1,
      store: '',
      clock: '',
      random: SYNC,
    },
  ],
  [
    'createRetryBudget',
    '',
    options => createRetryBudget(options),
    {
      capacity: FROM_1,
      failureCost: FROM_0,
      successGain: FROM_0,
      minRetriesPerSecond: FROM_0,
      store: '',
      name: `empty ${TEXT}`,
      clock: '',
    },
  ],
  [
    'createErrorAwareFetch',
    '',
    options => createErrorAwareFetch(options as never),
    { fetch: ANY_FUNCTION, maxBytes: WHOLE_1 },
  ],
  [
    'cloudflareGateway',
    '',
    options => cloudflareGateway(options),
    {
      requestTimeout: 'true false',
      maxAttempts: WHOLE_1,
      metadata: 'true false',
      noWholesale: 'true false',
      gateways: 'none names',
      explain: '',
    },
  ],
  [
    'cloudflareGateway',
    'explain',
    explain => cloudflareGateway({ explain: { gateway: { getLog: async () => undefined }, ...explain } }),
    { gateway: '', waitUntil: ANY_FUNCTION, afterMs: FROM_0, timeoutMs: FROM_1, maxOpen: WHOLE_1 },
  ],
  [
    'createKeepAliveFetch',
    '',
    options => createKeepAliveFetch(options as never),
    {
      probeAfterMs: 'false',
      idleSocketMs: WHOLE_1,
      connectTimeoutMs: `${WHOLE_1} false`,
      headersTimeoutMs: `${WHOLE_1} false`,
      bodyTimeoutMs: `${WHOLE_1} false`,
      retryStaleSocket: 'true false',
    },
  ],
];

function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return error instanceof TypeError ? error.message : `not a TypeError: ${String(error)}`;
  }
  return 'nothing thrown';
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe.each(PLACES)('%s: %s', (owner, path, make, table) => {
  const above = path === '' ? '' : `${path}.`;

  it('is a table of all its options', () => {
    const message = messageOf(() => make({ zzz: 1 }));
    expect(message).toMatch(new RegExp(`^${owner}: unknown option \`${escaped(above)}zzz\`; it takes \`.*\`\\.$`));
    const [, list] = message.split('; it takes ');
    const known = [...list!.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
    expect(known.filter(name => name !== 'model').toSorted()).toEqual(Object.keys(table).toSorted());
  });

  it.each(Object.entries(table))('%s', (option, taken) => {
    const named = escaped(`${above}${option}`);
    // What is wrong may be an item in it, which is named then.
    const within = '(?:\\[0\\]|\\.\\w+)';
    const item = `option \`${named}${within}\` takes .+; got \\S.*\\.`;
    const unknown = `unknown option \`${named}${within}\`(?: \\(.+\\))?; it takes .+\\.`;
    const wrong = Object.entries(VALUES).flatMap(([name, [value, shown]]) => {
      const message = messageOf(() => make({ [option]: value }));
      const whole = `option \`${named}\` takes .+; got ${escaped(shown)}\\.`;
      const isRight = taken.split(' ').includes(name)
        ? message === 'nothing thrown'
        : !message.includes(SECRET) &&
          new RegExp(`^${owner}: (?:${whole}|${item}|${unknown})(?: \\w.+[.?])?$`).test(message);
      return isRight ? [] : [`${name}: ${message}`];
    });
    expect(wrong).toEqual([]);
  });
});

it.each<[string, () => unknown, string]>([
  [
    'a header that is a number',
    () => chain({ models: [{ model, headers: { 'x-tenant': 5 } }] }),
    'createFailover: option `models[0].headers.x-tenant` takes a string; got 5.',
  ],
  [
    'options of a provider that are none',
    () => wrapped({ primary: { providerOptions: { openai: 'low' } } }),
    'failoverMiddleware: option `primary.providerOptions.openai` takes an object; got "low".',
  ],
  [
    'a setting by its old name',
    () => wrapped({ to: { model, settings: { maxTokens: 5 } } }),
    'failoverMiddleware: unknown option `to.settings.maxTokens` (did you mean `to.settings.maxOutputTokens`?); it takes ',
  ],
  [
    'a setting one level too high',
    () => chain({ models: [{ model, temperature: 0 }] }),
    'createFailover: unknown option `models[0].temperature` (did you mean `models[0].settings.temperature`?); it takes ',
  ],
  [
    'a limit one level too high',
    () => wrapped({ firstContentMs: 5 }),
    'failoverMiddleware: unknown option `firstContentMs` (did you mean `timeouts.firstContentMs`?); it takes ',
  ],
  [
    'the middleware’s option on the chain',
    () => chain({ to: model }),
    'createFailover: unknown option `to` (did you mean `models`?); it takes ',
  ],
  [
    'the chain’s option on the middleware',
    () => wrapped({ models: [model] }),
    'failoverMiddleware: unknown option `models` (did you mean `to`?); it takes ',
  ],
  [
    'fallbacks where there are none',
    () => honest({ to: model }),
    'gatewayErrorMiddleware: unknown option `to` (failoverMiddleware takes it); it takes ',
  ],
  [
    'a count of retries',
    () => chain({ retries: 3 }),
    'createFailover: option `retries` takes an object with some of `perLeg`, `baseDelayMs`, `maxDelayMs`; got 3.',
  ],
])('%s', (_, make, message) => {
  expect(messageOf(make)).toContain(message);
});

it('a header that is undefined is none, as in the SDK', () => {
  expect(messageOf(() => chain({ models: [{ model, headers: { 'x-tenant': undefined } }] }))).toBe('nothing thrown');
});
