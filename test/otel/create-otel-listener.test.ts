import { readFileSync } from 'node:fs';
import { createNoopMeter, type Meter, type Span, type Tracer } from '@opentelemetry/api';
import { describe, expect, it, vi } from 'vitest';
import type { FailoverEvent } from '../../src/events.ts';
import { createOtelListener } from '../../src/otel/index.ts';
import { SCOPE, SCOPE_VERSION } from '../../src/otel/scope.ts';
import { createRecorder, showMetrics } from './recorder.ts';
import { begun, COURSE, PRIMARY, teller } from './told.ts';

describe('the options', () => {
  it.each([
    [{ tracr: 1 }, 'unknown option `tracr`'],
    [{ tracer: {} }, 'option `tracer` takes a tracer; got an object'],
    [{ meter: 5 }, 'option `meter` takes a meter; got 5'],
    [{ attributes: 'a' }, 'option `attributes` takes an object; got "a"'],
    [{ attributes: null }, 'option `attributes` takes an object; got null'],
    [{ usage: 'no' }, 'option `usage` takes true or false; got "no"'],
    [null, 'takes an object of options'],
  ])('%j are refused', (options, message) => {
    expect(() => createOtelListener(options as never)).toThrow(`createOtelListener: ${message}`);
  });

  it('take every one of them', () => {
    const { options } = createRecorder();
    expect(createOtelListener({ ...options, attributes: { a: 1 }, usage: false })).toBeTypeOf('function');
    expect(
      createOtelListener({ tracer: undefined, meter: undefined, attributes: undefined, usage: undefined } as never),
    ).toBeTypeOf('function');
  });
});

it('has the name and the version of the package', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as Record<
    string,
    string
  >;
  expect([SCOPE, SCOPE_VERSION]).toEqual([manifest['name'], manifest['version']]);
});

it('records nothing of what belongs to no call, or to a call of which it was not told', async () => {
  const recorder = createRecorder();
  const listener = createOtelListener(recorder.options);
  listener({ type: 'warning', message: 'limits do not fit', at: 1 });
  teller(listener, 'unknown')(begun(PRIMARY, 1), { type: 'skip', ...PRIMARY, reason: 'breaker' });
  expect([recorder.spans(), recorder.open()]).toEqual([[], 0]);
  expect(await recorder.metrics()).toEqual([]);
});

const broken = (): never => {
  throw new Error('the exporter is broken');
};

/** The hub keeps what a listener throws from a call. */
const quietly =
  (listener: (event: FailoverEvent) => void, thrown: unknown[] = []) =>
  (event: FailoverEvent): void => {
    try {
      listener(event);
    } catch (error) {
      thrown.push(error);
    }
  };

describe('an implementation that throws', () => {
  it.each(['addEvent', 'setAttributes', 'setStatus'] as const)('in `%s` of a span leaves none open', async method => {
    const { options, ...recorder } = createRecorder();
    const startSpan: Tracer['startSpan'] = (...given) =>
      Object.assign(options.tracer.startSpan(...given), { [method]: broken });
    const thrown: unknown[] = [];
    const tracer = { startSpan } as Tracer;
    teller(quietly(createOtelListener({ ...options, tracer }), thrown))(...COURSE);
    expect(recorder.open()).toBe(0);
    expect(recorder.spans()).toHaveLength(4);
    expect(thrown.length).toBeGreaterThan(0);
    expect(showMetrics(await recorder.metrics())).toContain('.attempts: 1 {attempt} (.leg=primary, .outcome=answered)');
  });

  it('where a span ends does not keep the others from ending', async () => {
    const { options, ...recorder } = createRecorder();
    const ends: string[] = [];
    const startSpan: Tracer['startSpan'] = (name, ...given) => {
      const span: Span = options.tracer.startSpan(name, ...given);
      const end = span.end.bind(span);
      return Object.assign(span, {
        end() {
          ends.push(name);
          end();
          broken();
        },
      });
    };
    teller(quietly(createOtelListener({ ...options, tracer: { startSpan } as Tracer })))(...COURSE);
    expect(ends.toSorted()).toEqual([
      'chat claude-sonnet-4-5',
      'chat claude-sonnet-4-5',
      'chat gpt-5',
      'failover stream primary',
    ]);
    expect(recorder.open()).toBe(0);
  });

  it('where spans start costs the spans and no measurement', async () => {
    const { options, ...recorder } = createRecorder();
    const whole = createRecorder();
    teller(quietly(createOtelListener({ ...options, tracer: { startSpan: broken } as never })))(...COURSE);
    teller(createOtelListener(whole.options))(...COURSE);
    expect(showMetrics(await recorder.metrics())).toEqual(showMetrics(await whole.metrics()));
    expect(whole.spans()).toHaveLength(4);
  });

  it.each(['createCounter', 'createHistogram', 'createGauge'] as const)('in `%s` of a meter costs no span', method => {
    const { options, ...recorder } = createRecorder();
    const meter = {
      ...options.meter,
      createCounter: vi.fn(() => createNoopMeter().createCounter('x')),
      [method]: broken,
    } as unknown as Meter;
    teller(quietly(createOtelListener({ ...options, meter })))(...COURSE);
    expect([recorder.spans().length, recorder.open()]).toEqual([4, 0]);
  });

  it('in an instrument costs no span, and no other instrument', async () => {
    const { options, ...recorder } = createRecorder();
    const meter: Meter = Object.assign(Object.create(options.meter) as Meter, {
      createHistogram: () => ({ record: broken }),
    });
    teller(quietly(createOtelListener({ ...options, meter })))(...COURSE);
    expect([recorder.spans().length, recorder.open()]).toEqual([4, 0]);
    expect(showMetrics(await recorder.metrics())).toContain(
      '.wasted.attempts: 1 {attempt} (.leg=primary, .outcome=failed)',
    );
  });
});

