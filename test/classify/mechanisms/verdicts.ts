/** Tables of samples: what came, and the verdict in one line. */
import { expect, test } from 'vitest';
import { classify } from '../../../src/classify/classify.ts';
import { apiCallError, label } from '../api-call-error.ts';

/** Status, body, verdict, headers. */
export type Sample = readonly [
  name: string,
  status: number,
  body: unknown,
  expected: string,
  headers?: Record<string, string>,
];

/** One test for each sample. */
export function judges(samples: readonly Sample[]): void {
  test.each(samples.map(([name, status, ...rest]) => ({ name, status, rest })))(
    '$name ($status)',
    ({ status, rest }) => {
      const [body, expected, headers] = rest;
      expect(label(classify(apiCallError(status, body, headers)))).toBe(expected);
    },
  );
}

/** Message, verdict, class, further fields of the error. */
export type Thrown = readonly [
  message: string,
  expected: string,
  name?: string,
  fields?: Readonly<Record<string, unknown>>,
];

/** One test for each error that a client throws. */
export function judgesThrown(samples: readonly Thrown[]): void {
  test.each(samples.map(([message, expected, name = 'Error', fields = {}]) => ({ message, expected, name, fields })))(
    '$name: $message',
    ({ message, expected, name, fields }) => {
      expect(label(classify(Object.assign(new Error(message), { name, ...fields })))).toBe(expected);
    },
  );
}
