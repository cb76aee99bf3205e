/** Another stream in place of one that broke off: asked for, joined to the text so far, read, and left. */
import type { Continue } from './continue-with.ts';
import { joinParts } from './join-parts.ts';
import type { StreamPart } from './sdk-model.ts';
import { textOf } from './stream-progress.ts';

export interface Takeover {
  /** Notes a part that the consumer is shown. */
  shows(part: StreamPart): void;
  /** Whether another stream goes on. */
  readonly hasStream: boolean;
  /**
   * Asks for another stream.
   *
   * @param openId the text block that is still open
   * @returns whether one goes on
   */
  start(error: unknown, openId: string): Promise<boolean>;
  /** The next parts that have anything to say; `undefined` at the end. */
  next(): Promise<StreamPart[] | undefined>;
  /** Ends it, also while it is being asked for. */
  leave(reason: unknown): Promise<void>;
}

export function createTakeover(continueWith: Continue, held: readonly StreamPart[]): Takeover {
  const gone = new AbortController();
  let shown = held.map(textOf).join('');
  let reader: ReadableStreamDefaultReader<StreamPart> | undefined;
  let join: (part: StreamPart) => StreamPart[];
  return {
    shows: part => void (shown += textOf(part)),
    get hasStream() {
      return reader !== undefined;
    },
    async start(error, openId) {
      const stream = await continueWith(shown, error, gone.signal);
      if (gone.signal.aborted) await stream?.cancel(gone.signal.reason);
      if (!stream || gone.signal.aborted) return false;
      join = joinParts(shown, openId);
      reader = stream.getReader();
      return true;
    },
    async next() {
      for (;;) {
        const { done, value } = await reader!.read();
        if (done) return undefined;
        const parts = join(value);
        if (parts.length > 0) return parts;
      }
    },
    async leave(reason) {
      if (reader) await reader.cancel(reason);
      else gone.abort(reason);
    },
  };
}
