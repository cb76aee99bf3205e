/** The headers that a model's requests carry by its own set-up, and the gateway that headers name. */
import { ownData } from './own-data.ts';

/**
 * On Cloudflare's REST API, where no address tells the gateway.
 *
 * @see https://developers.cloudflare.com/ai-gateway/usage/rest-api/
 */
export const GATEWAY_HEADER = 'cf-aig-gateway-id';

/**
 * What a model's set-up adds to every request. Provider packages keep a function for it in `config.headers`: it is called
 * unless it is asynchronous (it may fetch a token), and whatever it throws or promises is ignored.
 */
export function calledHeaders(config: unknown): unknown {
  try {
    const headers = ownData(config, 'headers');
    // Asynchronous functions and generators have another prototype.
    if (typeof headers !== 'function' || Object.getPrototypeOf(headers) !== Function.prototype) return undefined;
    const made: unknown = Reflect.apply(headers, config, []);
    if (made instanceof Promise) made.catch(() => {});
    return made;
  } catch {
    return undefined;
  }
}

/** The gateway that headers name, in whatever case. */
export function namedGateway(headers: unknown): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  for (const name of Object.keys(headers)) {
    if (name.length !== GATEWAY_HEADER.length || name.toLowerCase() !== GATEWAY_HEADER) continue;
    const value = ownData(headers, name);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return undefined;
}

/** The gateway that a model's own headers name. */
export function configuredGateway(model: unknown): string | undefined {
  const config = ownData(model, 'config');
  return namedGateway(ownData(config, 'headers')) ?? namedGateway(calledHeaders(config));
}
