/** How the upstreams are: asked when the page opens or comes to the front, and told with each answer. */
import { useCallback, useEffect, useState } from 'react';
import type { State } from '../shared/chat-message.ts';

export interface SeenState extends State {
  /** When it was so, by the page's clock. */
  at: number;
}

export function useUpstreams(room: string): [SeenState | undefined, (state: State) => void] {
  const [seen, setSeen] = useState<SeenState>();
  const see = useCallback((state: State) => setSeen({ ...state, at: performance.now() }), []);
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    async function look() {
      if (document.visibilityState === 'hidden') return;
      const response = await fetch(`api/state?room=${room}`, { signal });
      if (response.ok) see((await response.json()) as State);
    }
    // Not knowing is no fault of the chat: it works without.
    const update = () => void look().catch(() => {});
    update();
    document.addEventListener('visibilitychange', update, { signal });
    return () => leaving.abort();
  }, [room, see]);
  return [seen, see];
}

/** The page's clock, ticking while it has to. */
export function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    setNow(performance.now());
    if (!isTicking) return undefined;
    const timer = setInterval(() => setNow(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}
