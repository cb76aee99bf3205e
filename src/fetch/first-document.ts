/**
 * Finds where the first JSON document of a text ends that comes in pieces: lines of JSON are documents, of which the first
 * says whether the body is an answer. Looks at brackets and strings alone; what is no JSON has an end, too, or none.
 */
export interface DocumentScan {
  depth: number;
  isInText: boolean;
  /** The next character belongs to an escape. */
  isEscaped: boolean;
}

const QUOTE = 34;
const BACKSLASH = 92;
const isOpening = (code: number) => code === 123 || code === 91;
const isClosing = (code: number) => code === 125 || code === 93;

export const newScan = (): DocumentScan => ({ depth: 0, isInText: false, isEscaped: false });

/**
 * Goes on with the next piece.
 *
 * @returns the place after the document's last bracket; `undefined` if it goes on
 */
export function endOfDocument(scan: DocumentScan, piece: string): number | undefined {
  for (let index = 0; index < piece.length; index += 1) {
    const code = piece.charCodeAt(index);
    if (scan.isEscaped) scan.isEscaped = false;
    else if (scan.isInText) {
      if (code === BACKSLASH) scan.isEscaped = true;
      else if (code === QUOTE) scan.isInText = false;
    } else if (code === QUOTE) scan.isInText = true;
    else if (isOpening(code)) scan.depth += 1;
    else if (isClosing(code)) {
      scan.depth -= 1;
      if (scan.depth <= 0) return index + 1;
    }
  }
  return undefined;
}
