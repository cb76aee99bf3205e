/** Redis as an engine of a shared store: rows are lines of text there. */
import type { BreakerWrite, Engine } from '../store/rows.ts';
import type { Evaluate } from './client.ts';
import { CHANGES, PUT_BREAKER, PUT_TOKENS, PUT_WAIT } from './scripts.ts';

const flag = (value: boolean) => (value ? '1' : '0');

const argumentsOf = (write: BreakerWrite): string[] =>
  [
    write.id,
    write.base,
    write.writer,
    write.sequence,
    write.generation,
    flag(write.isOpen),
    write.openLeftMs,
    write.openMs,
    write.timesOpened,
    write.probeLeftMs,
    flag(write.isIsolated),
    flag(write.isByHand),
  ].map(String);

function breakerOf(id: string, fields: readonly string[]): unknown {
  const [version, writer, sequence, generation, openUntil, openMs, timesOpened, probeUntil, isolated] = fields;
  return {
    id,
    version: Number(version),
    writer,
    sequence: Number(sequence),
    generation: Number(generation),
    openUntil: Number(openUntil),
    openMs: Number(openMs),
    timesOpened: Number(timesOpened),
    probeUntil: Number(probeUntil),
    isIsolated: isolated === '1',
  };
}

/** What a script answered, not validated yet. */
function replyOf(answer: unknown): unknown {
  if (!Array.isArray(answer)) return undefined;
  const [now, ...lines] = answer.map(String);
  const rows = lines.map(line => line.split(' '));
  const named = (kind: string) =>
    rows.flatMap(([name = '', ...fields]) => (name.startsWith(kind) ? [{ id: name.slice(kind.length), fields }] : []));
  return {
    now: Number(now),
    breakers: named('b:').map(({ id, fields }) => breakerOf(id, fields)),
    tokens: named('t:').map(({ id, fields }) => ({ id, version: Number(fields[0]), left: Number(fields[1]) })),
    waits: named('w:').map(({ id, fields }) => ({ id, version: Number(fields[0]), until: Number(fields[1]) })),
  };
}

export function redisEngine(evaluate: Evaluate, key: string): Engine {
  const ask = async (script: string, args: readonly string[]) => replyOf(await evaluate(script, key, args));
  return {
    changes: since => ask(CHANGES, [String(since)]),
    putBreaker: write => ask(PUT_BREAKER, argumentsOf(write)),
    putWait: (id, ms) => ask(PUT_WAIT, [id, String(ms)]),
    putTokens: (id, change, capacity) => ask(PUT_TOKENS, [id, String(change), String(capacity)]),
  };
}
