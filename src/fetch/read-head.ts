/** Reads the beginning of a body, no more of it than is asked for, and not beyond the caller's abort. */
import { systemClock } from '../runtime/clock.ts';
import { LATE, waitFor } from '../runtime/wait-for.ts';
import { endOfDocument, newScan, type DocumentScan } from './first-document.ts';

export interface Head {
  readonly text: string;
  /** Whether the body may go on. */
  readonly isCut: boolean;
  /** The first JSON document of the body, if it is complete: an error. */
  readonly document: string | undefined;
}

/** With what pages begin, and JSON documents and pages. */
const PAGE = '<';
const BEGINNINGS = `{[${PAGE}`;

/**
 * @param passes whether the first JSON document of the body, once it is complete, is no error
 * @returns `undefined` for a body that begins neither like a document nor like a page, or with a document that passes: the
 * rest of it is not waited for
 * @throws what the body fails with; the signal's own reason when it aborts first
 */
export async function readHead(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
  signal: AbortSignal | undefined,
  passes: (document: string) => boolean,
): Promise<Head | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let left = maxBytes;
  let hasBegun = false;
  let scan: DocumentScan | undefined;
  let document: string | undefined;
  for (;;) {
    const read = await waitFor(reader.read(), { clock: systemClock, ms: Infinity, signal });
    if (read === LATE || read.done) return { text: text + decoder.decode(), isCut: false, document };
    const piece = decoder.decode(read.value.subarray(0, left), { stream: true });
    const first: string | undefined = hasBegun ? undefined : /\S/.exec(piece)?.[0];
    if (first !== undefined && !BEGINNINGS.includes(first)) return undefined;
    hasBegun ||= first !== undefined;
    if (first !== undefined && first !== PAGE) scan = newScan();
    const end = scan && endOfDocument(scan, piece);
    if (end !== undefined) {
      document = text + piece.slice(0, end);
      if (passes(document)) return undefined;
      // An error is kept whole, with what follows it.
      scan = undefined;
    }
    text += piece;
    left -= read.value.byteLength;
    if (left <= 0) return { text, isCut: true, document };
  }
}
