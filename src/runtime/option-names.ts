/** What a user meant by an option that does not exist: a slip, or the name that it has elsewhere. */

/**
 * Names of other packages and of the SDK: theirs, those of ours that may be meant, and what there is to say besides. A row
 * without a name of ours says where else it is set. Names are compared without case, separators and unit.
 */
const OTHERS: readonly (readonly [names: string, ours: string, besides?: string])[] = [
  ['fallback fallbacks model models to', 'to models'],
  ['maxretries', 'retries perLeg', ', or `maxRetries` where the model is called'],
  ['retry attempts', 'retries perLeg'],
  ['onerror onfallback onfailover onretry', 'onEvent'],
  ['firstchunk firsttoken', 'firstContentMs timeouts.firstContentMs'],
  ['chunk', 'idleMs'],
  ['step', 'attemptMs'],
  ['timeout', 'timeouts totalMs'],
  ['delay', 'afterMs baseDelayMs'],
  ['maxtokens', 'maxOutputTokens settings.maxOutputTokens'],
  ['abortsignal', '', 'it is set where the model is called'],
  ['apikey baseurl', '', 'it is set where the provider is made'],
  ['to models fallback fallbacks hedge health budget retries', '', 'failoverMiddleware takes it'],
];

/** A name as it is compared. */
const plain = (name: string) =>
  name
    .replaceAll(/[_\-\s]/g, '')
    .toLowerCase()
    .replace(/(?<=.)ms$/, '');

/** Whether two names differ in one place only: a letter or two, one of them in a short name unless two are swapped. */
function isSlip(given: string, name: string): boolean {
  let start = 0;
  while (start < given.length && given[start] === name[start]) start += 1;
  let end = 0;
  const most = Math.min(given.length, name.length) - start;
  while (end < most && given.at(-1 - end) === name.at(-1 - end)) end += 1;
  const [one, other] = [given.slice(start, given.length - end), name.slice(start, name.length - end)];
  const isSwapped = one.length === 2 && one === `${other[1]}${other[0]}`;
  return isSwapped || Math.max(one.length, other.length) <= (name.length < 7 ? 1 : 2);
}

/**
 * A question or a hint, or nothing.
 *
 * @param known names that are taken
 * @param nested names that are taken one level below, with their path
 */
export function meant(name: string, path: string, known: readonly string[], nested: readonly string[]): string {
  const given = plain(name);
  const ask = (ours: string, besides = '') => `did you mean \`${path}${ours}\`${besides}?`;
  const same = known.find(option => plain(option) === given);
  if (same !== undefined) return ask(same);
  for (const [names, ours, besides] of OTHERS) {
    if (!names.split(' ').includes(given)) continue;
    if (ours === '') return besides!;
    const option = ours.split(' ').find(one => known.includes(one) || nested.includes(one));
    if (option !== undefined) return ask(option, besides);
  }
  const near =
    nested.find(option => plain(option.slice(option.indexOf('.') + 1)) === given) ??
    known.find(option => isSlip(given, plain(option)));
  return near === undefined ? '' : ask(near);
}
