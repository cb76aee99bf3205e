/**
 * A store of health over an engine that others share. It answers from copies at hand, asks for changes in the background
 * when it is read, and tells of transitions. An engine that fails, hangs or answers with junk leaves each process with what
 * it knows itself.
 */
import type { HealthStore } from '../health/health-store.ts';
import { createBoundedMap } from '../runtime/bounded-map.ts';
import type { MonotonicClock } from '../runtime/clock.ts';
import { BreakerCopies } from './breaker-copies.ts';
import { legId } from './leg-id.ts';
import { createPace, freshMs } from './pace.ts';
import { readReply, type BreakerWrite, type Engine, type Reply } from './rows.ts';
import { createWaitCopies } from './wait-copies.ts';

/** A {@link HealthStore} that shares waits, too. */
export type SharedHealthStore = Required<HealthStore>;

export interface CopiedStoreOptions {
  /** Milliseconds between two questions for changes. */
  readonly refreshMs: number;
  readonly clock: MonotonicClock;
  readonly random: () => number;
}

/** Keys whose ids are remembered. */
const MAX_KEYS = 2_000;

export function createCopiedStore(engine: Engine, { refreshMs, clock, random }: CopiedStoreOptions): SharedHealthStore {
  const now = () => clock.monotonic();
  const wallNow = () => clock.now();
  const pace = createPace(refreshMs, now);
  const ids = createBoundedMap<string>({ max: MAX_KEYS, now });
  const waits = createWaitCopies(now);
  let since = 0;
  // Drawn with the first write: on Workers nothing is random while modules load.
  let writer: string | undefined;

  function idOf(key: string): string {
    let id = ids.get(key);
    if (id === undefined) ids.set(key, (id = legId(key)));
    return id;
  }

  /** Asks, and takes what comes. Nobody waits for it, and it never rejects. */
  async function exchange(ask: () => unknown, take: (reply: Reply, askedAt: number) => void): Promise<void> {
    const askedAt = wallNow();
    try {
      const reply = readReply(await ask());
      if (!reply) return;
      pace.answered();
      take(reply, askedAt);
    } catch {
      // As good as no answer.
    }
  }

  const breakers = new BreakerCopies({
    now,
    wallNow,
    writer: () => (writer ??= Math.floor(random() * 2 ** 48).toString(36)),
    grantMs: freshMs(refreshMs),
    isFresh: () => pace.isFresh(),
    send(write: BreakerWrite) {
      if (pace.isDown() && !write.isByHand) return;
      void exchange(
        () => engine.putBreaker(write),
        (reply, askedAt) => breakers.takeAnswer(write, reply.breakers[0], askedAt, reply.now),
      );
    },
  });

  /** Asks for changes if it is time. */
  function refresh(): void {
    if (!pace.isDue()) return;
    pace.asked();
    const asked = now();
    void exchange(
      () => engine.changes(since),
      (reply, askedAt) => {
        let isWhole = true;
        for (const row of reply.breakers) isWhole = breakers.take(row, askedAt, reply.now) && isWhole;
        for (const row of reply.waits) waits.take(row, asked, reply.now);
        // What could not be taken yet comes again.
        if (isWhole)
          since = [...reply.breakers, ...reply.waits].reduce((last, row) => Math.max(last, row.version), since);
      },
    );
  }

  return {
    read(key, name) {
      refresh();
      return breakers.read(() => idOf(key), key, name);
    },
    write: (key, record, isByHand = false) => breakers.write(idOf(key), key, record, isByHand),
    keys: () => breakers.keys(),
    waitMs: key => waits.waitMs(() => idOf(key)),
    wait(key, ms) {
      const id = idOf(key);
      if (!waits.isNews(id, ms) || pace.isDown()) return;
      void exchange(
        () => engine.putWait(id, Math.round(ms)),
        () => {},
      );
    },
  };
}
