/** What a user names as a leg, checked and made into a model of the SDK's current specification. */
import type { LanguageModel as LanguageModelInput } from 'ai';
import { checkBoolean, optionError, takes } from '../runtime/check-options.ts';
import { table, group, number, option as row, type Check, type Rows } from '../runtime/option-rows.ts';
import { checkGenerateVia, type GenerateVia } from '../options/generate-via.ts';
import { toCurrent } from '../sdk-specification.ts';
import { lazyModel } from './lazy-model.ts';
import { legParser, type ParsedLeg, type ParseLeg } from './parse-leg.ts';
import { checkHeaders, checkProviderOptions, SETTINGS, type LegSettings } from './leg-settings.ts';
import type { CallOptions, LanguageModel } from '../sdk-types.ts';
import { LEG_TIMEOUTS, type LegTimeouts } from '../options/timeout-options.ts';

/** What may be declared about a leg besides its model. */
export interface LegDeclaration {
  /** Its name in errors, events and metadata; its health is kept under it. @default `provider/modelId` and its position */
  name?: string | undefined;
  /** Merged over the call's `providerOptions`, provider by provider. */
  providerOptions?: CallOptions['providerOptions'];
  /** Merged over the call's headers. */
  headers?: Record<string, string> | undefined;
  /** Call options for this leg alone, such as `temperature`. */
  settings?: LegSettings | undefined;
  /** Input tokens that it takes; it is skipped for a request that is estimated to be longer. */
  contextWindow?: number | undefined;
  /** Whether the model can continue a partial assistant message, for `afterContent: 'continue'`. @default false */
  assistantPrefill?: boolean | undefined;
  /** A name for the gateway that it goes through. @default read from the model where that is certain */
  gateway?: string | undefined;
  /**
   * Whether something before the model holds a stream back until it is whole: a gateway's guardrails on answers, a proxy that
   * buffers. Limits on the first content then become limits on the whole answer. @default false
   */
  buffered?: boolean | undefined;
  /** A name for the account that pays for it; legs with the same one share `auth` and `billing` failures. Never guessed. */
  account?: string | undefined;
  /** How often it is asked again after a failure. @default `retries.perLeg` */
  retries?: number | undefined;
  /**
   * Most attempts that run on it at the same time; a stream counts until its end. A full leg is skipped (`busy`). If no
   * other leg can answer, a call waits for a place, up to `maxWaitMs` from its start. @default no limit
   */
  concurrency?: number | undefined;
  /** Its own limits, in place of those in `timeouts`. */
  timeouts?: LegTimeouts | undefined;
  /** How generate calls on this leg are made. @default the router's `generateVia` */
  generateVia?: GenerateVia | undefined;
}

/** A leg: a model, or a model with what is declared about it. */
export type LegInput = LanguageModelInput | (LegDeclaration & { model: LanguageModelInput });

const checkName: Check = takes('a name', value => typeof value === 'string' && value !== '');

export const DECLARATION: Rows<LegDeclaration> = /* @__PURE__ */ table(() => ({
  name: row(checkName),
  providerOptions: row(checkProviderOptions),
  headers: row(checkHeaders),
  settings: row(group(SETTINGS), SETTINGS),
  contextWindow: row(number({ min: 1, unit: 'tokens' })),
  assistantPrefill: row(checkBoolean),
  gateway: row(checkName),
  buffered: row(checkBoolean),
  account: row(checkName),
  retries: row(number({ integer: true })),
  concurrency: row(number({ min: 1, integer: true })),
  timeouts: row(group(LEG_TIMEOUTS), LEG_TIMEOUTS),
  generateVia: row(checkGenerateVia),
}));

/** @throws {TypeError} for two legs of the same name: they would share their state */
export function checkNames(
  owner: string,
  legs: readonly Pick<ParsedLeg<{ name?: string | undefined }, never>, 'option' | 'declaration'>[],
): void {
  const known = new Map<string, string>();
  for (const { option, declaration } of legs) {
    const { name } = declaration;
    if (name === undefined) continue;
    const other = known.get(name);
    if (other !== undefined)
      throw optionError(owner, `${option}.name`, name, `a name of its own, and not that of \`${other}\``);
    known.set(name, option);
  }
}

/** @throws {TypeError} for no leg at all, and for a single one that is not in an array */
export function checkModels(owner: string, models: unknown): void {
  if (Array.isArray(models) && models.length > 0) return;
  throw optionError(owner, 'models', models, 'an array of at least one leg, as in [model, fallback]');
}

export const parseLeg: ParseLeg<LegDeclaration, LanguageModel> = /* @__PURE__ */ legParser({
  kind: 'language model',
  takes: 'a language model, a model id, or { model, name, … }',
  ofId: lazyModel,
  ofModel: toCurrent,
  rows: DECLARATION,
});
