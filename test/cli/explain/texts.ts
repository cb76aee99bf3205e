/** Failures as people paste them. */
import { inspect } from 'node:util';
import { rebuildError, streamText, type Case } from '../../../corpus/case.ts';
import type { Fixture } from '../../../mocks/fixtures/fixture.ts';

const headerLines = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');

/** What `curl -i` prints. */
export const curl = (status: number, headers: Readonly<Record<string, string>>, body: string): string =>
  `HTTP/1.1 ${status} Something\r\n${headerLines(headers)}\r\n${body}`;

/** What `curl -v` prints, both of its streams together. */
export const curlVerbose = (status: number, headers: Readonly<Record<string, string>>, body: string): string =>
  [
    '*   Trying 203.0.113.7:443...',
    '* Connected to 203.0.113.7 port 443',
    '> POST /v1/chat/completions HTTP/2',
    '> content-type: application/json',
    '>',
    `< HTTP/2 ${status} `,
    ...Object.entries(headers).map(([name, value]) => `< ${name}: ${value}`),
    '< ',
    body,
  ].join('\n');

export const bodyOfFixture = (fixture: Fixture): string =>
  fixture.body === undefined ? streamText(fixture.events) : fixture.body;

export function textOfCase({ wire }: Case): string {
  if (wire.kind === 'thrown') return inspect(rebuildError(wire.error));
  return curl(wire.status, wire.headers, wire.kind === 'sse' ? streamText(wire.events) : wire.body);
}
