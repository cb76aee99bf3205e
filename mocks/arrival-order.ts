/**
 * Requests take their steps in order of arrival, though their bodies are read side by side. On Workers the requests that share
 * a scenario may be those of several callers: one that is cancelled stops for ever wherever it is, and none of its promises
 * settles again. So what a request waits for is its own promise, which others only resolve, and not for long.
 */

/** How long a request waits for those that came before it. One that is still not read by then is gone. */
const PATIENCE_MS = 1_000;

interface Place {
  isRead: boolean;
  /** Whether it was told that it is its turn: who does not begin then is gone, too. */
  isCalled: boolean;
  start: (() => void) | undefined;
}

/** Takes a step for a request once its body is read, and those before it have taken theirs. */
export type InOrder = <Body, Result>(body: Body | Promise<Body>, take: (body: Body) => Result) => Promise<Result>;

export function arrivalOrder(): InOrder {
  const places: Place[] = [];

  function callFirst(): void {
    const [first] = places;
    if (!first?.isRead) return;
    first.isCalled = true;
    first.start?.();
  }

  function leave(place: Place): void {
    const index = places.indexOf(place);
    if (index !== -1) places.splice(index, 1);
    callFirst();
  }

  /** Those before it that are gone are waited for no more; the others keep their places. */
  function forgetGone(place: Place): void {
    const before = places.splice(0, places.indexOf(place));
    places.unshift(...before.filter(({ isRead, isCalled }) => isRead && !isCalled));
    callFirst();
  }

  /** Until it is the first, or those before it have had long enough. */
  function untilFirst(place: Place): Promise<void> {
    return new Promise(resolve => {
      let timer: ReturnType<typeof setTimeout>;
      place.start = () => {
        clearTimeout(timer);
        resolve();
      };
      const wait = () => {
        timer = setTimeout(() => {
          forgetGone(place);
          if (!place.isCalled) wait();
        }, PATIENCE_MS);
      };
      wait();
    });
  }

  return async (body, take) => {
    // What is known at once waits for nobody, unless others already do.
    if (places.length === 0 && !(body instanceof Promise)) return take(body);
    const place: Place = { isRead: false, isCalled: false, start: undefined };
    places.push(place);
    try {
      const read = await body;
      place.isRead = true;
      // One that was taken to be gone has no place any more, and waits for nobody.
      if (places.indexOf(place) > 0) await untilFirst(place);
      return take(read);
    } finally {
      leave(place);
    }
  };
}
