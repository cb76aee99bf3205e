/** Keeps the end of the conversation in sight while it grows, unless its reader has scrolled away from it. */
import { useEffect, useRef } from 'react';

/** So near the end a reader is at it. */
const NEAR_PX = 200;

export function useFollow(messages: readonly unknown[], isBusy: boolean): void {
  const isFollowing = useRef(true);
  useEffect(() => {
    function look() {
      const { scrollHeight } = document.documentElement;
      isFollowing.current = scrollHeight - scrollY - innerHeight < NEAR_PX;
    }
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, []);
  useEffect(() => {
    if (isBusy) isFollowing.current = true;
  }, [isBusy]);
  useEffect(() => {
    if (messages.length > 0 && isFollowing.current) scrollTo({ top: document.documentElement.scrollHeight });
  }, [messages, isBusy]);
}
