/** Which Cloudflare AI Gateway a model goes through, read from what the model holds: no call, no guess, no write. */

import { isGatewayModel } from './gateway-model.ts';
import { ownData, ownText } from './own-data.ts';
import { configuredGateway, namedGateway } from './request-headers.ts';

const GATEWAY_HOST = 'gateway.ai.cloudflare.com';
const REST_HOST = 'api.cloudflare.com';

/** An account, as Cloudflare writes it: at a host that may be anyone's, `/v1/chat/completions` is none. */
const ACCOUNT = /^[0-9a-f]{32}$/i;

let instances = 0;
const instanceNumbers = new WeakMap<object, number>();

/** A name for an object that does not tell its own; the same object always has the same one. */
function instanceName(object: object): string {
  let number = instanceNumbers.get(object);
  if (number === undefined) instanceNumbers.set(object, (number = ++instances));
  return `cloudflare:instance/${number}`;
}

const nameOf = (account: string | undefined, gateway: string | undefined): string | undefined =>
  account && gateway ? `cloudflare:${account}/${gateway}` : undefined;

/**
 * `/v1/{account}/{gateway}/...`, also behind a domain of one's own. `/v1/compat/...` is the placeholder of the package's
 * unified provider, not an account.
 */
function fromGatewayUrl({ hostname, pathname }: URL): string | undefined {
  const [, version, account = '', gateway] = pathname.split('/');
  if (version !== 'v1' || account === 'compat') return undefined;
  return hostname === GATEWAY_HOST || ACCOUNT.test(account) ? nameOf(account, gateway) : undefined;
}

/** `/client/v4/accounts/{account}/ai/...`: of the account, and of the gateway only if a header names it. */
function restAccount({ hostname, pathname }: URL): string | undefined {
  const [, client, version, accounts, account, api] = pathname.split('/');
  if (hostname !== REST_HOST || `${client}/${version}/${accounts}/${api}` !== 'client/v4/accounts/ai') return undefined;
  return account === '' ? undefined : account;
}

/** @param headers those that stand over the model's own */
function fromAddress(model: unknown, address: string, headers: unknown): string | undefined {
  const url = new URL(address);
  const account = restAccount(url);
  if (account === undefined) return fromGatewayUrl(url);
  return nameOf(account, namedGateway(headers) ?? configuredGateway(model));
}

function fromGatewayModel({ config }: { config: object }): string | undefined {
  const binding = ownData(config, 'binding');
  if (typeof binding === 'object' && binding !== null) {
    // A binding keeps its gateway's name to itself; the settings for resuming repeat it.
    const gateway = ownText(ownData(config, 'resume'), 'gateway');
    return gateway === undefined ? instanceName(binding) : `cloudflare:binding/${gateway}`;
  }
  return `cloudflare:${ownText(config, 'accountId')}/${ownText(config, 'gateway')}`;
}

/** `workers-ai-provider`: the provider's own gateway goes before that of the model's settings. */
function fromWorkersAi(model: unknown, config: unknown): string | undefined {
  const binding = ownData(config, 'binding');
  if (typeof binding !== 'object' || binding === null) return undefined;
  const gateway = ownText(ownData(config, 'gateway') ?? ownData(ownData(model, 'settings'), 'gateway'), 'id');
  if (gateway === undefined) return undefined;
  // With an API key the account is hidden in a closure, and nothing says that it is the Worker's own.
  return ownData(config, 'isBinding') === true
    ? `cloudflare:binding/${gateway}`
    : `${instanceName(binding)}/${gateway}`;
}

/** The address that the model's requests go to: a text, or built by a function that the provider packages keep in `config`. */
function addressOf(model: unknown): string | undefined {
  const config = ownData(model, 'config');
  const base = ownText(config, 'baseURL') ?? ownText(config, 'baseUrl');
  if (base !== undefined) return base;
  const build = ownData(config, 'url') ?? ownData(config, 'baseUrl');
  if (typeof build !== 'function') return undefined;
  const modelId = ownText(model, 'modelId') ?? '';
  const built: unknown = build.call(config, { path: '/chat/completions', modelId });
  if (built instanceof Promise) built.catch(() => {});
  return typeof built === 'string' || built instanceof URL ? String(built) : undefined;
}

/**
 * The host that a model's requests go to, if the model tells; of the gateway's own host nothing is said, since it is not
 * known who answers behind it. Never throws.
 */
export function hostOf(model: unknown): string | undefined {
  try {
    const address = addressOf(model);
    if (address === undefined) return undefined;
    const url = new URL(address);
    return url.hostname === GATEWAY_HOST && fromGatewayUrl(url) !== undefined ? undefined : url.host;
  } catch {
    return undefined;
  }
}

/** Whether it is a header of the model's requests that names their gateway. Never throws. */
export function isNamedByHeader(model: unknown): boolean {
  try {
    const address = addressOf(model);
    return address !== undefined && restAccount(new URL(address)) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Names the Cloudflare AI Gateway that a model goes through; undefined if it goes through none or hides it, as a model inside
 * `wrapLanguageModel` or a custom `fetch` does. Equal names are the same gateway; different names may be, too: a binding does
 * not tell its account, so it is never equal to an address. Never throws.
 *
 * - `cloudflare:{account}/{gateway}`: from an address, from settings, or on the REST API from the account in the address and
 *   the header `cf-aig-gateway-id`. To read the headers of a model, what its package keeps for that is called.
 * - `cloudflare:binding/{gateway}`: of the account that this Worker runs in.
 * - `cloudflare:instance/...`: through one certain object, such as a binding without a name. It means something only as long
 *   as this instance runs, so it must not be written to a store.
 *
 * @param headers those of a leg or a call, which stand over the model's own
 */
export function gatewayOf(model: unknown, headers?: unknown): string | undefined {
  try {
    if (isGatewayModel(model)) return fromGatewayModel(model);
    const config = ownData(model, 'config');
    const workersAi = fromWorkersAi(model, config);
    if (workersAi !== undefined) return workersAi;
    const address = addressOf(model);
    return address === undefined ? undefined : fromAddress(model, address, headers);
  } catch {
    return undefined;
  }
}
