/** A good answer, in no API's shape yet: what a model says, and what it cost. */

import { checkChoice, checkCount, checkNames, optionError } from './check-option.ts';

/** A call of one of the caller's tools. */
export interface AnsweredToolCall {
  /** The tool's name. */
  name: string;
  /** What it is called with. */
  input: Record<string, unknown>;
  /** The call's id. @default `call_mock_<position>` */
  id?: string;
}

const FINISH_REASONS = ['stop', 'length', 'tool-calls', 'content-filter'] as const;

/** Why the answer ended, in the AI SDK's words. */
export type AnswerFinishReason = (typeof FINISH_REASONS)[number];

/** What a good answer holds besides its text. */
export interface AnswerOptions {
  /** Tokens to report. @default { inputTokens: 10, outputTokens: one for each part } */
  usage?: { inputTokens?: number; outputTokens?: number };
  /** Tool calls after the text. @default none */
  toolCalls?: readonly AnsweredToolCall[];
  /** @default 'tool-calls' with tool calls, else 'stop' */
  finishReason?: AnswerFinishReason;
  /** The model id that the answer names. @default the one that was asked for */
  modelId?: string;
}

/** A good answer with every default filled in. */
export interface Answer {
  /** The text, delta by delta as a stream sends it. */
  readonly parts: readonly string[];
  readonly toolCalls: readonly Required<AnsweredToolCall>[];
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
  readonly finishReason: AnswerFinishReason;
  readonly modelId: string | undefined;
}

/** The names of `AnswerOptions`, for the check of unknown ones. */
export const ANSWER_OPTION_NAMES: readonly string[] = ['usage', 'toolCalls', 'finishReason', 'modelId'];

/** A text as deltas: one a word, or exactly those given. */
function partsOf(where: string, text: unknown): readonly string[] {
  if (typeof text === 'string') return text.match(/\s*\S+(?:\s+$)?/g) ?? (text === '' ? [] : [text]);
  if (Array.isArray(text) && text.every(part => typeof part === 'string')) return [...(text as string[])];
  throw optionError(`${where} text`, text, 'a string, or an array of strings, one a delta');
}

/** Fills in the defaults. `where` is the name of the step, for messages. */
export function readAnswer(where: string, text: string | readonly string[], options: AnswerOptions): Answer {
  const parts = partsOf(where, text);
  const toolCalls = readToolCalls(where, options.toolCalls ?? []);
  const usage = options.usage ?? {};
  checkNames(`${where} usage`, usage, ['inputTokens', 'outputTokens']);
  return {
    parts,
    toolCalls,
    usage: {
      inputTokens: checkCount(`${where} usage.inputTokens`, usage.inputTokens ?? 10),
      outputTokens: checkCount(`${where} usage.outputTokens`, usage.outputTokens ?? parts.length + toolCalls.length),
    },
    finishReason: checkChoice(
      `${where} finishReason`,
      options.finishReason ?? (toolCalls.length > 0 ? 'tool-calls' : 'stop'),
      FINISH_REASONS,
    ),
    modelId: options.modelId,
  };
}

function readToolCalls(where: string, toolCalls: readonly AnsweredToolCall[]): Required<AnsweredToolCall>[] {
  if (!Array.isArray(toolCalls)) throw optionError(`${where} toolCalls`, toolCalls, 'an array of { name, input }');
  return toolCalls.map((call: AnsweredToolCall, index) => {
    if (typeof call?.name !== 'string' || typeof call.input !== 'object' || call.input === null)
      throw optionError(`${where} toolCalls[${index}]`, call, '{ name, input }');
    return { id: `call_mock_${index}`, ...call };
  });
}
