/** The loop of a call of one model without fallbacks: it is asked once, so that whatever ends its attempt ends the call. */
import type { Call, Result } from './call.ts';
import { nextEvent } from './queue.ts';
import { failCall, finish } from './settle.ts';

/** Starts that loop; the attempt was begun without it. */
export function startAlone(call: Call): void {
  call.isLooping = true;
  runAlone(call)
    .then(result => finish(call, result))
    .catch(error => failCall(call, error));
}

/** @throws what a hook of the user's threw */
async function runAlone(call: Call): Promise<Result> {
  for (;;) {
    const event = await nextEvent(call);
    if (event.type === 'aborted') return event;
    if (event.type === 'threw') throw event.error;
    if (event.type !== 'ended') continue;
    const { attempt, outcome } = event;
    call.running = [];
    if (outcome.type === 'answered') return { type: 'answered', attempt, value: outcome.value };
    if (outcome.type === 'aborted') return outcome;
    call.last = { leg: attempt.leg, number: attempt.number, outcome };
    return { type: 'spent' };
  }
}
