/** The public list, by name. */
export { createFailover, type CreateFailoverOptions, type FailoverModel } from './sdk/create-failover.ts';
export type { PreflightFailure, PreflightLeg, PreflightReport } from './sdk/preflight.ts';
export type { EmbeddingPreflightOptions, PreflightOptions } from './options/preflight-options.ts';
export type { CanarySettings } from './options/canary-options.ts';
export type { LegDescription, RouterDescription } from './sdk/describe-legs.ts';
export {
  createEmbeddingFailover,
  type CreateEmbeddingFailoverOptions,
  type EmbeddingFailoverModel,
} from './sdk/create-embedding-failover.ts';
export {
  embeddingFailoverMiddleware,
  type EmbeddingFailoverMiddlewareOptions,
} from './sdk/embedding-failover-middleware.ts';
export type { EmbeddingRouterOptions } from './options/embedding-options.ts';
export type { EmbeddingLegDeclaration, EmbeddingLegInput } from './legs/embedding-leg.ts';
export { failoverMiddleware, type FailoverMiddlewareOptions } from './sdk/failover-middleware.ts';
export type { RouterOptions } from './options/router-options.ts';
export type { FailOverContext, LegInfo, ResultContext, RouteContext } from './options/router-hooks.ts';
export type { RetryOptions } from './options/retry-options.ts';
export { gatewayErrorMiddleware } from './sdk/gateway-error-middleware.ts';
export type { GatewayErrorOptions } from './options/gateway-error-options.ts';
export type { GenerateVia } from './options/generate-via.ts';
export type { GuardSettings } from './options/guard-options.ts';
export type { HedgeSettings } from './options/hedge-options.ts';
export type { LegDeclaration, LegInput } from './legs/leg-input.ts';
export type { LegSettings } from './legs/leg-settings.ts';
export type { LegTimeouts, RouterTimeouts, Timeouts } from './options/timeout-options.ts';
export { createErrorAwareFetch, type ErrorAwareFetchOptions } from './fetch/create-error-aware-fetch.ts';
export { classify, type ClassifyContext } from './classify/classify.ts';
export type { Evidence, ResponseShape } from './classify/evidence.ts';
export type { Rule } from './classify/rule.ts';
export { isolateGatewayModel, type IsolateOptions } from './cloudflare/isolate-gateway-model.ts';
export type { Operation } from './engine/attempt.ts';
export type { Clock, Timer } from './runtime/clock.ts';
export type { EventListener, FailoverEvent } from './events.ts';
export { logEvents, type EventLogger, type LogEventsOptions, type LogFormat } from './log/log-events.ts';
export type { LegRecord } from './health/health-store.ts';
export { originalError } from './errors/api-call-error.ts';
export {
  failoverDataParts,
  type FailoverData,
  type FailoverDataPart,
  type FailoverDataPartsOptions,
  type FailoverPartWriter,
} from './ui/failover-data-parts.ts';
export { failoverErrorText } from './ui/failover-error-text.ts';
export type { AttemptFacts, AttemptRecord } from './errors/attempt-record.ts';
export { FailoverError } from './errors/failover-error.ts';
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
} from './health/health.ts';
export type { NeverSucceededLimits } from './health/never-succeeded.ts';
export { createSubrequestBudget, type SubrequestBudget } from './guards/subrequest-budget.ts';
export {
  createRetryBudget,
  type RetryBudget,
  type RetryBudgetOptions,
  type TokenStore,
} from './health/retry-budget.ts';
export type { NamedObjects, ObjectKind } from './references/named-objects.ts';
export { sanitizePrompt, type SanitizedPrompt, type SanitizePromptOptions } from './prompt/sanitize-prompt.ts';
