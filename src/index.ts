/** The public list, by name. */
export {
  createFailover,
  type CreateFailoverOptions,
  type FailoverModel,
  type LegDescription,
} from './adapters/create-failover.ts';
export { failoverMiddleware, type FailoverMiddlewareOptions } from './adapters/failover-middleware.ts';
export type {
  FailOverContext,
  LegInfo,
  ResultContext,
  RetryOptions,
  RouteContext,
  RouterOptions,
} from './adapters/failover-options.ts';
export { gatewayErrorMiddleware } from './adapters/gateway-error-middleware.ts';
export type { GatewayErrorOptions } from './adapters/gateway-error-options.ts';
export type { GenerateVia } from './adapters/generate-via.ts';
export type { GuardSettings } from './adapters/guard-options.ts';
export type { HedgeSettings } from './adapters/hedge-options.ts';
export type { LegDeclaration, LegInput, LegSettings } from './adapters/leg-input.ts';
export type { LegTimeouts, RouterTimeouts, Timeouts } from './adapters/timeout-options.ts';
export { classify, type ClassifyContext } from './classify/classify.ts';
export type { Evidence, ResponseShape } from './classify/evidence.ts';
export type { Rule } from './classify/rule.ts';
export { isolateGatewayModel, type IsolateOptions } from './cloudflare/isolate-gateway-model.ts';
export type { Operation } from './core/attempt.ts';
export type { Clock, Timer } from './core/clock.ts';
export type { EventListener, FailoverEvent } from './core/events.ts';
export type { LegRecord } from './core/health-store.ts';
export { originalError } from './errors.ts';
export { FailoverError, type AttemptRecord } from './failover-error.ts';
export type { Failure, FailureCategory, FailureScope, Verdict } from './failure.ts';
export {
  createHealth,
  type Health,
  type HealthCall,
  type HealthChange,
  type HealthOptions,
  type HealthStore,
  type LegHealth,
  type LegRef,
} from './layers/health.ts';
export type { NeverSucceededLimits } from './layers/never-succeeded.ts';
export { createRetryBudget, type RetryBudget, type RetryBudgetOptions } from './layers/retry-budget.ts';
export type { NamedObjects, ObjectKind } from './prompt/named-objects.ts';
export { sanitizePrompt, type SanitizedPrompt, type SanitizePromptOptions } from './prompt/sanitize-prompt.ts';