it('shows a trace of everything that may be told', async () => {
  const recorder = createRecorder();
  teller(createOtelListener(recorder.options))(...COURSE);
  expect(await recorder.shown()).toMatchInlineSnapshot(`
    "failover stream primary [INTERNAL]
        .attempts=1, .call.id=call 1, .degraded=true, .hedged=false, .legs=primary|fallback, .operation=stream, .outcome=answered, .served_by.leg=fallback, .served_by.model=gpt-5, .served_by.provider=openai
      * .skip .leg=fallback, .reason=busy
      * .warning .message=a warning
      * .config .attempt=1, .leg=primary, .rule=status:503, error.type=overloaded
      * .upstream .attempt=1, .gateway.provider=anthropic, .leg=primary, .log_id=log, .rule=vocabulary:auth, .status_code=401, error.type=auth
      * .breaker .leg=primary, .pause_ms=5, .state=open
      * .budget .capacity=2, .leg=primary, .refused=retry, .tokens=1
      * .leg_never_used .calls=5, .leg=primary
      * .retry .attempt=1, .leg=primary, .rule=status:503, .wait_ms=0, error.type=overloaded
      * .failover .attempt=1, .from=primary, .rule=status:503, .to=fallback, .wait_ms=0, error.type=overloaded
      * .hedge_start .after_ms=5, .attempt=1, .from=primary, .to=fallback
      chat claude-sonnet-4-5 [CLIENT] ERROR: status:503
          .attempt=1, .call.id=call 1, .code=2005, .fallback=true, .leg=primary, .log_id=log, .outcome=failed, .purpose=first, .retry_after_ms=5, .retryable=true, .rule=status:503, .scope=model, .status_code=503, .wire_status=400, error.type=overloaded, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true, gen_ai.usage.input_tokens=1, gen_ai.usage.output_tokens=2
        * .timeout .attempt=1, .leg=primary, .limit=attemptMs, .limit_ms=5, .observed=false
        * .failure .attempt=1, .fallback=true, .leg=primary, .phase=request, .retryable=true, .rule=status:503, .scope=model, .status_code=503, error.type=overloaded
      chat gpt-5 [CLIENT] ERROR: status:503
          .attempt=2, .call.id=call 1, .fallback=true, .leg=fallback, .outcome=failed, .purpose=hedge, .retryable=true, .rule=status:503, .scope=model, .status_code=503, error.type=overloaded, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=0.005
        * .hedge_win .attempt=2, .leg=fallback
      chat claude-sonnet-4-5 [CLIENT]
          .attempt=3, .cache_status=MISS, .call.id=call 1, .gateway.model=claude-sonnet-4-5, .gateway.provider=anthropic, .gateway.routed_model=anthropic/claude-sonnet-4-5, .gateway.routing_decision=decision-1, .gateway.routing_reason=pinned_by_turn, .gateway.step=1, .leg=primary, .log_id=log, .outcome=answered, .purpose=continue, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5, gen_ai.request.stream=true, gen_ai.response.time_to_first_chunk=0.005, gen_ai.usage.input_tokens=1
        * .failover .attempt=2, .from=fallback, .rule=status:503, .to=primary, .wait_ms=0, error.type=overloaded

    .attempts: 1 {attempt} (.leg=fallback, .outcome=failed, error.type=overloaded)
    .attempts: 1 {attempt} (.leg=primary, .outcome=answered)
    .attempts: 1 {attempt} (.leg=primary, .outcome=failed, error.type=overloaded)
    .breaker.changes: 1 {change} (.leg=primary, .state=open)
    .breaker.state: 2 (.leg=primary)
    .call.duration: 1 x, 1.5 s (.degraded=true, .operation=generate, .outcome=answered)
    .failovers: 1 {failover} (.from=fallback, .to=primary, error.type=overloaded)
    .failovers: 1 {failover} (.from=primary, .to=fallback, error.type=overloaded)
    .hedges: 1 {hedge} (.leg=fallback, .outcome=started)
    .hedges: 1 {hedge} (.leg=fallback, .outcome=won)
    .wasted.attempts: 1 {attempt} (.leg=primary, .outcome=failed)
    .wasted.input_tokens: 1 {token} (.leg=primary, .outcome=failed)
    .wasted.output_tokens: 2 {token} (.leg=primary, .outcome=failed)
    gen_ai.client.inference.time_to_first_chunk: 1 x, 0.005 s (.leg=fallback, gen_ai.operation.name=chat, gen_ai.provider.name=openai, gen_ai.request.model=gpt-5)
    gen_ai.client.inference.time_to_first_chunk: 1 x, 0.005 s (.leg=primary, gen_ai.operation.name=chat, gen_ai.provider.name=anthropic, gen_ai.request.model=claude-sonnet-4-5)"
  `);
});
