/**
 * Turns on shared objects: of all calls that share one, only the first in the queue runs. Knows neither models nor what a
 * turn is used for.
 */

/** The right to run, until it is given back. */
export interface Turn {
  /** Gives the turn back; the next one starts. */
  end(): void;
  /** Nobody can tell when this turn ends: until it does, those who wait fail instead of waiting, and so do new ones. Nothing once it has ended. */
  markStuck(): void;
}

interface Place {
  readonly objects: readonly object[];
  readonly start: () => void;
  readonly fail: (error: unknown) => void;
  isRunning: boolean;
  isStuck: boolean;
}

const queues = new WeakMap<object, Place[]>();

function queueOf(object: object): Place[] {
  let queue = queues.get(object);
  if (queue === undefined) queues.set(object, (queue = []));
  return queue;
}

function stuckError(): Error {
  return new Error(
    'This model takes one call at a time, and an earlier call was aborted but never ended. ' +
      'Nothing was sent. Make a new model, or give each call a model of its own.',
  );
}

function startIfFirst(place: Place): void {
  if (place.isRunning || place.objects.some(object => queueOf(object)[0] !== place)) return;
  place.isRunning = true;
  place.start();
}

function remove(place: Place): void {
  for (const object of place.objects) {
    const queue = queueOf(object);
    const index = queue.indexOf(place);
    if (index !== -1) queue.splice(index, 1);
  }
  for (const object of place.objects) {
    const [first] = queueOf(object);
    if (first) startIfFirst(first);
  }
}

function markStuck(place: Place): void {
  if (!place.objects.every(object => queueOf(object)[0] === place)) return;
  place.isStuck = true;
  const waiting = new Set(place.objects.flatMap(object => queueOf(object).filter(other => other !== place)));
  for (const other of waiting) {
    remove(other);
    other.fail(stuckError());
  }
}

/**
 * Waits for the turn on all these objects. The queue's order is the order of calling, so that two calls never wait for each
 * other. When the signal aborts, the place is left at once and the promise rejects with the signal's own reason.
 */
export function takeTurn(objects: readonly object[], signal: AbortSignal | undefined): Promise<Turn> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    if (objects.some(object => queueOf(object)[0]?.isStuck)) return reject(stuckError());
    const place: Place = {
      objects,
      isRunning: false,
      isStuck: false,
      start() {
        signal?.removeEventListener('abort', leave);
        resolve({ end: () => remove(place), markStuck: () => markStuck(place) });
      },
      fail(error) {
        signal?.removeEventListener('abort', leave);
        reject(error);
      },
    };
    function leave(): void {
      remove(place);
      reject(signal?.reason);
    }
    for (const object of place.objects) queueOf(object).push(place);
    signal?.addEventListener('abort', leave, { once: true });
    startIfFirst(place);
  });
}
