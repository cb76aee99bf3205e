/** Tells listeners what a round does. */
import { APICallError } from 'ai';
import { emit, type EventListener } from '../core/events.ts';
import type { RoundStep } from '../core/round.ts';
import { failureOf } from '../errors.ts';

export function tellStep(onEvent: EventListener | undefined, step: RoundStep): void {
  switch (step.type) {
    case 'retry':
      return emit(onEvent, { ...step, leg: step.leg.name });
    default:
      return emit(onEvent, { ...step, from: step.from.name, to: step.to.name });
  }
}

export function tellExhausted(onEvent: EventListener | undefined, error: unknown, attempts: number): void {
  const failure = failureOf(error);
  if (!failure || !APICallError.isInstance(error)) return;
  emit(onEvent, { type: 'exhausted', failure, attempts, isRetryable: error.isRetryable });
}
