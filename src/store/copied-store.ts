/**
 * A store of health over an engine that others share. It answers from copies at hand, asks for changes in the background
 * when it is read, and tells of transitions. An engine that fails, hangs or answers with junk leaves each process with what
 * it knows itself.
 */
import type { HealthStore, LegRecord } from '../health/health-store.ts';
import type { TokenStore } from '../health/retry-budget.ts';
import { createBoundedMap, type BoundedMap } from '../runtime/bounded-map.ts';
import type { MonotonicClock } from '../runtime/clock.ts';
import { BreakerCopies } from './breaker-copies.ts';
import { legId } from './leg-id.ts';
import { createPace, freshMs, type Pace } from './pace.ts';
import { readReply, type BreakerWrite, type Engine, type Reply } from './rows.ts';
import { createTokenCopies, type TokenCopies } from './token-copies.ts';
import { createWaitCopies, type WaitCopies } from './wait-copies.ts';

/** A {@link HealthStore} that shares waits, too, and retry budgets. */
export type SharedHealthStore = Required<HealthStore> & TokenStore;

export interface CopiedStoreOptions {
  /** Milliseconds between two questions for changes. */
  readonly refreshMs: number;
  readonly clock: MonotonicClock;
  readonly random: () => number;
}

/** Keys whose ids are remembered. */
const MAX_KEYS = 2_000;

class CopiedStore implements SharedHealthStore {
  private readonly engine: Engine;
  private readonly options: CopiedStoreOptions;
  private readonly pace: Pace;
  private readonly breakers: BreakerCopies;
  private readonly waits: WaitCopies;
  private readonly buckets: TokenCopies;
  private readonly ids: BoundedMap<string>;
  /** The version up to which everything is here. */
  private since = 0;

  constructor(engine: Engine, options: CopiedStoreOptions) {
    const { refreshMs, clock, random } = options;
    const now = () => clock.monotonic();
    // Drawn with the first write: on Workers nothing is random while modules load.
    let writer: string | undefined;
    this.engine = engine;
    this.options = options;
    this.pace = createPace(refreshMs, now);
    this.waits = createWaitCopies(now);
    this.buckets = createTokenCopies({ now, everyMs: refreshMs, send: (...change) => this.sendTokens(...change) });
    this.ids = createBoundedMap({ max: MAX_KEYS, now });
    this.breakers = new BreakerCopies({
      now,
      wallNow: () => clock.now(),
      writer: () => (writer ??= Math.floor(random() * 2 ** 48).toString(36)),
      grantMs: freshMs(refreshMs),
      isFresh: () => this.pace.isFresh(),
      send: write => this.send(write),
    });
  }

  isEmpty(): boolean {
    if (this.pace.isDue()) this.refresh();
    return this.breakers.isEmpty();
  }

  read(key: string, name?: string): LegRecord | undefined {
    if (this.isEmpty()) return undefined;
    return this.breakers.read(this.idOf(key), key, name);
  }

  write(key: string, record: LegRecord, isByHand = false): void {
    this.breakers.write(this.idOf(key), key, record, isByHand);
  }

  keys(): string[] {
    return this.breakers.keys();
  }

  waitMs(key: string): number {
    return this.waits.waitMs(() => this.idOf(key));
  }

  wait(key: string, ms: number): void {
    const id = this.idOf(key);
    if (!this.waits.isNews(id, ms) || this.pace.isDown()) return;
    void this.exchange(
      () => this.engine.putWait(id, Math.round(ms)),
      () => {},
    );
  }

  tokens(name: string, capacity: number): number {
    if (this.pace.isDue()) this.refresh();
    return this.buckets.left(this.idOf(`budget ${name}`), capacity);
  }

  addTokens(name: string, change: number, capacity: number): void {
    this.buckets.add(this.idOf(`budget ${name}`), change, capacity);
  }

  private sendTokens(id: string, change: number, capacity: number): boolean {
    if (this.pace.isDown()) return false;
    void this.exchange(
      () => this.engine.putTokens(id, change, capacity),
      reply => reply.tokens.forEach(row => this.buckets.take(row)),
      () => this.buckets.takeBack(id, change),
    );
    return true;
  }

  private idOf(key: string): string {
    let id = this.ids.get(key);
    if (id === undefined) this.ids.set(key, (id = legId(key)));
    return id;
  }

  private send(write: BreakerWrite): void {
    if (this.pace.isDown() && !write.isByHand) return;
    void this.exchange(
      () => this.engine.putBreaker(write),
      (reply, askedAt) => this.breakers.takeAnswer(write, reply.breakers[0], askedAt, reply.now),
    );
  }

  private refresh(): void {
    const askedAt = this.options.clock.monotonic();
    this.pace.asked();
    void this.exchange(
      () => this.engine.changes(this.since),
      (reply, wallAskedAt) => {
        let isWhole = true;
        for (const row of reply.breakers) isWhole = this.breakers.take(row, wallAskedAt, reply.now) && isWhole;
        for (const row of reply.waits) this.waits.take(row, askedAt, reply.now);
        for (const row of reply.tokens) this.buckets.take(row);
        // What could not be taken yet comes again.
        if (!isWhole) return;
        for (const { version } of [...reply.breakers, ...reply.waits, ...reply.tokens])
          this.since = Math.max(this.since, version);
      },
    );
  }

  /** Asks, and takes what comes. Nobody waits for it, and it never rejects. */
  private async exchange(
    ask: () => unknown,
    take: (reply: Reply, askedAt: number) => void,
    refused = () => {},
  ): Promise<void> {
    const askedAt = this.options.clock.now();
    let answer: unknown;
    try {
      answer = await ask();
    } catch {
      return refused();
    }
    try {
      const reply = readReply(answer);
      if (!reply) return;
      this.pace.answered();
      take(reply, askedAt);
    } catch {
      // As good as no answer.
    }
  }
}

export const createCopiedStore = (engine: Engine, options: CopiedStoreOptions): SharedHealthStore =>
  new CopiedStore(engine, options);
