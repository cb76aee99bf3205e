/** The public list, by name. */
export { gatewayErrorMiddleware } from './adapters/gateway-error-middleware.ts';
export type { GatewayErrorOptions } from './adapters/gateway-error-options.ts';
export type { GuardSettings, StreamTimeouts } from './adapters/guard-options.ts';
export { classify, type ClassifyContext } from './classify/classify.ts';
export type { Evidence, ResponseShape } from './classify/evidence.ts';
export type { Rule } from './classify/rule.ts';
export type { Clock, Timer } from './core/clock.ts';
export type { EventListener, FailoverEvent } from './core/events.ts';
export { originalError } from './errors.ts';
export type { Failure, FailureCategory, FailureScope, Verdict } from './failure.ts';
export type { NeverSucceededLimits } from './layers/never-succeeded.ts';
