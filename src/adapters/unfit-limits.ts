/** Limits that cannot do together what each was set for: told once, when a router is made. */
import { emit } from '../core/events.ts';
import type { LegDeclaration } from './leg-input.ts';
import type { ResolvedRouter } from './resolve-router.ts';
import { limitOf } from './timeout-options.ts';

function unfitLimits({ timeouts, hedge, holdBackMs }: ResolvedRouter, legs: readonly LegDeclaration[]): string[] {
  const totalMs = limitOf(timeouts.totalMs);
  const firsts = legs.map(leg => limitOf(leg.timeouts?.firstContentMs ?? timeouts.firstContentMs));
  const [primary] = firsts;
  const primaryAttemptMs = limitOf(legs[0]?.timeouts?.attemptMs ?? timeouts.attemptMs);
  const sum = firsts.reduce<number>((all, ms) => all + (ms ?? 0), 0);
  const afterMs = typeof hedge?.afterMs === 'number' ? hedge.afterMs : 0;
  const found: string[] = [];
  // With a hedge of their own choice the legs run side by side.
  if (totalMs !== undefined && sum > totalMs && !hedge?.isChosen) {
    found.push(`the \`firstContentMs\` of all legs are ${sum} ms together, but \`timeouts.totalMs\` is ${totalMs}`);
  }
  const isNeverLeft = (primary ?? primaryAttemptMs) === undefined && (!hedge || afterMs >= (totalMs ?? Infinity));
  if (totalMs !== undefined && legs.length > 1 && isNeverLeft) {
    found.push(
      `\`timeouts.totalMs\` is ${totalMs}, and nothing asks a fallback before that when the primary is silent; ` +
        'set `timeouts.firstContentMs`, `timeouts.attemptMs` or `hedge.afterMs` below it',
    );
  }
  if (primary !== undefined && primary > holdBackMs) {
    found.push(
      `the primary's \`firstContentMs\` is ${primary}, but streams are released after \`holdBackMs\` ${holdBackMs}, ` +
        'and what is released cannot be replaced',
    );
  }
  if (hedge?.isChosen && primary !== undefined && afterMs >= primary) {
    found.push(`\`hedge.afterMs\` is ${afterMs}, but the primary is cut after \`firstContentMs\` ${primary} already`);
  }
  if (hedge?.isChosen && typeof hedge.afterMs === 'number' && afterMs >= holdBackMs) {
    found.push(
      `\`hedge.afterMs\` is ${afterMs}, but streams are released after \`holdBackMs\` ${holdBackMs}, and what is ` +
        'released cannot be replaced',
    );
  }
  return found;
}

const MAX_LOGGED = 100;
/** What has been logged: on Workers a router may be made for each request. */
const logged = new Set<string>();

/** Through the SDK's own switch and logger for warnings, as far as it lets others use them. */
function warn(message: string): void {
  const logger = globalThis.AI_SDK_LOG_WARNINGS;
  if (logger === false || logged.has(message)) return;
  if (logged.size >= MAX_LOGGED) logged.clear();
  logged.add(message);
  try {
    if (typeof logger === 'function') logger({ warnings: [{ type: 'other', message }] });
    else console.warn(`AI SDK Warning: ${message}`);
  } catch {
    // A logger's own bug is not the router's.
  }
}

export function tellUnfitLimits(owner: string, router: ResolvedRouter, legs: readonly LegDeclaration[]): void {
  for (const found of unfitLimits(router, legs)) {
    const message = `${owner}: ${found}.`;
    emit(router.onEvent, { type: 'warning', message });
    warn(message);
  }
}
