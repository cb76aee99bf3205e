/** The options of a drill. */
import type { generateText, ModelMessage, ToolChoice, ToolSet } from 'ai';
import { checkFunction, checkKeys, optionError } from '../runtime/check-options.ts';
import {
  checkRows,
  filled,
  number,
  oneOf,
  option,
  withDefault,
  type Check,
  type Rows,
} from '../runtime/option-rows.ts';
import type { CallOptions } from '../sdk-types.ts';
import type { DrillFaultName, DrillOperation } from './report.ts';

/** Call options of the drill's request, as far as the installed SDK has them: AI SDK 6 has no `reasoning`. */
type DrilledOptions = Partial<
  Pick<
    CallOptions,
    Extract<
      keyof CallOptions,
      | 'maxOutputTokens'
      | 'temperature'
      | 'topP'
      | 'topK'
      | 'presencePenalty'
      | 'frequencyPenalty'
      | 'stopSequences'
      | 'seed'
      | 'reasoning'
      | 'providerOptions'
    >
  >
>;

/** What `Output.object()` and the like return; the first releases of AI SDK 6 do not export the type. */
type Output = NonNullable<Parameters<typeof generateText>[0]['output']>;

/** The request of a drill, as `generateText` takes it. Use one like your own calls: the same tools, schema and size. */
export interface DrillRequest extends DrilledOptions {
  prompt?: string | ModelMessage[] | undefined;
  messages?: ModelMessage[] | undefined;
  /** Texts of which embedding legs are asked for vectors. */
  values?: readonly string[] | undefined;
  instructions?: string | undefined;
  /** The same, as AI SDK 6 calls it. */
  system?: string | undefined;
  /** Tools are declared to the model and never run. */
  tools?: ToolSet | undefined;
  toolChoice?: ToolChoice<ToolSet> | undefined;
  output?: Output | undefined;
  headers?: Record<string, string | undefined> | undefined;
}

/** Options of `drill`. */
export interface DrillOptions {
  /** What each leg is asked. @default one short question */
  request?: DrillRequest | undefined;
  /**
   * `once`: each leg is asked once, for real; in the simulated calls it answers the same, and as fast. `assume`: nothing is
   * sent; legs without a fault answer at once.
   *
   * @default 'once'
   */
  ask?: 'once' | 'assume' | undefined;
  /** Longest wait in milliseconds for the answer to that question. @default 60_000 */
  askMs?: number | undefined;
  /** Which kinds of calls of a chain of language models are simulated. @default both */
  operation?: 'generate' | 'stream' | 'both' | undefined;
  /** Which faults are simulated. @default all */
  faults?: readonly DrillFaultName[] | undefined;
  /** An answer that comes later, in milliseconds from the start of the call, counts as none. @default no limit */
  withinMs?: number | undefined;
  /** Ends the drill; it then rejects with the signal's reason. */
  abortSignal?: AbortSignal | undefined;
  /** Is called after each leg and each call. */
  onProgress?: ((progress: DrillProgress) => void) | undefined;
}

/** The progress of a drill. */
export interface DrillProgress {
  /** Legs are asked, then calls are simulated. */
  stage: 'ask' | 'play';
  done: number;
  total: number;
}

export const FAULT_NAMES: readonly DrillFaultName[] = [
  'hang',
  'cloudflare-2005',
  'http-502',
  'http-429',
  'cut-off',
  'malformed',
  'gateway-gone',
  'wrong-key',
];

const checkFaults: Check = (owner, name, value) => {
  if (value === undefined) return;
  if (Array.isArray(value) && value.every(item => FAULT_NAMES.includes(item as DrillFaultName))) return;
  throw optionError(owner, name, value, `an array of ${FAULT_NAMES.map(fault => `'${fault}'`).join(', ')}`);
};

/** What a request may hold: whatever else `generateText` takes would ask other models, or be without effect. */
const ASKED: readonly string[] = [
  'prompt',
  'messages',
  'values',
  'instructions',
  'system',
  'tools',
  'toolChoice',
  'output',
  'headers',
  'providerOptions',
  'maxOutputTokens',
  'temperature',
  'topP',
  'topK',
  'presencePenalty',
  'frequencyPenalty',
  'stopSequences',
  'seed',
  'reasoning',
];

const checkRequest: Check = (owner, name, value) => {
  if (value === undefined) return;
  checkKeys(owner, name, value, ASKED);
  const { values } = value as DrillRequest;
  const isList = Array.isArray(values) && values.length > 0 && values.every(text => typeof text === 'string');
  if (values !== undefined && !isList)
    throw optionError(owner, `${name}.values`, values, 'an array of texts, one at least');
};

const QUESTION: DrillRequest = { prompt: 'Answer with the single word: pong' };

type Defaulted = 'request' | 'ask' | 'askMs' | 'operation' | 'faults';

const DRILL: Rows<DrillOptions, Defaulted> = {
  request: withDefault(QUESTION, checkRequest),
  ask: withDefault('once', oneOf('once', 'assume')),
  askMs: withDefault(60_000, number({ min: 1, unit: 'milliseconds' })),
  operation: withDefault('both', oneOf('generate', 'stream', 'both')),
  faults: withDefault(FAULT_NAMES, checkFaults),
  withinMs: option(number({ min: 1, unit: 'milliseconds' })),
  abortSignal: option(() => {}),
  onProgress: option(checkFunction),
};

/** Options as the drill uses them. */
export interface ResolvedDrill {
  request: DrillRequest;
  asks: boolean;
  askMs: number;
  operations: readonly DrillOperation[];
  faults: readonly DrillFaultName[];
  withinMs: number | undefined;
  abortSignal: AbortSignal | undefined;
  onProgress: ((progress: DrillProgress) => void) | undefined;
}

/** @throws {TypeError} naming the option, what it got and what it takes */
export function resolveDrill(options: DrillOptions): ResolvedDrill {
  checkRows('drill', '', options, DRILL);
  const { ask, operation, request, ...rest } = filled(options, DRILL);
  const asksSomething = request.prompt !== undefined || request.messages !== undefined;
  return {
    ...rest,
    request: asksSomething ? request : { ...request, ...QUESTION },
    asks: ask === 'once',
    operations: operation === 'both' ? ['generate', 'stream'] : [operation],
  };
}
