/** What is counted and timed of an event. Attributes are bounded: names of legs and models, words; never an id. */
import type { Attributes } from '@opentelemetry/api';
import type { AttemptEnd, FailoverEvent } from '../events.ts';
import { errorType, modelAttributes, operationName, own, type EventOf } from './attributes.ts';
import type { Instruments } from './instruments.ts';
import type { OpenCall } from './open-calls.ts';
import type { Wasted } from './wasted.ts';

/** What is measured with. */
export interface MeasureSettings {
  readonly instruments: () => Instruments;
  /** On every measurement. */
  readonly attributes: Attributes;
}

const STATES = { closed: 0, 'half-open': 1, open: 2 } as const;
const HEDGES = { 'hedge-start': 'started', 'hedge-win': 'won', 'hedge-lose': 'lost' } as const;

/** Measures an event; what is not counted costs nothing. */
export function measureEvent(call: OpenCall | undefined, event: FailoverEvent, settings: MeasureSettings): void {
  const { attributes, instruments } = settings;
  const add = (values: Attributes): Attributes => ({ ...attributes, ...values });
  if (event.type === 'attempt-end') measureAttempt(call, event, settings);
  else if (event.type === 'call-end') {
    const { operation, outcome, degraded } = event;
    const failed = outcome === 'failed' && errorType(event.failure);
    instruments().callDuration.record(event.ms / 1_000, add({ ...failed, ...own({ operation, outcome, degraded }) }));
  } else if (event.type === 'failover') {
    instruments().failovers.add(1, add({ ...errorType(event.failure), ...own({ from: event.from, to: event.to }) }));
  } else if (event.type === 'breaker') {
    const { leg, state } = event;
    instruments().breakerState.record(STATES[state], add(own({ leg })));
    instruments().breakerChanges.add(1, add(own({ leg, state })));
  } else if (event.type === 'hedge-start' || event.type === 'hedge-win' || event.type === 'hedge-lose') {
    const leg = event.type === 'hedge-start' ? event.to : event.leg;
    instruments().hedges.add(1, add(own({ leg, outcome: HEDGES[event.type] })));
  }
}

function measureAttempt(call: OpenCall | undefined, event: EventOf<'attempt-end'>, settings: MeasureSettings): void {
  const { leg, outcome, failure, firstContentMs } = event;
  const { attempts, firstContent } = settings.instruments();
  const failed = outcome === 'failed' && errorType(failure);
  attempts.add(1, { ...settings.attributes, ...failed, ...own({ leg, outcome }) });
  if (firstContentMs === undefined) return;
  const model = modelAttributes(event, operationName(call?.start.operation));
  firstContent.record(firstContentMs / 1_000, { ...settings.attributes, ...model, ...own({ leg }) });
}

/** Counts what attempts cost that gave the caller nothing. */
export function measureWaste(wasted: readonly Wasted[], { instruments, attributes }: MeasureSettings): void {
  for (const { end, outcome } of wasted) {
    const { wastedAttempts, wastedInputTokens, wastedOutputTokens } = instruments();
    const all = { ...attributes, ...own({ leg: end.leg, outcome }) };
    const { inputTokens, outputTokens }: NonNullable<AttemptEnd['usage']> = end.usage ?? {};
    wastedAttempts.add(1, all);
    if (inputTokens !== undefined) wastedInputTokens.add(inputTokens, all);
    if (outputTokens !== undefined) wastedOutputTokens.add(outputTokens, all);
  }
}
