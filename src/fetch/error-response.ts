/** Makes an error of a response that claims success and holds one; what the body says decides, as in `classify`. */
import { readError } from '../classify/read-error.ts';
import { WIRE_STATUS_HEADER } from '../classify/evidence/response-headers.ts';
import { closedHead } from '../redact/json.ts';
import type { Head } from './read-head.ts';

/** For an error that names no status of its own: what stands behind the server failed. */
const BAD_GATEWAY = 502;

/** Headers of the body as it was sent; this one is another, and decoded. */
const OF_THE_BODY = ['content-length', 'content-encoding', 'transfer-encoding'];

/** What a package shows for a body that it does not understand. Names no status: the wire had none of an error. */
const STATUS_TEXT = 'An error occurred';

/** What was cut is closed, so that provider packages can parse it. */
const bodyOf = ({ text, isCut }: Head): string => (isCut ? closedHead(text) : undefined) ?? text;

/** The status of the error that a body is; `undefined` if it is none. */
function statusOf({ status: wireStatus, headers }: Response, body: string): number | undefined {
  const response = { status: wireStatus, headers: Object.fromEntries(headers), body };
  const { shape, status = BAD_GATEWAY } = readError(undefined, { response }).evidence;
  return shape === 'error' || shape === 'html' ? status : undefined;
}

/** Whether a whole document is no error. */
export const isNoError = (response: Response, document: string): boolean => statusOf(response, document) === undefined;

/** The error that the beginning of a body shows; `undefined` if it shows none. */
export function errorResponse(response: Response, head: Head): Response | undefined {
  const whole = bodyOf(head);
  // What follows an error, such as a stream's `[DONE]`, may make of both together what no one reads.
  const body = [whole, head.document].find(text => text !== undefined && statusOf(response, text) !== undefined);
  const status = body === undefined ? undefined : statusOf(response, body);
  if (status === undefined) return undefined;
  const headers = new Headers(response.headers);
  for (const name of OF_THE_BODY) headers.delete(name);
  headers.set(WIRE_STATUS_HEADER, String(response.status));
  return new Response(body, {
    status: status >= 400 && status <= 599 ? status : BAD_GATEWAY,
    statusText: STATUS_TEXT,
    headers,
  });
}
