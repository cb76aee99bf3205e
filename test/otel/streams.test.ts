/** What a trace and the metrics show of streams and their failures. */
import { afterEach, describe, expect, it } from 'vitest';
import { cut, fixtures, hang, ok, rewritten, slowFirstToken, stall, status } from '../../mocks/index.ts';
import { createHealth } from '../../src/index.ts';
import { chatLeg } from '../support/failover-legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { CALL, expectClosed, setStage, type Cast, type Stage } from './stage.ts';

const usage = { inputTokens: 12, outputTokens: 3 };
const good = ok(['fine ', 'words'], { usage });

/** A stream that another leg may continue. */
const broken: Cast = {
  primary: [cut({ afterParts: 1, text: ['fine ', 'words'] })],
  second: { assistantPrefill: true },
  options: { afterContent: 'continue' },
};

let stage: Stage;
afterEach(() => expectClosed(stage));

describe('a stream', () => {
  it('of the primary', async () => {
    stage = setStage({ primary: [slowFirstToken(1_000, 'fine', { usage })] });
    expect(await stage.stream()).toMatchInlineSnapshot(`
      "failover stream primary [INTERNAL]
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=stream, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
        chat claude-sonnet-4-5 [CLIENT]
            .attempt=1, .call.id=call 1, .leg=primary, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=1, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3

      .attempts: 1 {attempt} (.leg=primary, .outcome=answered)
      .call.duration: 1 x, 1 s (.degraded=false, .operation=stream, .outcome=answered)
      gen_ai.client.inference.time_to_first_chunk: 1 x, 1 s (.leg=primary, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5)"
    `);
  });

  it('of the fallback, after a 502 in a stream that had status 200', async () => {
    stage = setStage({
      primary: [fixtures['openrouter-502-first-frame']],
      as: chatLeg,
      fallback: [good],
    });
    expect(await stage.stream()).toMatchInlineSnapshot(`
      "failover stream primary [INTERNAL]
          .attempts=3, .call.id=call 1, .degraded=true, .hedged=false, .legs=primary|fallback, .operation=stream, .outcome=answered, .served_by.leg=fallback, .served_by.model=gpt-5, .served_by.provider=openai
        * .retry .attempt=1, .leg=primary, .rule=openrouter:provider-unavailable, .wait_ms=0, error.type=upstream-failure
        * .failover .attempt=2, .from=primary, .rule=openrouter:provider-unavailable, .to=fallback, .wait_ms=0, error.type=upstream-failure
        chat gpt-4o [CLIENT] ERROR: openrouter:provider-unavailable
            .attempt=1, .call.id=call 1, .code=502, .fallback=true, .leg=primary, .outcome=failed, .purpose=first, .retryable=true, .rule=openrouter:provider-unavailable, .scope=provider, .status_code=502, error.type=upstream-failure, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-4o, gen_ai.request.stream=true
          * .failure .attempt=1, .code=502, .fallback=true, .leg=primary, .phase=stream, .retryable=true, .rule=openrouter:provider-unavailable, .scope=provider, .status_code=502, error.type=upstream-failure
        chat gpt-4o [CLIENT] ERROR: openrouter:provider-unavailable
            .attempt=2, .call.id=call 1, .code=502, .fallback=true, .leg=primary, .outcome=failed, .purpose=retry, .retryable=true, .rule=openrouter:provider-unavailable, .scope=provider, .status_code=502, error.type=upstream-failure, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-4o, gen_ai.request.stream=true, http.request.resend_count=1
          * .failure .attempt=2, .code=502, .fallback=true, .leg=primary, .phase=stream, .retryable=true, .rule=openrouter:provider-unavailable, .scope=provider, .status_code=502, error.type=upstream-failure
        chat gpt-5 [CLIENT]
            .attempt=3, .call.id=call 1, .leg=fallback, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=0, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3

      .attempts: 1 {attempt} (.leg=fallback, .outcome=answered)
      .attempts: 2 {attempt} (.leg=primary, .outcome=failed, error.type=upstream-failure)
      .call.duration: 1 x, 0 s (.degraded=true, .operation=stream, .outcome=answered)
      .failovers: 1 {failover} (.from=primary, .to=fallback, error.type=upstream-failure)
      .wasted.attempts: 2 {attempt} (.leg=primary, .outcome=failed)
      gen_ai.client.inference.time_to_first_chunk: 1 x, 0 s (.leg=fallback, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5)"
    `);
  });

  it('of the fallback, after a silence', async () => {
    stage = setStage({
      primary: [stall({ afterParts: 0 })],
      fallback: [good],
      options: { timeouts: { firstContentMs: 5_000 }, hedge: false },
    });
    expect(await stage.stream()).toMatchInlineSnapshot(`
      "failover stream primary [INTERNAL]
          .attempts=2, .call.id=call 1, .degraded=true, .hedged=false, .legs=primary|fallback, .operation=stream, .outcome=answered, .served_by.leg=fallback, .served_by.model=gpt-5, .served_by.provider=openai
        * .failover .attempt=1, .from=primary, .rule=timeout:firstContentMs, .to=fallback, .wait_ms=0, error.type=timeout
        chat claude-sonnet-4-5 [CLIENT] ERROR: timeout:firstContentMs
            .attempt=1, .call.id=call 1, .fallback=true, .leg=primary, .outcome=failed, .purpose=first, .retryable=true, .rule=timeout:firstContentMs, .scope=provider, .status_code=504, error.type=timeout, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true
          * .timeout .attempt=1, .leg=primary, .limit=firstContentMs, .limit_ms=5000, .observed=false
          * .failure .attempt=1, .fallback=true, .leg=primary, .phase=stream, .retryable=true, .rule=timeout:firstContentMs, .scope=provider, .status_code=504, error.type=timeout
        chat gpt-5 [CLIENT]
            .attempt=2, .call.id=call 1, .leg=fallback, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=0, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3

      .attempts: 1 {attempt} (.leg=fallback, .outcome=answered)
      .attempts: 1 {attempt} (.leg=primary, .outcome=failed, error.type=timeout)
      .call.duration: 1 x, 5 s (.degraded=true, .operation=stream, .outcome=answered)
      .failovers: 1 {failover} (.from=primary, .to=fallback, error.type=timeout)
      .wasted.attempts: 1 {attempt} (.leg=primary, .outcome=failed)
      gen_ai.client.inference.time_to_first_chunk: 1 x, 0 s (.leg=fallback, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5)"
    `);
  });

  it('of a hedge', async () => {
    stage = setStage({ primary: [hang()], fallback: [good], options: { hedge: { afterMs: 1_000 } } });
    expect(await stage.stream()).toMatchInlineSnapshot(`
      "failover stream primary [INTERNAL]
          .attempts=2, .call.id=call 1, .degraded=true, .hedged=true, .legs=primary|fallback, .operation=stream, .outcome=answered, .served_by.leg=fallback, .served_by.model=gpt-5, .served_by.provider=openai
        * .hedge_start .after_ms=1000, .attempt=1, .from=primary, .to=fallback
        chat claude-sonnet-4-5 [CLIENT]
            .attempt=1, .call.id=call 1, .leg=primary, .outcome=lost, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true
        chat gpt-5 [CLIENT]
            .attempt=2, .call.id=call 1, .leg=fallback, .outcome=answered, .purpose=hedge, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=0, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3
          * .hedge_win .attempt=2, .leg=fallback

      .attempts: 1 {attempt} (.leg=fallback, .outcome=answered)
      .attempts: 1 {attempt} (.leg=primary, .outcome=lost)
      .call.duration: 1 x, 1 s (.degraded=true, .operation=stream, .outcome=answered)
      .hedges: 1 {hedge} (.leg=fallback, .outcome=started)
      .hedges: 1 {hedge} (.leg=fallback, .outcome=won)
      .wasted.attempts: 1 {attempt} (.leg=primary, .outcome=lost)
      gen_ai.client.inference.time_to_first_chunk: 1 x, 0 s (.leg=fallback, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5)"
    `);
  });

  it('of the primary, beside a hedge', async () => {
    stage = setStage({
      primary: [slowFirstToken(2_000, 'fine', { usage })],
      fallback: [hang()],
      options: { hedge: { afterMs: 1_000 } },
    });
    expect(await stage.stream()).toMatchInlineSnapshot(`
      "failover stream primary [INTERNAL]
          .attempts=2, .call.id=call 1, .degraded=false, .hedged=true, .legs=primary|fallback, .operation=stream, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
        * .hedge_start .after_ms=1000, .attempt=1, .from=primary, .to=fallback
        * .hedge_lose .attempt=2, .leg=fallback
        chat claude-sonnet-4-5 [CLIENT]
            .attempt=1, .call.id=call 1, .leg=primary, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=2, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3
        chat gpt-5 [CLIENT]
            .attempt=2, .call.id=call 1, .leg=fallback, .outcome=lost, .purpose=hedge, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.request.stream=true

      .attempts: 1 {attempt} (.leg=fallback, .outcome=lost)
      .attempts: 1 {attempt} (.leg=primary, .outcome=answered)
      .call.duration: 1 x, 2 s (.degraded=false, .operation=stream, .outcome=answered)
      .hedges: 1 {hedge} (.leg=fallback, .outcome=lost)
      .hedges: 1 {hedge} (.leg=fallback, .outcome=started)
      .wasted.attempts: 1 {attempt} (.leg=fallback, .outcome=lost)
      gen_ai.client.inference.time_to_first_chunk: 1 x, 2 s (.leg=primary, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5)"
    `);
  });

  it('of a whole answer over a stream', async () => {
    stage = setStage({ primary: [good], options: { generateVia: 'stream' } });
    expect(await stage.generate()).toMatchInlineSnapshot(`
      "failover generate primary [INTERNAL]
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=generate, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
        chat claude-sonnet-4-5 [CLIENT]
            .attempt=1, .call.id=call 1, .leg=primary, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=0, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3

      .attempts: 1 {attempt} (.leg=primary, .outcome=answered)
      .call.duration: 1 x, 0 s (.degraded=false, .operation=generate, .outcome=answered)
      gen_ai.client.inference.time_to_first_chunk: 1 x, 0 s (.leg=primary, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5)"
    `);
  });

  it('that broke off', async () => {
    stage = setStage({ primary: [cut({ afterParts: 1, text: ['fine ', 'words'] })], fallback: [good] });
    expect(await stage.stream()).toMatchInlineSnapshot(`
      "failover stream primary [INTERNAL]
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=stream, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
        chat claude-sonnet-4-5 [CLIENT] ERROR: network:interrupted
            .attempt=1, .call.id=call 1, .code=UND_ERR_SOCKET, .fallback=true, .leg=primary, .outcome=failed, .purpose=first, .retryable=true, .rule=network:interrupted, .scope=network, .status_code=502, .wire_status=200, error.type=stream-interrupted, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=0
          * .failure .attempt=1, .code=UND_ERR_SOCKET, .fallback=true, .leg=primary, .phase=stream, .retryable=true, .rule=network:interrupted, .scope=network, .status_code=502, .wire_status=200, error.type=stream-interrupted

      .attempts: 1 {attempt} (.leg=primary, .outcome=failed, error.type=stream-interrupted)
      .call.duration: 1 x, 0 s (.degraded=false, .operation=stream, .outcome=answered)
      gen_ai.client.inference.time_to_first_chunk: 1 x, 0 s (.leg=primary, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5)"
    `);
  });

  it('that broke off and opened a breaker', async () => {
    const clock = createManualClock();
    const health = createHealth({ clock, consecutiveFailures: 1, random: () => 0 });
    stage = setStage({
      clock,
      primary: [cut({ afterParts: 1, text: ['fine ', 'words'] })],
      fallback: [good],
      options: { health },
    });
    await stage.stream();
    expect(await stage.stream()).toMatchInlineSnapshot(`
      "failover stream primary [INTERNAL]
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=stream, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
        chat claude-sonnet-4-5 [CLIENT] ERROR: network:interrupted
            .attempt=1, .call.id=call 1, .code=UND_ERR_SOCKET, .fallback=true, .leg=primary, .outcome=failed, .purpose=first, .retryable=true, .rule=network:interrupted, .scope=network, .status_code=502, .wire_status=200, error.type=stream-interrupted, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=0
          * .failure .attempt=1, .code=UND_ERR_SOCKET, .fallback=true, .leg=primary, .phase=stream, .retryable=true, .rule=network:interrupted, .scope=network, .status_code=502, .wire_status=200, error.type=stream-interrupted
      failover stream primary [INTERNAL]
          .attempts=1, .call.id=call 2, .degraded=true, .hedged=false, .legs=primary|fallback, .operation=stream, .outcome=answered, .served_by.leg=fallback, .served_by.model=gpt-5, .served_by.provider=openai
        * .skip .leg=primary, .reason=breaker
        chat gpt-5 [CLIENT]
            .attempt=1, .call.id=call 2, .leg=fallback, .outcome=answered, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=0, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3

      .attempts: 1 {attempt} (.leg=fallback, .outcome=answered)
      .attempts: 1 {attempt} (.leg=primary, .outcome=failed, error.type=stream-interrupted)
      .breaker.changes: 1 {change} (.leg=primary, .state=open)
      .breaker.state: 2 (.leg=primary)
      .call.duration: 1 x, 0 s (.degraded=false, .operation=stream, .outcome=answered)
      .call.duration: 1 x, 0 s (.degraded=true, .operation=stream, .outcome=answered)
      gen_ai.client.inference.time_to_first_chunk: 1 x, 0 s (.leg=fallback, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5)
      gen_ai.client.inference.time_to_first_chunk: 1 x, 0 s (.leg=primary, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5)"
    `);
  });

  it('that another leg continued', async () => {
    stage = setStage({ ...broken, fallback: [good] });
    expect(await stage.stream()).toMatchInlineSnapshot(`
      "failover stream primary [INTERNAL]
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=stream, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
        chat claude-sonnet-4-5 [CLIENT] ERROR: network:interrupted
            .attempt=1, .call.id=call 1, .code=UND_ERR_SOCKET, .fallback=true, .leg=primary, .outcome=failed, .purpose=first, .retryable=true, .rule=network:interrupted, .scope=network, .status_code=502, .wire_status=200, error.type=stream-interrupted, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=0
          * .failure .attempt=1, .code=UND_ERR_SOCKET, .fallback=true, .leg=primary, .phase=stream, .retryable=true, .rule=network:interrupted, .scope=network, .status_code=502, .wire_status=200, error.type=stream-interrupted
        chat gpt-5 [CLIENT]
            .attempt=2, .call.id=call 1, .leg=fallback, .outcome=answered, .purpose=continue, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=0, gen_ai.usage.input_tokens=12, gen_ai.usage.output_tokens=3
          * .failover .attempt=1, .from=primary, .rule=network:interrupted, .to=fallback, .wait_ms=0, error.type=stream-interrupted

      .attempts: 1 {attempt} (.leg=fallback, .outcome=answered)
      .attempts: 1 {attempt} (.leg=primary, .outcome=failed, error.type=stream-interrupted)
      .call.duration: 1 x, 0 s (.degraded=false, .operation=stream, .outcome=answered)
      .failovers: 1 {failover} (.from=primary, .to=fallback, error.type=stream-interrupted)
      gen_ai.client.inference.time_to_first_chunk: 1 x, 0 s (.leg=fallback, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5)
      gen_ai.client.inference.time_to_first_chunk: 1 x, 0 s (.leg=primary, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5)"
    `);
  });

  it('that another leg could not continue', async () => {
    stage = setStage({ ...broken, fallback: [status(503)] });
    expect(await stage.stream()).toMatchInlineSnapshot(`
      "failover stream primary [INTERNAL]
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=stream, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
        chat claude-sonnet-4-5 [CLIENT] ERROR: network:interrupted
            .attempt=1, .call.id=call 1, .code=UND_ERR_SOCKET, .fallback=true, .leg=primary, .outcome=failed, .purpose=first, .retryable=true, .rule=network:interrupted, .scope=network, .status_code=502, .wire_status=200, error.type=stream-interrupted, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=0
          * .failure .attempt=1, .code=UND_ERR_SOCKET, .fallback=true, .leg=primary, .phase=stream, .retryable=true, .rule=network:interrupted, .scope=network, .status_code=502, .wire_status=200, error.type=stream-interrupted
        chat gpt-5 [CLIENT] ERROR: vocabulary:service-overloaded
            .attempt=2, .call.id=call 1, .code=server_error, .fallback=true, .leg=fallback, .outcome=failed, .purpose=continue, .retryable=true, .rule=vocabulary:service-overloaded, .scope=provider, .status_code=503, .wire_status=503, error.type=overloaded, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.request.stream=true
          * .failover .attempt=1, .from=primary, .rule=network:interrupted, .to=fallback, .wait_ms=0, error.type=stream-interrupted
          * .failure .attempt=2, .code=server_error, .fallback=true, .leg=fallback, .phase=request, .retryable=true, .rule=vocabulary:service-overloaded, .scope=provider, .status_code=503, .wire_status=503, error.type=overloaded

      .attempts: 1 {attempt} (.leg=fallback, .outcome=failed, error.type=overloaded)
      .attempts: 1 {attempt} (.leg=primary, .outcome=failed, error.type=stream-interrupted)
      .call.duration: 1 x, 0 s (.degraded=false, .operation=stream, .outcome=answered)
      .failovers: 1 {failover} (.from=primary, .to=fallback, error.type=stream-interrupted)
      .wasted.attempts: 1 {attempt} (.leg=fallback, .outcome=failed)
      gen_ai.client.inference.time_to_first_chunk: 1 x, 0 s (.leg=primary, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5)"
    `);
  });

  it('that stalled', async () => {
    stage = setStage({
      primary: [stall({ afterParts: 1, text: ['fine ', 'words'] })],
      options: { timeouts: { idleMs: 2_000 } },
    });
    expect(await stage.stream()).toMatchInlineSnapshot(`
      "failover stream primary [INTERNAL]
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=stream, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
        chat claude-sonnet-4-5 [CLIENT] ERROR: timeout:idleMs
            .attempt=1, .call.id=call 1, .fallback=true, .leg=primary, .outcome=failed, .purpose=first, .retryable=true, .rule=timeout:idleMs, .scope=provider, .status_code=504, error.type=timeout, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=0
          * .timeout .attempt=1, .leg=primary, .limit=idleMs, .limit_ms=2000, .observed=false
          * .failure .attempt=1, .fallback=true, .leg=primary, .phase=stream, .retryable=true, .rule=timeout:idleMs, .scope=provider, .status_code=504, error.type=timeout

      .attempts: 1 {attempt} (.leg=primary, .outcome=failed, error.type=timeout)
      .call.duration: 1 x, 0 s (.degraded=false, .operation=stream, .outcome=answered)
      gen_ai.client.inference.time_to_first_chunk: 1 x, 0 s (.leg=primary, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5)"
    `);
  });

  it('of no leg', async () => {
    stage = setStage({ primary: [rewritten(2005)], fallback: [status(529)] });
    expect(await stage.stream()).toMatchInlineSnapshot(`
      "failover stream primary [INTERNAL] ERROR: cloudflare:2005
          .attempts=3, .call.id=call 1, .code=2005, .degraded=false, .fallback=true, .hedged=false, .legs=primary|fallback, .operation=stream, .outcome=failed, .retryable=true, .rule=cloudflare:2005, .scope=provider, .status_code=502, .wire_status=400, error.type=upstream-failure
        * .retry .attempt=1, .leg=primary, .rule=cloudflare:2005, .wait_ms=0, error.type=upstream-failure
        * .failover .attempt=2, .from=primary, .rule=cloudflare:2005, .to=fallback, .wait_ms=0, error.type=upstream-failure
        chat claude-sonnet-4-5 [CLIENT] ERROR: cloudflare:2005
            .attempt=1, .call.id=call 1, .code=2005, .fallback=true, .leg=primary, .outcome=failed, .purpose=first, .retryable=true, .rule=cloudflare:2005, .scope=provider, .status_code=502, .wire_status=400, error.type=upstream-failure, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true
          * .failure .attempt=1, .code=2005, .fallback=true, .leg=primary, .phase=request, .retryable=true, .rule=cloudflare:2005, .scope=provider, .status_code=502, .wire_status=400, error.type=upstream-failure
        chat claude-sonnet-4-5 [CLIENT] ERROR: cloudflare:2005
            .attempt=2, .call.id=call 1, .code=2005, .fallback=true, .leg=primary, .outcome=failed, .purpose=retry, .retryable=true, .rule=cloudflare:2005, .scope=provider, .status_code=502, .wire_status=400, error.type=upstream-failure, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true, http.request.resend_count=1
          * .failure .attempt=2, .code=2005, .fallback=true, .leg=primary, .phase=request, .retryable=true, .rule=cloudflare:2005, .scope=provider, .status_code=502, .wire_status=400, error.type=upstream-failure
        chat gpt-5 [CLIENT] ERROR: shared:overloaded
            .attempt=3, .call.id=call 1, .code=server_error, .fallback=true, .leg=fallback, .outcome=failed, .purpose=first, .retryable=true, .rule=shared:overloaded, .scope=provider, .status_code=529, .wire_status=529, error.type=overloaded, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.request.stream=true
          * .failure .attempt=3, .code=server_error, .fallback=true, .leg=fallback, .phase=request, .retryable=true, .rule=shared:overloaded, .scope=provider, .status_code=529, .wire_status=529, error.type=overloaded

      .attempts: 1 {attempt} (.leg=fallback, .outcome=failed, error.type=overloaded)
      .attempts: 2 {attempt} (.leg=primary, .outcome=failed, error.type=upstream-failure)
      .call.duration: 1 x, 0 s (.degraded=false, .operation=stream, .outcome=failed, error.type=upstream-failure)
      .failovers: 1 {failover} (.from=primary, .to=fallback, error.type=upstream-failure)
      .wasted.attempts: 1 {attempt} (.leg=fallback, .outcome=failed)
      .wasted.attempts: 2 {attempt} (.leg=primary, .outcome=failed)"
    `);
  });
});

