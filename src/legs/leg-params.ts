/** The call options that one leg gets: the call's own, with what the leg sets and without what it may not see. */
import { tell, type EventSource } from '../event-hub.ts';
import type { OtherWarning } from '../prompt/prompt-shape.ts';
import { isPlainHistory } from '../prompt/plain-history.ts';
import { sanitizePrompt } from '../prompt/sanitize-prompt.ts';
import { sanitizeProviderOptions } from '../prompt/sanitize-provider-options.ts';
import type { Leg } from './leg.ts';
import { answering } from './lazy-model.ts';
import { visibleHeaders } from './leg-headers.ts';
import type { CallOptions } from '../sdk-types.ts';

type Plain = Record<string, unknown>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));

/** Merges objects key by key; anything else is replaced. */
function merge(under: Plain, over: Plain): Plain {
  const merged = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isPlain(below) && isPlain(value) ? merge(below, value) : value;
  }
  return merged;
}

/** The vendor behind a provider's name: `openai` for `openai.responses`. */
const vendorOf = (provider: string) => provider.split('.')[0];

/** Whether what is sent to the one is received by the party behind the other: the same vendor, host or gateway. */
export function isSameReceiver(one: Leg, other: Leg): boolean {
  if (one.facts.gateway !== undefined && one.facts.gateway === other.facts.gateway) return true;
  if (one.host !== undefined && other.host !== undefined) return one.host === other.host;
  return vendorOf(one.facts.provider) === vendorOf(other.facts.provider);
}

/** What a leg gets, and what had to be taken out for it. */
export interface LegParams {
  /** The call's own object if nothing differs. */
  params: CallOptions;
  warnings: readonly OtherWarning[];
}

const NO_WARNINGS: readonly OtherWarning[] = [];

/** How a conversation is judged for a leg. */
const historyFor = ({ facts, model, models }: Leg, primary: Leg) => ({
  for: answering(model),
  leg: facts.name,
  unstamped: primary.facts.name,
  models,
});

/** Whether the leg knows all of a conversation: what the call's options name on a server, it can resolve. */
export const knowsConversation = ({ providerOptions }: CallOptions, leg: Leg, primary: Leg): boolean =>
  providerOptions === undefined ||
  sanitizeProviderOptions(providerOptions, historyFor(leg, primary)).providerOptions === providerOptions;

/** The call's options without server-side state that this leg cannot resolve. */
function cleaned(params: CallOptions, leg: Leg, primary: Leg, isStamped: boolean): LegParams {
  if ((leg === primary || params.providerOptions === undefined) && isPlainHistory(params.prompt, leg.takesPlainIds))
    return { params, warnings: NO_WARNINGS };
  // What the call itself sets is meant for the primary, whoever served the history.
  const meant = historyFor(leg, primary);
  const { unstamped: _, ...target } = meant;
  const { prompt, warnings } = sanitizePrompt(params.prompt, isStamped ? meant : target);
  const options = sanitizeProviderOptions(params.providerOptions, meant);
  if (prompt === params.prompt && options.providerOptions === params.providerOptions) return { params, warnings: [] };
  const { providerOptions } = options;
  return {
    params: { ...params, prompt, ...(providerOptions && { providerOptions }) },
    warnings: [...warnings, ...options.warnings],
  };
}

/** What is the same for all calls of a router. */
export interface LegParamsOptions {
  sanitize: boolean;
  /** With `off` no answer of a fallback is stamped: a part without a stamp may be any leg's. */
  metadata: 'degraded' | 'always' | 'off';
  /** Names of headers, in lower case, that go to every vendor. */
  forwardHeaders: ReadonlySet<string>;
}

/** The options of a call as one leg gets them. */
export type ParamsForLeg = (given: CallOptions, leg: Leg, primary: Leg, call: EventSource) => LegParams;

/** Most names of headers that are told; callers may send any. */
const MAX_TOLD = 100;
/** Longest name that is told. */
const MAX_NAME = 64;

export function createLegParams({ sanitize, metadata, forwardHeaders }: LegParamsOptions): ParamsForLeg {
  let told: Set<string> | undefined;

  const onWithheld = (name: string, leg: Leg, call: EventSource): void => {
    told ??= new Set();
    if (told.has(name) || told.size >= MAX_TOLD) return;
    told.add(name);
    const message =
      `The header \`${name.slice(0, MAX_NAME)}\` of a call was not sent to leg \`${leg.facts.name}\`, which is another ` +
      "vendor's. Name it in `forwardHeaders` if every vendor may see it, or declare it in the leg's `headers`.";
    tell(call, { type: 'warning', message });
  };

  return (given, leg, primary, call) => {
    const { params, warnings } = sanitize
      ? cleaned(given, leg, primary, metadata !== 'off')
      : { params: given, warnings: NO_WARNINGS };
    const { providerOptions, headers, settings } = leg.declaration;
    const isTrusted = leg === primary || isSameReceiver(leg, primary);
    const visible =
      isTrusted && !headers
        ? params.headers
        : visibleHeaders(params.headers, {
            isTrusted,
            forwarded: forwardHeaders,
            declared: headers,
            onWithheld: name => onWithheld(name, leg, call),
          });
    if (visible === params.headers && !providerOptions && !headers && !settings) return { params, warnings };
    return {
      warnings,
      params: {
        ...params,
        ...settings,
        ...((visible || headers) && { headers: { ...visible, ...headers } }),
        ...(providerOptions && {
          providerOptions: merge(params.providerOptions ?? {}, providerOptions) as NonNullable<
            CallOptions['providerOptions']
          >,
        }),
      },
    };
  };
}
