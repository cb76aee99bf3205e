/** Removes secrets from all that is printed: what looks like a credential, and what the environment holds as one. */
import { READ_CHARS, redactText, REDACTED } from '../../secrets/text.ts';

/** Names of variables that hold credentials. */
const NAMED =
  /key|token|secret|passw|credential|auth|cookie|private|signature|jwt|dsn|conn|(?:^|_)(?:pat|pwd|url|uri)(?:$|_)/i;
/** A shorter value may be a word that stands anywhere. */
const LEAST_CHARS = 6;
/** A value that says nothing: a switch, a number, a path. */
const PLAIN = /^(?:true|false|\d{1,9}|[./~][\w./-]*|https?:\/\/[\w.-]+(?::\d+)?\/?)$/i;

export type Clean = (text: string) => string;

/** The forms in which a value may stand in a text. */
const formsOf = (value: string): string[] => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];

export type Environment = Readonly<Record<string, string | undefined>>;

export function cleanerFor(...environments: readonly Environment[]): Clean {
  const values = environments
    .flatMap(environment => Object.entries(environment))
    .filter(([name, value]) => NAMED.test(name) && value !== undefined && value.length >= LEAST_CHARS)
    .flatMap(([, value]) => (PLAIN.test(value!) ? [] : formsOf(value!)));
  // The longest first: one may be the beginning of another.
  const secrets = [...new Set(values)].toSorted((one, other) => other.length - one.length);
  const withoutValues: Clean = text => secrets.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);
  return text => {
    const known = withoutValues(text);
    // Some secrets have several lines. Then line by line: of one text only a beginning is looked at.
    const whole = known.length <= READ_CHARS ? redactText(known) : known;
    return whole.split('\n').map(redactText).join('\n');
  };
}

/**
 * For an environment that changes: variables come from a file that is read later, and a module may delete its own once it
 * has read them.
 */
export function changingCleaner(environment: Environment): Clean {
  const before = { ...environment };
  return text => cleanerFor(before, environment)(text);
}

/**
 * What moves the cursor, colours or renames a terminal, and what turns lines around: an upstream may write it. Lines and
 * tabs stay.
 */
// oxlint-disable-next-line no-control-regex -- they are what is removed
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** Cleans what somebody else wrote, and makes it plain: a credential may come out only by that. */
export function plainly(text: string, clean: Clean): string {
  const cleaned = clean(text);
  const plain = cleaned.replaceAll(CONTROL, '');
  return plain === cleaned ? plain : clean(plain);
}

/** A copy of plain data whose texts are clean, and nothing but texts. */
export function cleanData<Value>(value: Value, clean: Clean): Value {
  if (typeof value === 'string') return plainly(value, clean) as Value;
  if (Array.isArray(value)) return value.map(item => cleanData<unknown>(item, clean)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [plainly(key, clean), cleanData<unknown>(item, clean)]),
  ) as Value;
}
