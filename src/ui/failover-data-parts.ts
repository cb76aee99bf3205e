/** What a chat page may show while a call is retried or goes to another model: transient parts of its UI message stream. */
import type { EventListener, FailoverEvent } from '../events.ts';
import type { FailureCategory } from '../failure.ts';
import { checkBoolean, checkKeys, optionError } from '../runtime/check-options.ts';
import { PLAIN_WORDS } from './plain-words.ts';

/** The data of a `data-failover` part. JSON only; without names of legs or models unless `legNames` is set. */
export interface FailoverData {
  /**
   * `retrying`: the same model is asked again. `waiting`: it shows nothing, and another one is asked beside it.
   * `switching`: another one is asked. `switched`: another one than the first answers.
   */
  status: 'retrying' | 'waiting' | 'switching' | 'switched';
  /** One sentence that a page may show as it is. */
  text: string;
  /** Why, if a failure is the reason. */
  category?: FailureCategory;
  /** Whether a part of the answer is there already: another model goes on where it broke off. */
  isMidAnswer: boolean;
  /** Milliseconds until the model is asked. */
  waitMs?: number;
  /** The legs' names. */
  from?: string;
  to?: string;
}

/** A part as it is written. */
export interface FailoverDataPart {
  type: 'data-failover';
  data: FailoverData;
  /** It is shown while it is true, and no part of the message that is kept. */
  transient: true;
}

/** The writer of a UI message stream, as far as it is used. */
export interface FailoverPartWriter {
  write(part: FailoverDataPart): void;
}

/** Options of {@link failoverDataParts}. */
export interface FailoverDataPartsOptions {
  /** Whether parts name the legs, which browsers then see. @default false */
  legNames?: boolean | undefined;
}

const OWNER = 'failoverDataParts';

/** A writer may be a proxy, or of another version: only what is called is asked for. */
function checkWriter(writer: unknown): void {
  const isWriter =
    typeof writer === 'object' &&
    writer !== null &&
    typeof (writer as Partial<FailoverPartWriter>).write === 'function';
  if (!isWriter) throw optionError(OWNER, 'writer', writer, 'the writer of createUIMessageStream');
}

/**
 * A listener for `onEvent` that writes a transient `data-failover` part whenever a call is retried, joined or goes to
 * another model, before its answer and in the midst of it. `useChat` hands them to `onData`.
 *
 * A writer belongs to one response: make the listener for it, or let a shared model's `onEvent` look it up in an
 * `AsyncLocalStorage`, in whose context it is called.
 *
 * @throws {TypeError} for what is no writer, an unknown option or a value that an option does not take
 */
export function failoverDataParts(writer: FailoverPartWriter, options: FailoverDataPartsOptions = {}): EventListener {
  checkWriter(writer);
  checkKeys(OWNER, '', options, ['legNames']);
  checkBoolean(OWNER, 'legNames', options.legNames);
  const { legNames = false } = options;
  /** The calls whose answer is on its way. */
  const begun = new Set<string | undefined>();

  return event => {
    if (event.type === 'call-end' && event.outcome === 'answered' && event.operation === 'stream')
      begun.add(event.callId);
    const data = dataOf(event, begun.has(event.callId) && event.type !== 'call-end');
    if (!data) return;
    const { from, to, ...shown } = data;
    const names = legNames ? { ...(from !== undefined && { from }), ...(to !== undefined && { to }) } : {};
    writer.write({ type: 'data-failover', data: { ...shown, ...names }, transient: true });
  };
}

function dataOf(event: FailoverEvent, isMidAnswer: boolean): FailoverData | undefined {
  switch (event.type) {
    case 'retry': {
      const { leg: from, waitMs, failure } = event;
      const { category } = failure;
      return {
        status: 'retrying',
        text: `${PLAIN_WORDS[category]}. Trying again.`,
        category,
        isMidAnswer,
        waitMs,
        from,
      };
    }
    case 'failover': {
      const { from, to, waitMs, failure } = event;
      const { category } = failure;
      const next = isMidAnswer ? 'Another model goes on.' : 'Asking another model.';
      return {
        status: 'switching',
        text: `${PLAIN_WORDS[category]}. ${next}`,
        category,
        isMidAnswer,
        waitMs,
        from,
        to,
      };
    }
    case 'hedge-start': {
      const { from, to } = event;
      return { status: 'waiting', text: 'The model is slow. Asking another one, too.', isMidAnswer, from, to };
    }
    case 'call-end': {
      const to = event.degraded ? event.servedBy?.leg : undefined;
      return to === undefined ? undefined : { status: 'switched', text: 'Another model answers.', isMidAnswer, to };
    }
    default:
      return undefined;
  }
}