describe('an abort', () => {
  it('before the first content', async () => {
    stage = setStage({ primary: [stall({ afterParts: 0 })], options: { hedge: false } });
    const controller = new AbortController();
    stage.clock.setTimeout(() => controller.abort(), 1_000);
    expect(await stage.stream({ abortSignal: controller.signal })).toMatchInlineSnapshot(`
      "failover stream primary [INTERNAL]
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=stream, .outcome=aborted
        chat claude-sonnet-4-5 [CLIENT]
            .attempt=1, .call.id=call 1, .leg=primary, .outcome=aborted, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true

      .attempts: 1 {attempt} (.leg=primary, .outcome=aborted)
      .call.duration: 1 x, 1 s (.degraded=false, .operation=stream, .outcome=aborted)"
    `);
  });

  it('in the midst', async () => {
    stage = setStage({ primary: [stall({ afterParts: 1, text: ['fine ', 'words'] })] });
    const controller = new AbortController();
    stage.clock.setTimeout(() => controller.abort(), 1_000);
    expect(await stage.stream({ abortSignal: controller.signal })).toMatchInlineSnapshot(`
      "failover stream primary [INTERNAL]
          .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=stream, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
        chat claude-sonnet-4-5 [CLIENT]
            .attempt=1, .call.id=call 1, .leg=primary, .outcome=aborted, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=0

      .attempts: 1 {attempt} (.leg=primary, .outcome=aborted)
      .call.duration: 1 x, 0 s (.degraded=false, .operation=stream, .outcome=answered)
      gen_ai.client.inference.time_to_first_chunk: 1 x, 0 s (.leg=primary, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5)"
    `);
  });
});

it('a stream that its reader leaves', async () => {
  stage = setStage({ primary: [good] });
  const { stream } = await stage.play(stage.model.doStream(CALL));
  const reader = stream.getReader();
  await reader.read();
  expect(stage.recorder.open()).toBe(1);
  await stage.play(reader.cancel());
  expect(await stage.recorder.shown()).toMatchInlineSnapshot(`
    "failover stream primary [INTERNAL]
        .attempts=1, .call.id=call 1, .degraded=false, .hedged=false, .legs=primary|fallback, .operation=stream, .outcome=answered, .served_by.leg=primary, .served_by.model=claude-sonnet-4-5, .served_by.provider=anthropic
      chat claude-sonnet-4-5 [CLIENT]
          .attempt=1, .call.id=call 1, .leg=primary, .outcome=left, .purpose=first, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=0

    .attempts: 1 {attempt} (.leg=primary, .outcome=left)
    .call.duration: 1 x, 0 s (.degraded=false, .operation=stream, .outcome=answered)
    gen_ai.client.inference.time_to_first_chunk: 1 x, 0 s (.leg=primary, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5)"
  `);
});
