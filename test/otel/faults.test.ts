/** What a trace and the metrics show of whole answers and their failures. */
import { embedMany, wrapLanguageModel } from 'ai';
import { createOpenAI } from '@ai-sdk/openai';
import { afterEach, describe, expect, it } from 'vitest';
import { disconnect, hang, ok, rewritten, scenario, status } from '../../mocks/index.ts';
import { createEmbeddingFailover, createHealth, createRetryBudget, gatewayErrorMiddleware } from '../../src/index.ts';
import { createOtelListener } from '../../src/otel/index.ts';
import { createRecorder } from './recorder.ts';
import { anthropicLeg } from '../support/failover-legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { CALL, expectClosed, setStage, type Stage } from './stage.ts';

const usage = { inputTokens: 12, outputTokens: 3 };
const good = ok('fine', { usage });

/** For calls on the system's clock. */
const withoutTimes = (shown: string) => shown.replaceAll(/ x, [\d.]+ s/g, ' x, ? s');

let stage: Stage | undefined;
afterEach(() => expectClosed(stage));

describe('a whole answer', () => {
  it('of the primary', async () => {
    stage = setStage({ primary: [good] });
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL]
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
        chat claude-sonnet-4-5 [CLIENT]
            .attempt=1, .call.id=call 1, .leg=primary, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3

      .attempts: 1 {attempt} (.leg=primary, .outcome=answered)
      .call.duration: 1 x, 0 s (.degraded=false, .operation=generate, .outcome=answered)"
    `);
  });

  it('of the fallback, after an outage that Cloudflare calls 2005', async () => {
    stage = setStage({ primary: [rewritten(2005)], fallback: [good] });
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL]
          .attempts=3, .call.id=call 1, .degraded=true, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=answered, .served_by.leg=fallback, .served_by.model=gpt-5, .served_by.provider=openai
        * .retry .attempt=1, .leg=primary, .rule=cloudflare:2005, .wait_ms=0, error.type=upstream-failure
        * .failover .attempt=2, .from=primary, .rule=cloudflare:2005, .to=fallback, .wait_ms=0, error.type=upstream-failure
        chat claude-sonnet-4-5 [CLIENT] ERROR: cloudflare:2005
            .attempt=1, .call.id=call 1, .code=2005, .fallback=true, .leg=primary, .outcome=failed, .purpose=first, .retryable=true, .rule=cloudflare:2005, .scope=provider, .status_code=502, .wire_status=400, error.type=upstream-failure, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5
          * .failure .attempt=1, .code=2005, .fallback=true, .leg=primary, .phase=request, .retryable=true, .rule=cloudflare:2005, .scope=provider, .status_code=502, .wire_status=400, error.type=upstream-failure
        chat claude-sonnet-4-5 [CLIENT] ERROR: cloudflare:2005
            .attempt=2, .call.id=call 1, .code=2005, .fallback=true, .leg=primary, .outcome=failed, .purpose=retry, .retryable=true, .rule=cloudflare:2005, .scope=provider, .status_code=502, .wire_status=400, error.type=upstream-failure, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, http.request.resend_count=1
          * .failure .attempt=2, .code=2005, .fallback=true, .leg=primary, .phase=request, .retryable=true, .rule=cloudflare:2005, .scope=provider, .status_code=502, .wire_status=400, error.type=upstream-failure
        chat gpt-5 [CLIENT]
            .attempt=3, .call.id=call 1, .leg=fallback, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3

      .attempts: 1 {attempt} (.leg=fallback, .outcome=answered)
      .attempts: 2 {attempt} (.leg=primary, .outcome=failed, error.type=upstream-failure)
      .call.duration: 1 x, 0 s (.degraded=true, .operation=generate, .outcome=answered)
      .failovers: 1 {failover} (.from=primary, .to=fallback, error.type=upstream-failure)
      .wasted.attempts: 2 {attempt} (.leg=primary, .outcome=failed)"
    `);
  });

  it('after a rate limit that was waited for', async () => {
    const limited = status(429, { headers: { 'retry-after': '2' } });
    stage = setStage({ primary: [limited, good], fallback: [good], leg: { retries: 1 } });
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL]
          .attempts=2, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
        * .retry .attempt=1, .leg=primary, .rule=vocabulary:rate-limit, .wait_ms=2000, error.type=rate-limit
        chat claude-sonnet-4-5 [CLIENT] ERROR: vocabulary:rate-limit
            .attempt=1, .call.id=call 1, .code=rate_limit_error, .fallback=true, .leg=primary, .outcome=failed, .purpose=first, .retry_after_ms=2000, .retryable=true, .rule=vocabulary:rate-limit, .scope=model, .status_code=429, .wire_status=429, error.type=rate-limit, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5
          * .failure .attempt=1, .code=rate_limit_error, .fallback=true, .leg=primary, .phase=request, .retry_after_ms=2000, .retryable=true, .rule=vocabulary:rate-limit, .scope=model, .status_code=429, .wire_status=429, error.type=rate-limit
        chat claude-sonnet-4-5 [CLIENT]
            .attempt=2, .call.id=call 1, .leg=primary, .outcome=answered, .purpose=retry, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3, http.request.resend_count=1

      .attempts: 1 {attempt} (.leg=primary, .outcome=answered)
      .attempts: 1 {attempt} (.leg=primary, .outcome=failed, error.type=rate-limit)
      .call.duration: 1 x, 2 s (.degraded=false, .operation=generate, .outcome=answered)
      .wasted.attempts: 1 {attempt} (.leg=primary, .outcome=failed)"
    `);
  });

  it('after a silence that a limit ended', async () => {
    stage = setStage({
      primary: [hang()],
      fallback: [good],
      options: { timeouts: { attemptMs: 3_000 }, hedge: false },
    });
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL]
          .attempts=2, .call.id=call 1, .degraded=true, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=answered, .served_by.leg=fallback, .served_by.model=gpt-5, .served_by.provider=openai
        * .failover .attempt=1, .from=primary, .rule=timeout:attemptMs, .to=fallback, .wait_ms=0, error.type=timeout
        chat claude-sonnet-4-5 [CLIENT] ERROR: timeout:attemptMs
            .attempt=1, .call.id=call 1, .fallback=true, .leg=primary, .outcome=failed, .purpose=first, .retryable=true, .rule=timeout:attemptMs, .scope=provider, .status_code=504, error.type=timeout, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5
          * .timeout .attempt=1, .leg=primary, .limit=attemptMs, .limit_ms=3000, .observed=false
          * .failure .attempt=1, .fallback=true, .leg=primary, .phase=request, .retryable=true, .rule=timeout:attemptMs, .scope=provider, .status_code=504, error.type=timeout
        chat gpt-5 [CLIENT]
            .attempt=2, .call.id=call 1, .leg=fallback, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3

      .attempts: 1 {attempt} (.leg=fallback, .outcome=answered)
      .attempts: 1 {attempt} (.leg=primary, .outcome=failed, error.type=timeout)
      .call.duration: 1 x, 3 s (.degraded=true, .operation=generate, .outcome=answered)
      .failovers: 1 {failover} (.from=primary, .to=fallback, error.type=timeout)
      .wasted.attempts: 1 {attempt} (.leg=primary, .outcome=failed)"
    `);
  });

  it('later than a limit that is only observed', async () => {
    const slow = ok('late', { delayMs: 4_000 });
    stage = setStage({
      primary: [slow],
      fallback: [good],
      options: { timeouts: { attemptMs: 3_000, observe: true }, hedge: false },
    });
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL]
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
        chat claude-sonnet-4-5 [CLIENT]
            .attempt=1, .call.id=call 1, .leg=primary, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.usage.input_tokens=10, gen_ai.usage.output_tokens=1
          * .timeout .attempt=1, .leg=primary, .limit=attemptMs, .limit_ms=3000, .observed=true

      .attempts: 1 {attempt} (.leg=primary, .outcome=answered)
      .call.duration: 1 x, 4 s (.degraded=false, .operation=generate, .outcome=answered)"
    `);
  });

  it('of a hedge', async () => {
    stage = setStage({ primary: [hang()], fallback: [good], options: { hedge: { afterMs: 1_000 } } });
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL]
          .attempts=2, .call.id=call 1, .degraded=true, .hedged=true, .legs=primary|fallback, .operation=generate, .outcome=answered, .served_by.leg=fallback, .served_by.model=gpt-5, .served_by.provider=openai
        * .hedge_start .after_ms=1000, .attempt=1, .from=primary, .to=fallback
        * .hedge_win .attempt=2, .leg=fallback
        chat claude-sonnet-4-5 [CLIENT]
            .attempt=1, .call.id=call 1, .leg=primary, .outcome=lost, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5
        chat gpt-5 [CLIENT]
            .attempt=2, .call.id=call 1, .leg=fallback, .outcome=answered, .purpose=hedge, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3

      .attempts: 1 {attempt} (.leg=fallback, .outcome=answered)
      .attempts: 1 {attempt} (.leg=primary, .outcome=lost)
      .call.duration: 1 x, 1 s (.degraded=true, .operation=generate, .outcome=answered)
      .hedges: 1 {hedge} (.leg=fallback, .outcome=started)
      .hedges: 1 {hedge} (.leg=fallback, .outcome=won)
      .wasted.attempts: 1 {attempt} (.leg=primary, .outcome=lost)"
    `);
  });

  it('of the primary, beside a hedge', async () => {
    stage = setStage({
      primary: [ok('slow', { delayMs: 2_000, usage })],
      fallback: [hang()],
      options: { hedge: { afterMs: 1_000 } },
    });
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL]
          .attempts=2, .call.id=call 1, .degraded=false, .hedged=true, .legs=primary|fallback, .operation=generate, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
        * .hedge_start .after_ms=1000, .attempt=1, .from=primary, .to=fallback
        * .hedge_lose .attempt=2, .leg=fallback
        chat claude-sonnet-4-5 [CLIENT]
            .attempt=1, .call.id=call 1, .leg=primary, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3
        chat gpt-5 [CLIENT]
            .attempt=2, .call.id=call 1, .leg=fallback, .outcome=lost, .purpose=hedge, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5

      .attempts: 1 {attempt} (.leg=fallback, .outcome=lost)
      .attempts: 1 {attempt} (.leg=primary, .outcome=answered)
      .call.duration: 1 x, 2 s (.degraded=false, .operation=generate, .outcome=answered)
      .hedges: 1 {hedge} (.leg=fallback, .outcome=lost)
      .hedges: 1 {hedge} (.leg=fallback, .outcome=started)
      .wasted.attempts: 1 {attempt} (.leg=fallback, .outcome=lost)"
    `);
  });

  it('with what a gateway said of itself', async () => {
    const headers = { 'cf-aig-log-id': 'log-1', 'cf-aig-step': '1', 'cf-aig-cache-status': 'HIT' };
    stage = setStage({ primary: [ok('fine', { headers, usage })] });
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL]
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
        chat claude-sonnet-4-5 [CLIENT]
            .attempt=1, .cache_status=HIT, .call.id=call 1, .gateway.step=1, .leg=primary, .log_id=log-1, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3

      .attempts: 1 {attempt} (.leg=primary, .outcome=answered)
      .call.duration: 1 x, 0 s (.degraded=false, .operation=generate, .outcome=answered)"
    `);
  });

  it('without tokens, where a backend would count them twice', async () => {
    stage = setStage({ primary: [good], otel: { usage: false, attributes: { router: 'main' } } });
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL]
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic, router=main
        chat claude-sonnet-4-5 [CLIENT]
            .attempt=1, .call.id=call 1, .leg=primary, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, router=main

      .attempts: 1 {attempt} (.leg=primary, .outcome=answered, router=main)
      .call.duration: 1 x, 0 s (.degraded=false, .operation=generate, .outcome=answered, router=main)"
    `);
  });
});

describe('a failure', () => {
  it('of all legs', async () => {
    stage = setStage({ primary: [disconnect()], fallback: [status(503)] });
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL] ERROR: network:unreached
          .attempts=3, .call.id=call 1, .code=UND_ERR_SOCKET, .degraded=false, .fallback=true, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=failed, .retryable=true, .rule=network:unreached, .scope=network, error.type=network
        * .retry .attempt=1, .leg=primary, .rule=network:unreached, .wait_ms=0, error.type=network
        * .failover .attempt=2, .from=primary, .rule=network:unreached, .to=fallback, .wait_ms=0, error.type=network
        chat claude-sonnet-4-5 [CLIENT] ERROR: network:unreached
            .attempt=1, .call.id=call 1, .code=UND_ERR_SOCKET, .fallback=true, .leg=primary, .outcome=failed, .purpose=first, .retryable=true, .rule=network:unreached, .scope=network, error.type=network, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5
          * .failure .attempt=1, .code=UND_ERR_SOCKET, .fallback=true, .leg=primary, .phase=request, .retryable=true, .rule=network:unreached, .scope=network, error.type=network
        chat claude-sonnet-4-5 [CLIENT] ERROR: network:unreached
            .attempt=2, .call.id=call 1, .code=UND_ERR_SOCKET, .fallback=true, .leg=primary, .outcome=failed, .purpose=retry, .retryable=true, .rule=network:unreached, .scope=network, error.type=network, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, http.request.resend_count=1
          * .failure .attempt=2, .code=UND_ERR_SOCKET, .fallback=true, .leg=primary, .phase=request, .retryable=true, .rule=network:unreached, .scope=network, error.type=network
        chat gpt-5 [CLIENT] ERROR: vocabulary:service-overloaded
            .attempt=3, .call.id=call 1, .code=server_error, .fallback=true, .leg=fallback, .outcome=failed, .purpose=first, .retryable=true, .rule=vocabulary:service-overloaded, .scope=provider, .status_code=503, .wire_status=503, error.type=overloaded, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5
          * .failure .attempt=3, .code=server_error, .fallback=true, .leg=fallback, .phase=request, .retryable=true, .rule=vocabulary:service-overloaded, .scope=provider, .status_code=503, .wire_status=503, error.type=overloaded

      .attempts: 1 {attempt} (.leg=fallback, .outcome=failed, error.type=overloaded)
      .attempts: 2 {attempt} (.leg=primary, .outcome=failed, error.type=network)
      .call.duration: 1 x, 0 s (.degraded=false, .operation=generate, .outcome=failed, error.type=network)
      .failovers: 1 {failover} (.from=primary, .to=fallback, error.type=network)
      .wasted.attempts: 1 {attempt} (.leg=fallback, .outcome=failed)
      .wasted.attempts: 2 {attempt} (.leg=primary, .outcome=failed)"
    `);
  });

  it('of the configuration', async () => {
    stage = setStage({ primary: [status(401)], fallback: [good] });
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL]
          .attempts=2, .call.id=call 1, .degraded=true, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=answered, .served_by.leg=fallback, .served_by.model=gpt-5, .served_by.provider=openai
        * .config .attempt=1, .leg=primary, .remedy=Check the Anthropic API key., .rule=anthropic:authentication, error.type=auth
        * .breaker .leg=primary, .pause_ms=48000, .state=open
        * .failover .attempt=1, .from=primary, .rule=anthropic:authentication, .to=fallback, .wait_ms=0, error.type=auth
        chat claude-sonnet-4-5 [CLIENT] ERROR: anthropic:authentication
            .attempt=1, .call.id=call 1, .code=authentication_error, .fallback=true, .leg=primary, .outcome=failed, .purpose=first, .retryable=false, .rule=anthropic:authentication, .scope=provider, .status_code=401, .wire_status=401, error.type=auth, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5
          * .failure .attempt=1, .code=authentication_error, .fallback=true, .leg=primary, .phase=request, .retryable=false, .rule=anthropic:authentication, .scope=provider, .status_code=401, .wire_status=401, error.type=auth
        chat gpt-5 [CLIENT]
            .attempt=2, .call.id=call 1, .leg=fallback, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3

      .attempts: 1 {attempt} (.leg=fallback, .outcome=answered)
      .attempts: 1 {attempt} (.leg=primary, .outcome=failed, error.type=auth)
      .breaker.changes: 1 {change} (.leg=primary, .state=open)
      .breaker.state: 2 (.leg=primary)
      .call.duration: 1 x, 0 s (.degraded=true, .operation=generate, .outcome=answered)
      .failovers: 1 {failover} (.from=primary, .to=fallback, error.type=auth)
      .wasted.attempts: 1 {attempt} (.leg=primary, .outcome=failed)"
    `);
  });

  it('of the request', async () => {
    stage = setStage({ primary: [status(400)], fallback: [good] });
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL] ERROR: status:invalid-request
          .attempts=1, .call.id=call 1, .code=invalid_request_error, .degraded=false, .fallback=false, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=failed, .retryable=false, .rule=status:invalid-request, .scope=request, .status_code=400, .wire_status=400, error.type=invalid-request
        chat claude-sonnet-4-5 [CLIENT] ERROR: status:invalid-request
            .attempt=1, .call.id=call 1, .code=invalid_request_error, .fallback=false, .leg=primary, .outcome=failed, .purpose=first, .retryable=false, .rule=status:invalid-request, .scope=request, .status_code=400, .wire_status=400, error.type=invalid-request, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5
          * .failure .attempt=1, .code=invalid_request_error, .fallback=false, .leg=primary, .phase=request, .retryable=false, .rule=status:invalid-request, .scope=request, .status_code=400, .wire_status=400, error.type=invalid-request

      .attempts: 1 {attempt} (.leg=primary, .outcome=failed, error.type=invalid-request)
      .call.duration: 1 x, 0 s (.degraded=false, .operation=generate, .outcome=failed, error.type=invalid-request)
      .wasted.attempts: 1 {attempt} (.leg=primary, .outcome=failed)"
    `);
  });

  it('of a hook', async () => {
    const acceptResult = () => {
      throw new Error('a hook failed');
    };
    stage = setStage({ primary: [good], fallback: [good], options: { acceptResult } });
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL] ERROR: _OTHER
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=failed, error.type=_OTHER
        chat claude-sonnet-4-5 [CLIENT] ERROR: _OTHER
            .attempt=1, .call.id=call 1, .leg=primary, .outcome=failed, .purpose=first, error.type=_OTHER, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3

      .attempts: 1 {attempt} (.leg=primary, .outcome=failed, error.type=_OTHER)
      .call.duration: 1 x, 0 s (.degraded=false, .operation=generate, .outcome=failed, error.type=_OTHER)
      .wasted.attempts: 1 {attempt} (.leg=primary, .outcome=failed)
      .wasted.input_tokens: 12 {token} (.leg=primary, .outcome=failed)
      .wasted.output_tokens: 3 {token} (.leg=primary, .outcome=failed)"
    `);
  });

  it('that opened a breaker, and the next call, which passes the leg over', async () => {
    const clock = createManualClock();
    const health = createHealth({ clock, consecutiveFailures: 1, random: () => 0 });
    stage = setStage({ clock, primary: [status(503)], fallback: [good], options: { health } });
    await stage.generate();
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL]
          .attempts=2, .call.id=call 1, .degraded=true, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=answered, .served_by.leg=fallback, .served_by.model=gpt-5, .served_by.provider=openai
        * .breaker .leg=primary, .pause_ms=4000, .state=open
        * .failover .attempt=1, .from=primary, .rule=vocabulary:service-overloaded, .to=fallback, .wait_ms=0, error.type=overloaded
        chat claude-sonnet-4-5 [CLIENT] ERROR: vocabulary:service-overloaded
            .attempt=1, .call.id=call 1, .code=api_error, .fallback=true, .leg=primary, .outcome=failed, .purpose=first, .retryable=true, .rule=vocabulary:service-overloaded, .scope=provider, .status_code=503, .wire_status=503, error.type=overloaded, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5
          * .failure .attempt=1, .code=api_error, .fallback=true, .leg=primary, .phase=request, .retryable=true, .rule=vocabulary:service-overloaded, .scope=provider, .status_code=503, .wire_status=503, error.type=overloaded
        chat gpt-5 [CLIENT]
            .attempt=2, .call.id=call 1, .leg=fallback, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3
      failover generate primary [INTERNAL]
          .attempts=1, .call.id=call 2, .degraded=true, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=answered, .served_by.leg=fallback, .served_by.model=gpt-5, .served_by.provider=openai
        * .skip .leg=primary, .reason=breaker
        chat gpt-5 [CLIENT]
            .attempt=1, .call.id=call 2, .leg=fallback, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3

      .attempts: 1 {attempt} (.leg=primary, .outcome=failed, error.type=overloaded)
      .attempts: 2 {attempt} (.leg=fallback, .outcome=answered)
      .breaker.changes: 1 {change} (.leg=primary, .state=open)
      .breaker.state: 2 (.leg=primary)
      .call.duration: 2 x, 0 s (.degraded=true, .operation=generate, .outcome=answered)
      .failovers: 1 {failover} (.from=primary, .to=fallback, error.type=overloaded)
      .wasted.attempts: 1 {attempt} (.leg=primary, .outcome=failed)"
    `);
  });

  it('after which the budget allows no retry', async () => {
    const clock = createManualClock();
    stage = setStage({
      clock,
      primary: [status(503)],
      fallback: [good],
      leg: { retries: 1 },
      options: { budget: createRetryBudget({ clock, capacity: 2, minRetriesPerSecond: 0 }) },
    });
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL]
          .attempts=2, .call.id=call 1, .degraded=true, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=answered, .served_by.leg=fallback, .served_by.model=gpt-5, .served_by.provider=openai
        * .budget .capacity=2, .leg=primary, .refused=retry, .tokens=1
        * .failover .attempt=1, .from=primary, .rule=vocabulary:service-overloaded, .to=fallback, .wait_ms=0, error.type=overloaded
        chat claude-sonnet-4-5 [CLIENT] ERROR: vocabulary:service-overloaded
            .attempt=1, .call.id=call 1, .code=api_error, .fallback=true, .leg=primary, .outcome=failed, .purpose=first, .retryable=true, .rule=vocabulary:service-overloaded, .scope=provider, .status_code=503, .wire_status=503, error.type=overloaded, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5
          * .failure .attempt=1, .code=api_error, .fallback=true, .leg=primary, .phase=request, .retryable=true, .rule=vocabulary:service-overloaded, .scope=provider, .status_code=503, .wire_status=503, error.type=overloaded
        chat gpt-5 [CLIENT]
            .attempt=2, .call.id=call 1, .leg=fallback, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3

      .attempts: 1 {attempt} (.leg=fallback, .outcome=answered)
      .attempts: 1 {attempt} (.leg=primary, .outcome=failed, error.type=overloaded)
      .call.duration: 1 x, 0 s (.degraded=true, .operation=generate, .outcome=answered)
      .failovers: 1 {failover} (.from=primary, .to=fallback, error.type=overloaded)
      .wasted.attempts: 1 {attempt} (.leg=primary, .outcome=failed)"
    `);
  });
});

describe('an abort', () => {
  it('before an answer', async () => {
    stage = setStage({ primary: [hang()], fallback: [good] });
    const controller = new AbortController();
    stage.clock.setTimeout(() => controller.abort(), 1_000);
    expect(await stage.generate({ abortSignal: controller.signal })).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL]
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=aborted
        chat claude-sonnet-4-5 [CLIENT]
            .attempt=1, .call.id=call 1, .leg=primary, .outcome=aborted, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5

      .attempts: 1 {attempt} (.leg=primary, .outcome=aborted)
      .call.duration: 1 x, 1 s (.degraded=false, .operation=generate, .outcome=aborted)"
    `);
  });

  it('before the call leaves no trace', async () => {
    stage = setStage({ primary: [good] });
    expect(await stage.generate({ abortSignal: AbortSignal.abort() })).toBe('');
  });
});

