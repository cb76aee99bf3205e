import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const filesUnder = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => join(folder, name));

const published = [...filesUnder('src'), ...filesUnder('mocks')];
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** Specifiers of a file's imports and re-exports. */
const importsOf = (file: string): string[] =>
  [...read(file).matchAll(/^(?:import|export)\b[^;'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm)].map(
    match => (match[1] ?? match[2])!,
  );

const localImportsOf = (file: string): string[] =>
  importsOf(file)
    .filter(specifier => specifier.startsWith('.'))
    .map(specifier => relative(root, resolve(root, dirname(file), specifier)));

/** What begins a function's body at the end of its line; statements with a block look alike. */
const BODY = /(?:=> \{|\)(?:: [^={}]+)? \{)$/;
const STATEMENT = /^\s*(?:\} )?(?:if|for|while|switch|catch|else|with)\b/;

/**
 * The functions of a file with a body of several lines. Formatted code ends a block at the indentation of the line that
 * its head begins with, so that no parser is needed.
 */
function functionsOf(text: string): { line: number; lines: number }[] {
  const lines = text.split('\n');
  const indentOf = (line: string) => line.length - line.trimStart().length;
  return lines.flatMap((line, end) => {
    if (!BODY.test(line) || STATEMENT.test(line)) return [];
    // The head may have begun lines before: its parameters stand further to the right.
    let start = end;
    if (/^\s*\)/.test(line))
      while (start > 0 && (start === end || indentOf(lines[start]!) > indentOf(line))) start -= 1;
    const length = lines.slice(end + 1).findIndex(next => next.trim() !== '' && indentOf(next) <= indentOf(line));
    return length === -1 ? [] : [{ line: start + 1, lines: end - start + length + 2 }];
  });
}

/** Rooms in the order in which they may import: each only from itself and from those before it. */
const ROOMS: readonly [name: string, includes: RegExp][] = [
  ['failure', /^src\/(?:(?:own-)?failures?|vocabulary)\.ts$/],
  ['runtime', /^src\/runtime\//],
  ['events', /^src\/(?:events|event-shapes|event-hub|response-shapes|warn)\.ts$/],
  ['log', /^src\/log\//],
  ['what the SDK speaks', /^src\/sdk-(?:types|specification)\.ts$/],
  ['prompt, cloudflare', /^src\/(?:prompt|cloudflare)\//],
  ['references', /^src\/references\//],
  ['secrets', /^src\/secrets\//],
  ['redact', /^src\/redact\//],
  ['errors', /^src\/errors\//],
  ['classify', /^src\/classify\//],
  ['ui', /^src\/ui\//],
  ['fetch', /^src\/fetch\//],
  ['health', /^src\/health\//],
  ['engine', /^src\/engine\//],
  ['guards', /^src\/guards\//],
  ['parts', /^src\/parts\//],
  ['stream', /^src\/stream\//],
  ['options', /^src\/options\//],
  ['legs', /^src\/legs\//],
  ['call', /^src\/call\//],
  ['report', /^src\/report\//],
  ['attempt', /^src\/attempt\//],
  ['sdk', /^src\/sdk\//],
  ['cloudflare-gateway', /^src\/cloudflare-gateway\//],
  ['index', /^src\/index\.ts$/],
  ['node', /^src\/node\//],
  ['otel', /^src\/otel\//],
  ['drill', /^src\/drill\//],
  ['cli', /^src\/cli\//],
  ['store', /^src\/store\//],
  ['redis, durable-object', /^src\/(?:redis|durable-object)\//],
];
const roomOf = (file: string) => ROOMS.findIndex(([, includes]) => includes.test(file));

/** Most files of one folder: as many as are read at a glance. */
const MOST_FILES = 15;
/** Longest file of rules. */
const MOST_LINES_OF_RULES = 120;

describe('the rooms of src', () => {
  const source = filesUnder('src');

  it('have a place for every file', () => {
    expect(source.filter(file => roomOf(file) === -1)).toEqual([]);
    expect(ROOMS.filter(([, includes]) => !source.some(file => includes.test(file)))).toEqual([]);
  });

  it('import one way', () => {
    const wrong = source.flatMap(file =>
      localImportsOf(file)
        .filter(target => !(file.startsWith('src/cli/demo/') && target.startsWith('mocks/')))
        .filter(target => roomOf(target) > roomOf(file) || roomOf(target) === -1)
        .map(target => `${file} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('are small', () => {
    const counts = new Map<string, number>();
    for (const file of source) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > MOST_FILES)).toEqual([]);
  });

  it('have short tables of rules: one provider a file', () => {
    const tables = source.filter(file => file.startsWith('src/classify/rules/'));
    expect(tables.filter(file => read(file).trimEnd().split('\n').length > MOST_LINES_OF_RULES)).toEqual([]);
  });

  it('keep the engine and its guards apart from models, prompts, answers and classification', () => {
    const wrong = source
      .filter(file => /^src\/(?:engine|guards)\//.test(file))
      .flatMap(file => localImportsOf(file).map(target => `${file} → ${target}`))
      .filter(
        line =>
          !/→ src\/(?:engine|guards|health|runtime|events|event-hub|vocabulary|failure|own-failures)\b/.test(line),
      );
    expect(wrong).toEqual([]);
  });

  it('know `ai` only in sdk, in the attempt and in the drill, for its types, for its specification and where errors are built, undici only in node, OpenTelemetry only in otel, what Workers have only in durable-object, and nothing else from outside but in the command', () => {
    const outside = source.flatMap(file =>
      importsOf(file)
        .filter(specifier => !specifier.startsWith('.'))
        .map(specifier => `${file}: ${specifier}`),
    );
    const known =
      /^src\/(?:(?:(?:sdk|attempt|drill)\/(?:language\/)?[\w-]+|sdk-types|sdk-specification|legs\/leg-input|errors\/[\w-]+)\.ts: ai|node\/[\w-]+\.ts: (?:undici|node:[\w/]+)|otel\/[\w-]+\.ts: @opentelemetry\/api|durable-object\/[\w-]+\.ts: cloudflare:workers|cli\/(?:[\w-]+\/)?[\w-]+\.ts: (?:node:[\w/]+|citty)|cli\/demo\/[\w-]+\.ts: (?:ai|@ai-sdk\/(?:anthropic|openai)|@openrouter\/ai-sdk-provider|ai-gateway-provider))$/;
    expect(outside.filter(line => !known.test(line))).toEqual([]);
  });

  it('read the time and set timers only in the clock, and in the one of a drill, whose time is none', () => {
    const wrong = source
      .filter(file => file !== 'src/runtime/clock.ts' && file !== 'src/drill/virtual-clock.ts')
      .filter(file =>
        /(?<![.\w])(?:setTimeout|setInterval|queueMicrotask|setImmediate)\(|\bDate\.now\(|\bMath\.random\(|\bperformance\.now\(/.test(
          read(file),
        ),
      );
    expect(wrong).toEqual([]);
  });

  it('let otel know events and failures, and nothing of calls', () => {
    const wrong = source
      .filter(file => file.startsWith('src/otel/'))
      .flatMap(file => localImportsOf(file).map(target => `${file} → ${target}`))
      .filter(line => !/→ src\/(?:otel|runtime|events|failure|vocabulary)\b/.test(line));
    expect(wrong).toEqual([]);
  });

  it('let shared stores know health, and nothing of calls', () => {
    const wrong = source
      .filter(file => /^src\/(?:store|redis|durable-object)\//.test(file))
      .flatMap(file => localImportsOf(file).map(target => `${file} → ${target}`))
      .filter(line => !/→ src\/(?:store|redis|durable-object|health|runtime)\//.test(line));
    expect(wrong).toEqual([]);
  });

  it('race no promises: one that never settles would keep every reaction to it', () => {
    expect(source.filter(file => /^src\/(?:engine|guards)\//.test(file) && /Promise\.race\(/.test(read(file)))).toEqual(
      [],
    );
  });
});

/** Files without a test of their own name, and the test that shows what they do. */
const TESTED_BY: Readonly<Record<string, string>> = {
  'references/named-objects': 'tenants/named-objects',
  'references/supported-urls': 'failover/supported-urls',
  'secrets/header-secrets': 'secrets/forms',
  'secrets/names': 'secrets/forms',
  'secrets/pairs': 'secrets/forms',
  'secrets/shapes': 'secrets/forms',
  'secrets/text': 'secrets/forms',
  'secrets/urls': 'secrets/forms',
  'secrets/values': 'secrets/forms',
  'secrets/view': 'secrets/forms',
  'errors/classified-error': 'errors/log-size',
  'errors/log-text': 'errors/log-size',
  'errors/loggable-error': 'errors/log-size',
  'errors/wait-headers': 'gateway-error-middleware/named-waits',
  'redact/body': 'secrets/response',
  'redact/call': 'redact/headers',
  'redact/credentials': 'secrets/call',
  'redact/data': 'secrets/forms',
  'redact/echo': 'secrets/echoed-call',
  'redact/gather': 'secrets/echoed-call',
  'redact/html': 'secrets/response',
  'redact/json': 'secrets/response',
  'redact/sdk-error': 'contract/other-errors',
  'redact/text-memory': 'secrets/cost',
  'redact/windows': 'secrets/echoed-call',
  'errors/api-call-error': 'secrets/call',
  'errors/failover-error': 'failover/attempts',
  'fetch/error-response': 'fetch/create-error-aware-fetch',
  'fetch/first-document': 'fetch/create-error-aware-fetch',
  'fetch/read-head': 'fetch/create-error-aware-fetch',
  'ui/plain-words': 'ui/failover-error-text',
  'engine/tell': 'events/sequences',
  'guards/leg-slots': 'guards/concurrency-guard',
  'health/breaker-limits': 'health/breaker',
  'health/canaries': 'call/canary-guard',
  'health/leg-breakers': 'health/health-store',
  'health/leg-calls': 'health/health',
  'health/shared-waits': 'health/not-before',
  'store/breaker-copies': 'store/copied-store',
  'store/breaker-copy': 'store/copied-store',
  'store/pace': 'store/copied-store',
  'store/rows': 'store/copied-store',
  'store/store-options': 'store/copied-store',
  'store/token-copies': 'store/copied-store',
  'store/wait-copies': 'store/copied-store',
  'redis/client': 'redis/redis-store',
  'redis/redis-engine': 'redis/redis-store',
  'redis/scripts': 'redis/redis-store',
  'durable-object/durable-object-store': 'workers/durable-object',
  'durable-object/failover-health': 'workers/durable-object',
  'parts/disguised-end': 'stream/forward',
  'parts/found-error': 'stream/collect-stream',
  'parts/part-shape': 'stream/odd-parts',
  'parts/unread-event': 'failover/continue-after-unread',
  'stream/commit': 'stream/forward',
  'stream/release': 'stream/forward',
  'stream/source-end': 'stream/forward',
  'stream/tail': 'stream/take-over',
  'options/canary-options': 'canary/options',
  'options/preflight-options': 'preflight/preflight',
  'options/checked-hooks': 'failover/hook-results',
  'options/embedding-options': 'embeddings/options',
  'options/gateway-error-options': 'gateway-error-middleware/options',
  'options/guard-options': 'gateway-error-middleware/options',
  'options/hedge-options': 'docs/hedging',
  'options/resolve-router': 'time/options',
  'options/retry-options': 'docs/routing',
  'options/router-options': 'docs/routing',
  'options/timeout-options': 'docs/timeouts',
  'legs/call-gateways': 'failover/gateway-identity',
  'legs/asked-dimensions': 'embeddings/answers',
  'legs/embedding-leg': 'embeddings/options',
  'legs/embedding-limits': 'embeddings/options',
  'legs/lazy-model': 'failover/models',
  'runtime/shared-isolate': 'engine/queue',
  'legs/leg': 'failover/models',
  'legs/leg-input': 'time/options',
  'legs/leg-params': 'failover/tenants',
  'legs/lone-leg': 'gateway-error-middleware/options',
  'legs/own-credentials': 'failover/tenants',
  'legs/route': 'failover/hook-results',
  'legs/warnings/chains': 'legs/chains',
  'legs/warnings/tell-odd-legs': 'legs/odd-legs',
  'legs/warnings/unfit-limits': 'time/unfit-limits',
  'legs/warnings/unfit-routes': 'time/unfit-limits',
  'call/call': 'healthy-path/untouched',
  'call/capacity-guard': 'failover/scopes',
  'call/run-call': 'healthy-path/untouched',
  'call/reporting': 'contract/other-errors',
  'call/router-settings': 'gateway-error-middleware/timeouts',
  'call/streaming-refused': 'generate-via/refused',
  'report/response-marks': 'events/sequences',
  'report/exhausted': 'failover/attempts',
  'report/fit-metadata': 'report/ledger',
  'report/report': 'contract/other-errors',
  'report/result-metadata': 'failover/told',
  'attempt/begin-attempt': 'healthy-path/untouched',
  'attempt/continue-with': 'failover/streams',
  'attempt/embed': 'embeddings/answers',
  'attempt/generate': 'failover/generate-via',
  'attempt/replay': 'failover/replay',
  'attempt/vectors': 'embeddings/answers',
  'attempt/whole-answer': 'contract/disguised-answers',
  'sdk/base-router': 'failover/many-calls',
  'sdk/chain-settings': 'drill/drill',
  'sdk/create-embedding-failover': 'embeddings/failover',
  'sdk/create-failover': 'failover/models',
  'sdk/describe-legs': 'failover/models',
  'sdk/embedding-failover-middleware': 'embeddings/failover',
  'sdk/failover-middleware': 'failover/basics',
  'sdk/gateway-error-middleware': 'gateway-error-middleware/options',
  'sdk/guards-of': 'failover/many-calls',
  'sdk/known': 'health/health-outage',
  'sdk/preflight': 'preflight/preflight',
  'sdk/router': 'failover/many-calls',
  'cloudflare-gateway/added-headers': 'cloudflare-gateway/headers-on-the-wire',
  'cloudflare-gateway/cloudflare-gateway': 'cloudflare-gateway/headers-on-the-wire',
  'cloudflare-gateway/gateway-options': 'cloudflare-gateway/options',
  'cloudflare-gateway/prepared-params': 'cloudflare-gateway/headers-on-the-wire',
  'cloudflare-gateway/upstream-guard': 'cloudflare-gateway/explain',
  'cloudflare-gateway/read-log': 'cloudflare-gateway/explain',
  'otel/attributes': 'otel/faults',
  'otel/call-trace': 'otel/faults',
  'otel/instruments': 'otel/providers',
  'otel/measure': 'otel/metrics',
  'otel/scope': 'otel/create-otel-listener',
  'otel/span-events': 'otel/faults',
  'otel/wasted': 'otel/metrics',
  'sdk/single-router': 'gateway-error-middleware/timeouts',
  'drill/ask-legs': 'drill/drill',
  'drill/call-params': 'drill/findings',
  'drill/causes': 'drill/findings',
  'drill/chain': 'drill/drill',
  'drill/options': 'drill/drill',
  'drill/play': 'drill/drill',
  'drill/language/languages': 'drill/drill',
  'drill/language/played-model': 'drill/faults',
  'drill/language/recorded': 'drill/findings',
  'drill/language/stand-in': 'drill/drill',
  'drill/embedding/vectors': 'drill/embedding/embeddings',
  'drill/recording': 'drill/findings',
  'drill/timeline': 'drill/drill',
  'cli/exit': 'cli/main',
  'cli/package-facts': 'cli/explain/explain',
  'cli/commands/context': 'cli/main',
  'cli/commands/demo': 'cli/main',
  'cli/commands/drill': 'cli/main',
  'cli/commands/explain': 'cli/explain/explain',
  'cli/commands/preflight': 'cli/preflight',
  'cli/demo/cases': 'cli/demo/table',
  'cli/demo/compare': 'cli/demo/table',
  'cli/demo/models': 'cli/demo/table',
  'cli/demo/upstream': 'cli/demo/table',
  'cli/drill-report/style': 'cli/drill-report/contrast',
  'cli/drill-report/text': 'cli/main',
  'cli/explain/error-text': 'cli/explain/explain',
  'cli/explain/http-text': 'cli/explain/explain',
  'cli/explain/json-text': 'cli/explain/explain',
  'cli/explain/pasted': 'cli/explain/explain',
  'cli/explain/read-input': 'cli/explain/explain',
  'cli/explain/read-pasted': 'cli/explain/explain',
  'cli/explain/rule-page': 'cli/explain/explain',
  'cli/modules/drill-request': 'cli/main',
  'cli/modules/exports-of': 'cli/modules/load-chains',
  'cli/modules/load-module': 'cli/modules/load-chains',
  'cli/modules/module-run': 'cli/main',
  'cli/modules/preflight-all': 'cli/preflight',
  'cli/modules/preflight-of': 'cli/preflight',
  'cli/modules/within': 'cli/own-process',
  'cli/terminal/duration': 'cli/main',
  'cli/terminal/output': 'cli/main',
  'cli/terminal/width': 'cli/terminal/table',
};

describe('the tests of src', () => {
  const rooms = [
    'runtime',
    'references',
    'secrets',
    'redact',
    'errors',
    'ui',
    'fetch',
    'health',
    'engine',
    'guards',
    'parts',
    'stream',
    'options',
    'legs',
    'call',
    'report',
    'attempt',
    'sdk',
    'cloudflare-gateway',
    'otel',
    'drill',
    'cli',
    'store',
    'redis',
    'durable-object',
  ];
  const tests = new Set(filesUnder('test').filter(file => file.endsWith('.test.ts')));
  /** Files of types alone have nothing to test. */
  const hasCode = (file: string) => /^(?:export )?(?:async )?(?:function|class|const|let)\b/m.test(read(file));
  const names = filesUnder('src')
    .filter(file => rooms.some(room => file.startsWith(`src/${room}/`)) && hasCode(file))
    .map(file => file.slice('src/'.length, -'.ts'.length));
  const hasTest = (name: string) => tests.has(`test/${name}.test.ts`);

  it('show what each file does: a test of its name, or one that is listed', () => {
    expect(names.filter(name => !hasTest(name) && !Object.hasOwn(TESTED_BY, name))).toEqual([]);
  });

  it('are listed only where there is none of the name, and exist', () => {
    const listed = Object.entries(TESTED_BY);
    expect(listed.filter(([name]) => !names.includes(name) || hasTest(name))).toEqual([]);
    expect(listed.filter(([, test]) => !hasTest(test))).toEqual([]);
  });
});

describe('what is published', () => {
  it('has no import cycle', () => {
    const graph = new Map(published.map(file => [file, localImportsOf(file)]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]) => {
      if (path.includes(file)) return void cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file)) return;
      for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of published) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it('has small files', () => {
    const long = published
      .map(file => ({ file, lines: read(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > 200);
    expect(long).toEqual([]);
  });

  it('has short functions', () => {
    const sample = [
      'const a = (b: number): string => {',
      '  if (b) {',
      '    c();',
      '  }',
      '};',
      'class D {',
      '  e() {',
      '  }',
      '}',
    ];
    expect(functionsOf(sample.join('\n'))).toEqual([
      { line: 1, lines: 5 },
      { line: 7, lines: 2 },
    ]);
    const counted = published.flatMap(file => functionsOf(read(file)).map(found => ({ file, ...found })));
    expect(counted.length).toBeGreaterThan(500);
    expect(counted.filter(({ lines }) => lines > 60)).toEqual([]);
  });

  it('uses no Node built-in but in node and in the command, and the mocks nothing but msw and src types', () => {
    const outside = published.flatMap(file => importsOf(file).map(specifier => ({ file, specifier })));
    expect(
      outside.filter(({ file, specifier }) => specifier.startsWith('node:') && !/^src\/(?:node|cli)\//.test(file)),
    ).toEqual([]);
    expect(
      outside.filter(
        ({ file, specifier }) => file.startsWith('mocks/') && !specifier.startsWith('.') && specifier !== 'msw',
      ),
    ).toEqual([]);
    expect(
      filesUnder('src')
        .filter(file => !file.startsWith('src/cli/demo/'))
        .flatMap(localImportsOf)
        .filter(target => target.startsWith('mocks/')),
    ).toEqual([]);
  });

  it('lists its names one by one', () => {
    expect(published.filter(file => /^export \*/m.test(read(file)))).toEqual([]);
  });

  it('is exactly this, by name', async () => {
    const [core, mocks, otel, drill, redis, cloudflare] = await Promise.all([
      import('../src/index.ts'),
      import('../mocks/index.ts'),
      import('../src/otel/index.ts'),
      import('../src/drill/index.ts'),
      import('../src/redis/index.ts'),
      import('../src/cloudflare-gateway/index.ts'),
    ]);
    expect(Object.keys(cloudflare)).toEqual(['cloudflareGateway']);
    expect(Object.keys(drill)).toEqual(['drill']);
    expect(Object.keys(redis)).toEqual(['redisStore']);
    expect(Object.keys(otel)).toEqual(['createOtelListener']);
    expect(Object.keys(core).toSorted()).toEqual([
      'FailoverError',
      'classify',
      'createEmbeddingFailover',
      'createErrorAwareFetch',
      'createFailover',
      'createHealth',
      'createRetryBudget',
      'createSubrequestBudget',
      'embeddingFailoverMiddleware',
      'failoverDataParts',
      'failoverErrorText',
      'failoverMiddleware',
      'gatewayErrorMiddleware',
      'isolateGatewayModel',
      'logEvents',
      'originalError',
      'sanitizePrompt',
    ]);
    expect(Object.keys(mocks).toSorted()).toEqual([
      'cached',
      'cut',
      'disconnect',
      'fixtures',
      'handlers',
      'hang',
      'hangAfterHeaders',
      'ok',
      'passthrough',
      'rewritten',
      'scenario',
      'slowFirstToken',
      'stall',
      'status',
    ]);
  });
});
