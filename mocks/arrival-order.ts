/**
 * Requests take their steps in order of arrival, though their bodies are read side by side. On Workers the requests that share
 * a scenario may be those of several callers: one that is cancelled stops for ever wherever it is, and none of its promises
 * settles again. So what a request waits for is its own promise, which others only resolve, and not for long.
 */

/** How long a request waits for those that came before it. One that is still not read by then is gone. */
const PATIENCE_MS = 1_000;

interface Place {
  isRead: boolean;
  start: (() => void) | undefined;
}

/** Takes a step for a request once its body is read, and those before it have taken theirs. */
export type InOrder = <Body, Result>(body: Body | Promise<Body>, take: (body: Body) => Result) => Promise<Result>;

export function arrivalOrder(): InOrder {
  const places: Place[] = [];

  function leave(place: Place): void {
    const index = places.indexOf(place);
    if (index !== -1) places.splice(index, 1);
    if (places[0]?.isRead) places[0].start?.();
  }

  /** Until it is the first, or has waited long enough. */
  function untilFirst(place: Place): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, PATIENCE_MS);
      place.start = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return async (body, take) => {
    // What is known at once waits for nobody, unless others already do.
    if (places.length === 0 && !(body instanceof Promise)) return take(body);
    const place: Place = { isRead: false, start: undefined };
    places.push(place);
    try {
      const read = await body;
      place.isRead = true;
      if (places[0] !== place) await untilFirst(place);
      // Those before it that are not read by now are gone.
      places.splice(0, places.indexOf(place));
      return take(read);
    } finally {
      leave(place);
    }
  };
}
