/** The headers of an attempt that the user set, wherever: for the call, for the leg, in the model, in the gateway's settings. */
import { isGatewayModel, type GatewayModel } from '../cloudflare/gateway-model.ts';
import { ownData } from '../cloudflare/own-data.ts';
import { calledHeaders } from '../cloudflare/request-headers.ts';
import { abandonPromise } from '../runtime/hook-result.ts';

/** Names in lower case, and their values. */
export type HeaderValues = ReadonlyMap<string, string>;

/** Of what is set, as it goes over the wire. */
export interface SetHeaders {
  readonly values: HeaderValues;
  /** Headers of which the models for one request have different values: there is none to add to. */
  readonly mixed: ReadonlySet<string>;
  /** Whether the metadata comes from the settings of a gateway's model. */
  readonly hasSettingsMetadata: boolean;
  /** How many models the gateway is given for this request. */
  readonly steps: number;
}

/** `undefined` if they cannot be looked at without waiting. */
function headersOf(model: unknown): HeaderValues | undefined {
  const config = ownData(model, 'config');
  const headers = ownData(config, 'headers');
  const isFunction = typeof headers === 'function';
  // Asynchronous functions have another prototype, and are not called.
  if (isFunction && Object.getPrototypeOf(headers) !== Function.prototype) return undefined;
  const made = isFunction ? calledHeaders(config) : headers;
  return abandonPromise(made) ? undefined : valuesIn(made);
}

/** The texts among the headers. */
function valuesIn(headers: unknown): HeaderValues {
  if (typeof headers !== 'object' || headers === null) return new Map();
  const entries = headers instanceof Headers ? [...headers] : Object.entries(headers);
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return new Map(texts.map(([name, value]) => [name.toLowerCase(), value]));
}

/** As `ai-gateway-provider` writes it. */
const toText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** What `ai-gateway-provider` makes of its options, as far as it is also sent here. */
function settingsOf({ config }: GatewayModel): HeaderValues {
  const options = ownData(config, 'options');
  const retries = ownData(options, 'retries');
  const metadata = ownData(options, 'metadata');
  const found: [name: string, value: unknown][] = [
    ['cf-aig-request-timeout', ownData(options, 'requestTimeoutMs')],
    ['cf-aig-max-attempts', ownData(retries, 'maxAttempts')],
    ['cf-aig-metadata', metadata ? JSON.stringify(metadata, toText) : undefined],
  ];
  return new Map(found.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}

/** The same for a model of `ai-gateway-provider`, which sends one request for several models. */
function ofGatewayModel(model: GatewayModel, own: HeaderValues): SetHeaders | undefined {
  const inner = model.models.map(headersOf);
  if (!inner.every(headers => headers !== undefined)) return undefined;
  const [first = new Map<string, string>()] = inner;
  const settings = settingsOf(model);
  // By a binding the package puts its settings over each model's headers. Over HTTP they stand on the request, and the gateway
  // prefers those of a model: https://developers.cloudflare.com/ai-gateway/glossary/#configuration-hierarchy
  const isBinding = ownData(model.config, 'binding') !== undefined;
  const over = isBinding ? new Map([...own, ...settings]) : own;
  const names = inner.flatMap(headers => [...headers.keys()]);
  return {
    values: new Map([...(isBinding ? [] : settings), ...first, ...over]),
    mixed: new Set(
      names.filter(name => !over.has(name) && inner.some(headers => headers.get(name) !== first.get(name))),
    ),
    hasSettingsMetadata: isBinding && settings.has('cf-aig-metadata'),
    steps: Math.max(1, inner.length),
  };
}

/**
 * What is set, read without a change; `undefined` if a part of it cannot be known, so that whatever is added might replace
 * something.
 *
 * @param headers those of the call and its leg, which stand over the model's own
 */
export function readSetHeaders(model: unknown, headers: unknown): SetHeaders | undefined {
  try {
    const own = valuesIn(headers);
    if (isGatewayModel(model)) return ofGatewayModel(model, own);
    const configured = headersOf(model);
    if (!configured) return undefined;
    const values = new Map([...configured, ...own]);
    return { values, mixed: new Set(), hasSettingsMetadata: false, steps: 1 };
  } catch {
    return undefined;
  }
}
