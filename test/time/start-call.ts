/** Calls that are under way: what their caller has seen of them so far, in every way to make one. */
import { generateText, streamText, type LanguageModel as AnyModel } from 'ai';
import type { CallOptions, GenerateResult, LanguageModel, StreamPart } from '../../src/sdk-types.ts';

/** Every way to ask a model. */
export const KINDS = ['generateText', 'streamText', 'doGenerate', 'doStream'] as const;
export type Kind = (typeof KINDS)[number];
export const isStream = (kind: Kind): boolean => kind === 'streamText' || kind === 'doStream';

/** A call, as its caller sees it. */
export interface Call {
  isOver: boolean;
  text: string;
  finishReason: string | undefined;
  /** What was thrown, or told to `onError`, or stood in an error part, in order. */
  errors: unknown[];
  /** What the call itself threw, or its stream. */
  thrown: unknown;
  /** The types of a stream's parts, without its text. */
  types: string[];
  textIds: Set<string>;
  failover: unknown;
  warnings: string[];
  modelId: string | undefined;
  /** Resolves when it is over. */
  readonly end: Promise<void>;
}

type Options = Partial<Pick<CallOptions, 'abortSignal' | 'headers' | 'prompt' | 'tools'>>;

export const PROMPT: CallOptions['prompt'] = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }];

const messageOf = (warning: object) => ('message' in warning ? String(warning.message) : JSON.stringify(warning));

function noteResult(call: Call, result: Partial<GenerateResult>): void {
  call.text = (result.content ?? []).map(part => (part.type === 'text' ? part.text : '')).join('');
  call.finishReason = result.finishReason?.unified;
  call.failover = result.providerMetadata?.['failover'];
  call.warnings = (result.warnings ?? []).map(messageOf);
  call.modelId = result.response?.modelId;
}

function notePart(call: Call, part: StreamPart): void {
  if (part.type !== 'text-delta') call.types.push(part.type);
  if (part.type === 'text-delta') call.text += part.delta;
  else if (part.type === 'text-start') call.textIds.add(part.id);
  else if (part.type === 'stream-start') call.warnings.push(...part.warnings.map(messageOf));
  else if (part.type === 'response-metadata') call.modelId = part.modelId ?? call.modelId;
  else if (part.type === 'error') call.errors.push(part.error);
  else if (part.type === 'finish') {
    call.finishReason = part.finishReason.unified;
    call.failover = part.providerMetadata?.['failover'];
  }
}

const RUN: Record<Kind, (call: Call, model: LanguageModel, options: Options) => Promise<void>> = {
  async doGenerate(call, model, options) {
    noteResult(call, await model.doGenerate({ prompt: PROMPT, ...options }));
  },
  async doStream(call, model, options) {
    const { stream } = await model.doStream({ prompt: PROMPT, ...options });
    for await (const part of stream) notePart(call, part);
  },
  async generateText(call, model, { abortSignal, headers }) {
    const settings = { ...(abortSignal && { abortSignal }), ...(headers && { headers }) };
    const result = await generateText({ model: model as AnyModel, prompt: 'Hi', maxRetries: 0, ...settings });
    call.text = result.text;
    call.finishReason = result.finishReason;
    call.failover = result.providerMetadata?.['failover'];
    call.warnings = (result.warnings ?? []).map(messageOf);
    call.modelId = result.response.modelId;
  },
  async streamText(call, model, { abortSignal, headers }) {
    const settings = { ...(abortSignal && { abortSignal }), ...(headers && { headers }) };
    const onError = ({ error }: { error: unknown }) => void call.errors.push(error);
    const result = streamText({ model: model as AnyModel, prompt: 'Hi', maxRetries: 0, ...settings, onError });
    for await (const part of result.fullStream) {
      if (part.type === 'text-delta') call.text += part.text;
      else call.types.push(part.type);
      if (part.type === 'text-start') call.textIds.add(part.id);
      if (part.type === 'finish-step') {
        call.finishReason = part.finishReason;
        call.failover = part.providerMetadata?.['failover'];
        call.modelId = part.response.modelId;
      }
      if (part.type === 'start-step') call.warnings.push(...part.warnings.map(messageOf));
    }
  },
};

/** Starts a call and reads it to its end; never rejects. */
export function startCall(kind: Kind, model: LanguageModel, options: Options = {}): Call {
  const end = Promise.withResolvers<void>();
  const call: Call = {
    isOver: false,
    text: '',
    finishReason: undefined,
    errors: [],
    thrown: undefined,
    types: [],
    textIds: new Set(),
    failover: undefined,
    warnings: [],
    modelId: undefined,
    end: end.promise,
  };
  const over = () => {
    call.isOver = true;
    end.resolve();
  };
  RUN[kind](call, model, options).then(over, (error: unknown) => {
    call.thrown = error;
    call.errors.push(error);
    over();
  });
  return call;
}
