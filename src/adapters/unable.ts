/** Why a leg cannot take a request, judged before it is asked. */
import type { SkipReason } from '../core/attempt.ts';
import { estimateTokens } from '../prompt/estimate-tokens.ts';
import { unresolvableFile } from '../prompt/unresolvable-file.ts';
import { answering } from './lazy-model.ts';
import type { Leg } from './leg.ts';
import type { CallOptions } from './sdk-model.ts';

export function unable(
  { declaration: { contextWindow }, facts, model }: Leg,
  { prompt }: CallOptions,
): SkipReason | undefined {
  if (contextWindow !== undefined && estimateTokens(prompt) > contextWindow) return 'context-window';
  // The primary got the files that the user gave it; it says itself what it cannot take.
  if (facts.index > 0 && unresolvableFile(prompt, answering(model)) !== undefined) return 'file';
  return undefined;
}
