/**
 * Prompts that the provider's own filter stopped, under a 2xx: Google says so in a place of its own. An answer that the
 * filter stopped says it in its finish reason.
 */
import { carriesContent } from '../body/answer-content.ts';
import { finishFailure, type FinishFailure, judgeFinish } from './judge-finish.ts';
import { read, readString } from '../evidence/safe-read.ts';

/** A reason to block that the table of finish reasons does not know is a refusal all the same. */
const BLOCKED = /* @__PURE__ */ judgeFinish('content_filter');

/** The refusal, if this answer or frame says that its prompt was blocked and holds no content. */
export function blockedPrompt(value: unknown): FinishFailure | undefined {
  const reason = readString(read(value, 'promptFeedback'), 'blockReason');
  // Vertex AI writes BLOCKED_REASON_UNSPECIFIED, the Gemini API BLOCK_REASON_UNSPECIFIED.
  if (reason === undefined || reason.endsWith('_UNSPECIFIED') || carriesContent(value)) return undefined;
  const judged = judgeFinish(reason);
  const verdict = judged?.failure?.category === 'content-policy' ? judged : BLOCKED;
  return verdict && finishFailure(verdict, reason, false);
}
