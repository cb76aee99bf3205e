/** HTTP-dates, in the three forms of RFC 9110 section 5.6.7 and no other; a day may lack its leading zero. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const IMF_FIXDATE = /^[A-Z][a-z]{2}, (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const RFC_850 = /^[A-Z][a-z]{5,8}, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;

/** Commas between the items of a list, and not the one after the day of a date. */
const BETWEEN_ITEMS = /(?<!\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}),/;

/** The items of a header that may have been combined from several; dates have commas of their own. */
export const splitHttpDates = (value: string): string[] => value.split(BETWEEN_ITEMS).map(item => item.trim());

/** Milliseconds since the epoch; undefined if the text is no HTTP-date. */
export function parseHttpDate(text: string): number | undefined {
  const value = text.trim();
  const fixed = IMF_FIXDATE.exec(value);
  if (fixed) return timeOf(Number(fixed[3]), fixed[2], fixed[1], fixed.slice(4, 7));
  const old = RFC_850.exec(value);
  if (old) return timeOf(fullYear(Number(old[3])), old[2], old[1], old.slice(4, 7));
  const asctime = ASCTIME.exec(value);
  return asctime ? timeOf(Number(asctime[6]), asctime[1], asctime[2], asctime.slice(3, 6)) : undefined;
}

/** A date that seems far ahead is one of the past; years are told apart as POSIX does it. */
const fullYear = (twoDigits: number): number => (twoDigits < 69 ? 2000 : 1900) + twoDigits;

function timeOf(year: number, month: string | undefined, day: string | undefined, clock: string[]): number | undefined {
  const monthIndex = MONTHS.indexOf(month ?? '');
  const [hours = 99, minutes = 99, seconds = 99] = clock.map(Number);
  const dayNumber = Number(day);
  if (monthIndex < 0 || dayNumber < 1 || dayNumber > 31 || hours > 23 || minutes > 59 || seconds > 60) return undefined;
  return Date.UTC(year, monthIndex, dayNumber, hours, minutes, seconds);
}
