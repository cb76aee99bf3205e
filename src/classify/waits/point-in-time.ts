/** Points in time: HTTP-dates, RFC 3339, and the looser forms of the latter that texts have. */
import { parseHttpDate } from './http-date.ts';

/** The source of a pattern: date, time, and the zone without which nobody knows when it is. */
export const POINT_IN_TIME: string = String.raw`(\d{4}-\d\d-\d\d)(?:T| at | )(\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d)(?!\w))?`;

const WHOLE = /* @__PURE__ */ new RegExp(`^${POINT_IN_TIME}$`, 'i');

/** Milliseconds since the epoch; undefined if the text is anything else, or has no zone and none is given. */
export function parsePointInTime(text: string, zoneless?: string): number | undefined {
  const [, date, minute, second = ':00', fraction = '', zone = zoneless] = WHOLE.exec(text.trim()) ?? [];
  if (date === undefined) return parseHttpDate(text);
  if (zone === undefined) return undefined;
  const offset = /^[a-z]/i.test(zone) ? 'Z' : zone.replace(/^(...)(\d\d)$/, '$1:$2');
  const time = Date.parse(`${date}T${minute}${second}${fraction.slice(0, 4)}${offset}`);
  return Number.isNaN(time) ? undefined : time;
}
