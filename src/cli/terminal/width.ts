/** How much room a text takes on a terminal, whose letters are of one width, of two, or of none. */

/** What adds nothing to the letter before it. */
const NONE = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
/** Scripts of East Asia, and pictures. */
const WIDE =
  /^(?:[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F)/u;
const PLAIN = /^[\u0020-\u007E]*$/;

const segmenter: Intl.Segmenter = new Intl.Segmenter();

/** A text in what is seen as one letter each. */
export const lettersOf = (text: string): string[] =>
  PLAIN.test(text) ? [...text] : Array.from(segmenter.segment(text), ({ segment }) => segment);

const widthOfLetter = (letter: string): number => (WIDE.test(letter) ? 2 : NONE.test(letter) ? 0 : 1);

/** Columns that a text takes. */
export const widthOf = (text: string): number =>
  PLAIN.test(text) ? text.length : lettersOf(text).reduce((sum, letter) => sum + widthOfLetter(letter), 0);

/** The beginning of a text that fits in so many columns, at least one letter of it. */
export function beginningWithin(text: string, width: number): string {
  let taken = '';
  let room = width;
  for (const letter of lettersOf(text)) {
    room -= widthOfLetter(letter);
    if (room < 0 && taken !== '') break;
    taken += letter;
  }
  return taken;
}
