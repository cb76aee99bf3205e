/** The call options that one leg gets: the call's own, with what the leg sets and without what it may not see. */
import type { OtherWarning } from '../prompt/prompt-shape.ts';
import { sanitizePrompt } from '../prompt/sanitize-prompt.ts';
import { sanitizeProviderOptions } from '../prompt/sanitize-provider-options.ts';
import type { Leg } from './leg.ts';
import { answering } from './lazy-model.ts';
import { visibleHeaders } from './leg-headers.ts';
import type { CallOptions } from './sdk-model.ts';

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

/** Whether both legs take the same vendor's credentials: same package, and the same host where both tell it. */
const isSameVendor = (one: Leg, other: Leg): boolean =>
  vendorOf(one.facts.provider) === vendorOf(other.facts.provider) &&
  (one.host === undefined || other.host === undefined || one.host === other.host);

/** The vendor behind a provider's name: `openai` for `openai.responses`. */
const vendorOf = (provider: string) => provider.split('.')[0];

/** What a leg gets, and what had to be taken out for it. */
export interface LegParams {
  /** The call's own object if nothing differs. */
  params: CallOptions;
  warnings: readonly OtherWarning[];
}

/** The call's options without server-side state that this leg cannot resolve. */
function cleaned(params: CallOptions, { facts, model, models }: Leg, primary: Leg): LegParams {
  const history = { for: answering(model), leg: facts.name, unstamped: primary.facts.name, models };
  const { prompt, warnings } = sanitizePrompt(params.prompt, history);
  const options = sanitizeProviderOptions(params.providerOptions, history);
  if (prompt === params.prompt && options.providerOptions === params.providerOptions) return { params, warnings: [] };
  const { providerOptions } = options;
  return {
    params: { ...params, prompt, ...(providerOptions && { providerOptions }) },
    warnings: [...warnings, ...options.warnings],
  };
}

/** The call's options as this leg gets them. */
export function paramsForLeg(given: CallOptions, leg: Leg, primary: Leg, sanitize: boolean): LegParams {
  const { facts, declaration } = leg;
  const { params, warnings } = sanitize ? cleaned(given, leg, primary) : { params: given, warnings: [] };
  const { providerOptions, headers, settings } = declaration;
  const visible =
    leg === primary
      ? params.headers
      : visibleHeaders(params.headers, {
          isSameVendor: isSameVendor(leg, primary),
          // What is not known to be the same gateway is not trusted with a gateway's credentials.
          isSameGateway: facts.gateway !== undefined && facts.gateway === primary.facts.gateway,
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
}
