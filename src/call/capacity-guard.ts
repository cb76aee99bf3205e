/** Skips legs that cannot take a request: its prompt is too long for them, or refers to a file that they cannot reach. */
import type { Guard } from '../engine/guard.ts';
import { answering } from '../legs/lazy-model.ts';
import { estimateTokens } from '../prompt/estimate-tokens.ts';
import { unresolvableFile } from '../references/unresolvable-file.ts';
import type { ModelCall } from './model-call.ts';

export const capacityGuard: Guard<ModelCall> = {
  hold({ index }, { all, params }) {
    const { declaration, model } = all[index]!;
    const { contextWindow } = declaration;
    if (contextWindow !== undefined && estimateTokens(params.prompt) > contextWindow)
      return { kind: 'unable', reason: 'context-window', ms: Infinity };
    // The primary got the files that the user gave it; it says itself what it cannot take.
    if (index > 0 && unresolvableFile(params.prompt, answering(model)) !== undefined)
      return { kind: 'unable', reason: 'file', ms: Infinity };
    return undefined;
  },
};
