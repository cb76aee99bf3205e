/**
 * Joins a continuation to the text before it: drops what the continuing model says again, so that no text is shown
 * twice.
 */

/** How far back a repetition is looked for. */
const REACH = 200;
/** A shorter repetition is more likely the author's. */
const SHORTEST = 12;

export interface OverlapTrimmer {
  /** What may be shown of the next piece of text. */
  push(delta: string): string;
  /** What was still held when the text ended. */
  end(): string;
}

/** @param shown the text so far, as it was shown */
export function trimOverlap(shown: string): OverlapTrimmer {
  const tail = shown.slice(-REACH);
  const endsInSpace = /\s$/.test(shown);
  let held: string | undefined = '';

  const release = (text: string) => {
    held = undefined;
    return text;
  };

  return {
    push(delta) {
      if (held === undefined) return delta;
      held += delta;
      // A prefill may not end in white space, so the model may say it again.
      const said = endsInSpace ? held.trimStart() : held;
      let mayGrow = said === '';
      for (let start = 0; start < tail.length; start += 1) {
        const suffix = tail.slice(start).trimEnd();
        if (suffix.length < SHORTEST) break;
        if (said.startsWith(suffix))
          return release(endsInSpace ? said.slice(suffix.length).trimStart() : said.slice(suffix.length));
        if (suffix.startsWith(said)) mayGrow = true;
      }
      return mayGrow ? '' : release(said);
    },
    end: () => (held === undefined ? '' : release(endsInSpace ? held.trimStart() : held)),
  };
}