describe('another kind of model', () => {
  it('embeds', async () => {
    const recorder = createRecorder();
    const upstream = (fetch: typeof globalThis.fetch) =>
      createOpenAI({ apiKey: 'placeholder', fetch }).embedding('text-embedding-3-small');
    const vectors = { object: 'list', data: [{ embedding: [1, 2], index: 0 }], usage: { prompt_tokens: 4 } };
    const model = createEmbeddingFailover({
      models: [
        { name: 'down', model: upstream(async () => new Response('down', { status: 503 })), space: 'one' },
        { name: 'up', model: upstream(async () => Response.json(vectors)), space: 'one' },
      ],
      retries: { perLeg: 0 },
      onEvent: createOtelListener(recorder.options),
    });
    await embedMany({ model, values: ['Hi'], maxRetries: 0 });
    expect(recorder.open()).toBe(0);
    expect(withoutTimes(await recorder.shown())).toMatchInlineSnapshot(`
      "failover embed down [INTERNAL]
          .attempts=2, .call.id=call 1, .degraded=true, .hedged=false, .legs=down|up, .operation=embed, .outcome=answered, .served_by.leg=up, .served_by.model=text-embedding-3-small, .served_by.provider=openai
        * .failover .attempt=1, .from=down, .rule=vocabulary:unavailable, .to=up, .wait_ms=0, error.type=overloaded
        embeddings text-embedding-3-small [CLIENT] ERROR: vocabulary:unavailable
            .attempt=1, .call.id=call 1, .fallback=true, .leg=down, .outcome=failed, .purpose=first, .retryable=true, .rule=vocabulary:unavailable, .scope=model, .status_code=503, .wire_status=503, error.type=overloaded, gen_ai.operation.name=embeddings, gen_ai.provider.name=openai, gen_ai.request.model=text-embedding-3-small
          * .failure .attempt=1, .fallback=true, .leg=down, .phase=request, .retryable=true, .rule=vocabulary:unavailable, .scope=model, .status_code=503, .wire_status=503, error.type=overloaded
        embeddings text-embedding-3-small [CLIENT]
            .attempt=2, .call.id=call 1, .leg=up, .outcome=answered, .purpose=first, gen_ai.operation.name=embeddings, gen_ai.provider.name=openai, gen_ai.request.model=text-embedding-3-small, gen_ai.usage.input_tokens=4

      .attempts: 1 {attempt} (.leg=down, .outcome=failed, error.type=overloaded)
      .attempts: 1 {attempt} (.leg=up, .outcome=answered)
      .call.duration: 1 x, ? s (.degraded=true, .operation=embed, .outcome=answered)
      .failovers: 1 {failover} (.from=down, .to=up, error.type=overloaded)
      .wasted.attempts: 1 {attempt} (.leg=down, .outcome=failed)"
    `);
  });

  it('has only its errors named', async () => {
    const recorder = createRecorder();
    const model = wrapLanguageModel({
      model: anthropicLeg(scenario([rewritten(2005)])),
      middleware: gatewayErrorMiddleware({ onEvent: createOtelListener(recorder.options) }),
    });
    await expect(model.doGenerate(CALL)).rejects.toMatchObject({ statusCode: 502 });
    expect(recorder.open()).toBe(0);
    expect(withoutTimes(await recorder.shown())).toMatchInlineSnapshot(`
      "failover generate anthropic.messages/claude-sonnet-4-5 [INTERNAL] ERROR: cloudflare:2005
          .attempts=1, .call.id=call 1, .code=2005, .degraded=false, .fallback=true, .hedged=false, .legs=anthropic.messages/claude-sonnet-4-5, .operation=generate, .outcome=failed, .retryable=true, .rule=cloudflare:2005, .scope=provider, .status_code=502, .wire_status=400, error.type=upstream-failure
        chat claude-sonnet-4-5 [CLIENT] ERROR: cloudflare:2005
            .attempt=1, .call.id=call 1, .code=2005, .fallback=true, .leg=anthropic.messages/claude-sonnet-4-5, .outcome=failed, .purpose=first, .retryable=true, .rule=cloudflare:2005, .scope=provider, .status_code=502, .wire_status=400, error.type=upstream-failure, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5
          * .failure .attempt=1, .code=2005, .fallback=true, .leg=anthropic.messages/claude-sonnet-4-5, .phase=request, .retryable=true, .rule=cloudflare:2005, .scope=provider, .status_code=502, .wire_status=400, error.type=upstream-failure

      .attempts: 1 {attempt} (.leg=anthropic.messages/claude-sonnet-4-5, .outcome=failed, error.type=upstream-failure)
      .call.duration: 1 x, ? s (.degraded=false, .operation=generate, .outcome=failed, error.type=upstream-failure)
      .wasted.attempts: 1 {attempt} (.leg=anthropic.messages/claude-sonnet-4-5, .outcome=failed)"
    `);
  });
});
