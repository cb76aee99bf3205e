/**
 * Real failures of LLM gateways and providers, for your own tests: named fixtures, scripted scenarios, and MSW handlers that
 * answer in each API's shape. Runs wherever `fetch` does; nothing here needs Node.
 *
 * @module
 */

export type { Answer, AnsweredToolCall, AnswerFinishReason, AnswerOptions } from './answer.ts';
export type { Delay } from './body-stream.ts';
export type { FakeAiBinding, FakeGatewayBinding } from './cloudflare/fake-binding.ts';
export type { ExpectedFailure, Fixture, FixtureProvider } from './fixtures/fixture.ts';
export { fixtures, type FixtureName } from './fixtures/fixtures.ts';
export { handlers, type HandlersOptions } from './handlers.ts';
export { scenario, type Scenario, type ScenarioOptions } from './scenario.ts';
export type { ScenarioRequest } from './scenario-request.ts';
export type { Script } from './script-progress.ts';
export type { Step } from './step.ts';
export {
  cached,
  cut,
  hangAfterHeaders,
  ok,
  slowFirstToken,
  stall,
  type CutOptions,
  type OkOptions,
  type PartialOptions,
} from './steps/answers.ts';
export { passthrough, rewritten, status, type RewrittenOptions, type StatusOptions } from './steps/replies.ts';
export { disconnect, hang } from './steps/silences.ts';
export type { ApiName } from './wire/wire-api.ts';
