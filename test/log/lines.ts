/** Loggers that keep what they are given. */
import type { EventLogger } from '../../src/index.ts';

export type Written = readonly [method: string, ...data: unknown[]];

/** A logger like `console` that keeps everything. */
export function keeper(...methods: ('debug' | 'info' | 'warn' | 'error' | 'log')[]) {
  const written: Written[] = [];
  const names = methods.length > 0 ? methods : (['debug', 'info', 'warn', 'error', 'log'] as const);
  const logger: EventLogger = Object.fromEntries(
    names.map(name => [name, (...data: unknown[]) => void written.push([name, ...data])]),
  );
  return { logger, written };
}

/** Ids that differ in each run are numbered as they come. */
export function numbered(text: string, known: Map<string, number> = new Map()): string {
  return text.replaceAll(/(?<=failover )[\da-f]{8}(?=:)/g, id => {
    if (!known.has(id)) known.set(id, known.size + 1);
    return String(known.get(id));
  });
}

/** Lines with their levels, a line each. */
export function asText(written: readonly Written[]): string {
  const known = new Map<string, number>();
  return written.map(([method, line]) => `${method} ${numbered(String(line), known)}`).join('\n');
}
