/**
 * Which suites run in a Worker without Node's built-ins, too: each of the rooms where a runtime matters that needs none of
 * them, by itself or through what it imports. A new suite takes part as soon as it can.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Rooms whose code meets streams, timers, signals and responses; the others reckon, which any engine does alike. */
export const ROOMS: readonly string[] = [
  'attempt',
  'cloudflare',
  'contract',
  'embeddings',
  'engine',
  'events',
  'failover',
  'gateway-error-middleware',
  'generate-via',
  'healthy-path',
  'runtime',
  'stream',
  'time',
  'ui',
  'workers',
];

/** Modules of Node, and packages that import some where they are loaded. */
const NEEDS_NODE =
  /^(?:node:|cloudflare:|msw\/node$|undici|esbuild$|miniflare$|node-fetch$|pino$|@sentry\/|@langfuse\/|@ai-sdk\/otel$|@opentelemetry\/(?:sdk|context))/;
/** Globals of Node, modules that are replaced, and snapshots, which are files. */
const USES_NODE = /\bprocess\.|\bBuffer\b|\bimport\.meta\.|\bvi\.mock\(|\btoMatch(?:File|Inline)?Snapshot\(/;
const IMPORT = /\b(?:from|import)\s*\(?\s*'([^']+)'/g;

/** Suites that the bundle cannot play, or that take a Worker too long. */
const LEFT_OUT: readonly RegExp[] = [
  // It tells the package's own listeners by the names of files in a stack.
  /^test\/failover\/aborts\.test/,
  // They count requests or reads turn by turn; a turn that a timer makes may hold two of a Worker's.
  /^test\/(?:time\/hedge-when|stream\/forward)\.test/,
  // It reckons, for seconds.
  /^test\/contract\/quoted-words\.test/,
  // Thousands of turns, of which each takes a Worker a millisecond; test/workers has a hundred calls at once.
  /^test\/(?:engine\/queue-wait|failover\/attempts|time\/(?:budget|hedge-auto|hedge-p95|health-opens?|many-calls|spared-legs))\.test/,
];

function needsNode(file: string, seen: Set<string>): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  // What is published asks for nothing that may be absent, but looks whether it is there.
  if (file.startsWith('test/') && USES_NODE.test(text)) return true;
  return [...text.matchAll(IMPORT)].some(([, name]) => {
    if (name!.startsWith('.')) return name!.endsWith('.ts') && needsNode(join(dirname(file), name!), seen);
    return NEEDS_NODE.test(name!);
  });
}

/** Paths from the root of the project. */
export const portableSuites = (): string[] =>
  ROOMS.flatMap(room =>
    readdirSync(join('test', room), { recursive: true, encoding: 'utf8' }).map(name => join('test', room, name)),
  )
    .filter(name => name.endsWith('.test.ts'))
    .filter(file => !LEFT_OUT.some(pattern => pattern.test(file)) && !needsNode(file, new Set()))
    .toSorted();
