/** What a user names as a leg, checked and made into a model of the SDK's current specification. */
import type { LanguageModel as LanguageModelInput } from 'ai';
import { checkBoolean, optionError } from '../runtime/check-options.ts';
import { checkRows, group, number, option as row, type Check, type Rows } from '../runtime/option-rows.ts';
import { checkGenerateVia, type GenerateVia } from '../options/generate-via.ts';
import { lazyModel, toCurrent } from './lazy-model.ts';
import type { CallOptions, LanguageModel, LegModel } from '../sdk-types.ts';
import { LEG_TIMEOUTS, type LegTimeouts } from '../options/timeout-options.ts';

/** Call options that a leg may set for itself. */
export type LegSettings = Partial<
  Pick<
    CallOptions,
    | 'maxOutputTokens'
    | 'temperature'
    | 'stopSequences'
    | 'topP'
    | 'topK'
    | 'presencePenalty'
    | 'frequencyPenalty'
    | 'seed'
    | 'reasoning'
    | 'toolChoice'
  >
>;

/** What may be declared about a leg besides its model. */
export interface LegDeclaration {
  /** Its name in errors, events and metadata; the key of its state. @default `provider/modelId` and its position */
  name?: string | undefined;
  /** Merged over the call's `providerOptions`, provider by provider. */
  providerOptions?: CallOptions['providerOptions'];
  /** Merged over the call's headers. */
  headers?: Record<string, string> | undefined;
  /** Call options that this leg sets for itself. */
  settings?: LegSettings | undefined;
  /** Input tokens that it takes; a request that is estimated to be longer skips it. */
  contextWindow?: number | undefined;
  /** Whether the model goes on from a partial assistant message, for `afterContent: 'continue'`. @default false */
  assistantPrefill?: boolean | undefined;
  /** The gateway that it goes through. @default read from the model where that is certain */
  gateway?: string | undefined;
  /** The account that pays for it; legs with the same one share `auth` and `billing` failures. Never guessed. */
  account?: string | undefined;
  /** Further tries on this leg. @default `retries.perLeg` */
  retries?: number | undefined;
  /**
   * Most attempts that run on it at a time, streams to their end included. A full leg is passed over (`busy`); where no
   * other can serve, a call waits for it, up to `maxWaitMs` from its start. @default no limit
   */
  concurrency?: number | undefined;
  /** Its own limits, in place of those in `timeouts`. */
  timeouts?: LegTimeouts | undefined;
  /** Through which of its functions this leg generates. @default the router's `generateVia` */
  generateVia?: GenerateVia | undefined;
}

/** A leg: a model, or a model with what is declared about it. */
export type LegInput = LanguageModelInput | (LegDeclaration & { model: LanguageModelInput });

const checkName: Check = (owner, name, value) => {
  if (value !== undefined && (typeof value !== 'string' || value === '')) {
    throw optionError(owner, name, value, 'a name');
  }
};

const checkObject: Check = (owner, name, value) => {
  if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value))) {
    throw optionError(owner, name, value, 'an object');
  }
};

export const DECLARATION: Rows<LegDeclaration> = {
  name: row(checkName),
  providerOptions: row(checkObject),
  headers: row(checkObject),
  settings: row(checkObject),
  contextWindow: row(number({ min: 1, unit: 'tokens' })),
  assistantPrefill: row(checkBoolean),
  gateway: row(checkName),
  account: row(checkName),
  retries: row(number({ integer: true })),
  concurrency: row(number({ min: 1, integer: true })),
  timeouts: row(group(LEG_TIMEOUTS)),
  generateVia: row(checkGenerateVia),
};

const TAKES = 'a language model, a model id, or { model, name, … }';

const isModel = (value: unknown): value is Exclude<LanguageModelInput, string> =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as LanguageModel).doGenerate === 'function' &&
  typeof (value as LanguageModel).doStream === 'function';

/** @throws {TypeError} for two legs of the same name: they would share their state */
export function checkNames(owner: string, declarations: readonly { name?: string | undefined }[]): void {
  const names = new Set<string>();
  for (const { name } of declarations) {
    if (name === undefined) continue;
    if (names.has(name)) throw new TypeError(`${owner}: two legs are named \`${name}\`; a name stands for one leg.`);
    names.add(name);
  }
}

/** A leg of which only the model is not resolved yet. */
export interface ParsedLeg<Model extends LegModel = LanguageModel> {
  model: Model;
  declaration: LegDeclaration;
}

/**
 * @throws {TypeError} naming the option, what it got and what it takes
 */
export function parseLeg(owner: string, option: string, input: unknown): ParsedLeg {
  if (typeof input === 'string') {
    if (input === '') throw optionError(owner, option, input, TAKES);
    return { model: lazyModel(input), declaration: {} };
  }
  if (isModel(input)) return { model: toCurrent(input), declaration: {} };
  if (typeof input !== 'object' || input === null || !('model' in input))
    throw optionError(owner, option, input, TAKES);
  const { model, ...declaration } = input as LegDeclaration & { model: unknown };
  if (typeof model !== 'string' && !isModel(model))
    throw optionError(owner, `${option}.model`, model, 'a language model or a model id');
  checkRows(owner, option, declaration, DECLARATION);
  return { ...parseLeg(owner, option, model), declaration };
}
