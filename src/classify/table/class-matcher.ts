/** A test of the classes that an error has, or names in its text, where nothing else is known of it. */
import { hasResponse } from '../evidence.ts';
import { classNames } from '../words/class-names.ts';
import type { Matcher } from './matchers.ts';

/** A class whose name has such a part, of an error without a status. */
export const classed =
  (part: RegExp): Matcher =>
  evidence =>
    evidence.status === undefined && !hasResponse(evidence) && classNames(evidence).some(name => part.test(name));
