/** The options of `cloudflareGateway`, and what they take. */
import { checkBoolean, checkFunction, checkMethods, optionError, takes } from '../runtime/check-options.ts';
import { table, group, number, option, withDefault, type Check, type Rows } from '../runtime/option-rows.ts';

/** What `env.AI.gateway(name)` gives, as far as it is asked. */
export interface GatewayLog {
  getLog(logId: string): Promise<unknown>;
}

/** How the gateway's log is asked what a provider really said. */
export interface ExplainOptions {
  /** `env.AI.gateway(name)`, of the gateway that the legs go through. */
  gateway: GatewayLog;
  /** Lets a Worker live on until the answer is there; without it the question may end with the request. */
  waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
  /**
   * Milliseconds from the failure to the question: an entry is there some seconds after its answer. With less what it says
   * may come in time for the result or the error of its call. @default 5_000
   */
  afterMs?: number | undefined;
  /** Milliseconds after which an answer is of no use any more. @default 10_000 */
  timeoutMs?: number | undefined;
  /** Most questions that are open at a time; a failure beyond them is not asked about. @default 4 */
  maxOpen?: number | undefined;
}

/** Options of `cloudflareGateway`. Nothing is sent that is not asked for. */
export interface CloudflareGatewayOptions {
  /**
   * Sends `cf-aig-request-timeout`: the limit on this attempt until the first content, or of a whole answer, in whole
   * milliseconds. Only limits that you set, since the router's defaults spare the last leg. A leg with several models for
   * the gateway gives each an equal share. @default false
   */
  requestTimeout?: boolean | undefined;
  /**
   * Sends `cf-aig-max-attempts`, in place of the gateway's own setting: with 1 its retries do not multiply with those of the
   * router. @default not sent
   */
  maxAttempts?: number | undefined;
  /**
   * Adds `failover-call`, `failover-attempt` and `failover-leg` to `cf-aig-metadata`, so far as the five keys of the gateway
   * have room for them. @default false
   */
  metadata?: boolean | undefined;
  /** Sends `cf-aig-no-wholesale: true`: a key that is missing is an error, and not unified billing. @default false */
  noWholesale?: boolean | undefined;
  /**
   * Names that legs declare as their `gateway` and that are Cloudflare's. Only for those whose model does not tell: behind a
   * domain without an account in its path, or wrapped by a middleware. @default none
   */
  gateways?: readonly string[] | undefined;
  /** Asks the gateway's log after a 2005 what the provider really said. @default never */
  explain?: ExplainOptions | undefined;
}

/** Nothing can be asked without it. */
const checkLog: Check = (owner, name, value) => {
  if (value === undefined) throw optionError(owner, name, value, 'an object with `getLog`');
  checkMethods(owner, name, value, ['getLog']);
};

export const EXPLAIN: Rows<ExplainOptions, 'afterMs' | 'timeoutMs' | 'maxOpen'> = /* @__PURE__ */ table(() => ({
  gateway: option(checkLog),
  waitUntil: option(checkFunction),
  afterMs: withDefault(5_000, number({ unit: 'milliseconds' })),
  timeoutMs: withDefault(10_000, number({ unit: 'milliseconds', min: 1 })),
  maxOpen: withDefault(4, number({ min: 1, integer: true })),
}));

const checkNames: Check = takes(
  'an array of names',
  value => Array.isArray(value) && value.every(name => typeof name === 'string' && name !== ''),
);

type Defaulted = 'requestTimeout' | 'metadata' | 'noWholesale' | 'gateways';

export const GATEWAY: Rows<CloudflareGatewayOptions, Defaulted> = /* @__PURE__ */ table(() => ({
  requestTimeout: withDefault(false, checkBoolean),
  // https://developers.cloudflare.com/ai-gateway/configuration/request-handling/#request-retries
  maxAttempts: option(number({ min: 1, max: 5, integer: true })),
  metadata: withDefault(false, checkBoolean),
  noWholesale: withDefault(false, checkBoolean),
  gateways: withDefault([], checkNames),
  explain: option(group(EXPLAIN), EXPLAIN),
}));
