/** A stream that is forwarded to a consumer, for an owner that only writes down what it is told. */
import { forward, startForwarding } from '../../src/stream/forward.ts';
import type { Continue, ForwardEnd, StreamDecorator, StreamHost, StreamOwner } from '../../src/stream/forwarding.ts';
import { expireStream } from '../../src/stream/source-end.ts';
import type { StreamPart } from '../../src/sdk-types.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { createPartSource } from '../support/part-source.ts';

export interface ForwardOptions {
  headers?: Record<string, string>;
  idleMs?: number;
  maxHeldParts?: number;
  failOnRefusal?: boolean;
  decorator?: StreamDecorator;
  continueWith?: Continue<StreamOwner>;
  /** What the model gave instead of the source's stream. */
  stream?: ReadableStream<StreamPart>;
  hooks?: Partial<StreamHost>;
}

export function startForward(options: ForwardOptions = {}) {
  const { headers, idleMs, maxHeldParts = 1_000, failOnRefusal = false, decorator, continueWith, hooks } = options;
  const clock = createManualClock();
  const source = createPartSource();
  const opened = Promise.withResolvers<ReadableStream<StreamPart>>();
  const seen: { state: 'held' | 'opened' | 'failed'; error?: unknown } = { state: 'held' };
  const ends: ForwardEnd[] = [];
  /** What the owner was asked to judge, in order. */
  const judged: unknown[] = [];
  let committed = 0;
  const owner: StreamOwner = {
    startedAt: clock.now(),
    limits: { idleMs },
    firstContentMs: undefined,
    firstContentAt: clock.now() + 1_000,
    usage: undefined,
    idleAt: Infinity,
  };
  const host: StreamHost = {
    now: clock.now,
    maxHeldParts,
    failOnRefusal,
    thrown(_, error) {
      judged.push(error);
      return { classified: error };
    },
    found(_, { rule }) {
      judged.push(rule);
      return { found: rule };
    },
    unknownReason: (_, raw) => void judged.push(raw),
    committed: () => void (committed += 1),
    decorator: () => decorator,
    opened(_, stream) {
      seen.state = 'opened';
      opened.resolve(stream);
    },
    failed(_, error) {
      Object.assign(seen, { state: 'failed', error });
      opened.reject(error);
    },
    armIdle(_, now) {
      clock.setTimeout(() => {
        if (owner.idleAt <= clock.now()) expireStream(forwarded, { found: 'timeout:idleMs' });
      }, owner.idleAt - now);
    },
    broken: () => {},
    over: (_, end) => void ends.push(end),
    continuation: () => continueWith,
    ...hooks,
  };
  opened.promise.catch(() => {});
  const forwarded = forward(options.stream ?? source.result.stream, owner, host, { headers });
  return {
    clock,
    source,
    owner,
    forwarded,
    seen,
    ends,
    judged,
    get committed() {
      return committed;
    },
    /** The stream that the consumer gets; rejects if it failed before. */
    stream: opened.promise,
    start(isHeld = true) {
      startForwarding(forwarded, isHeld);
      return opened.promise;
    },
  };
}
