/** The id under which the other side logged a request: the one that a person would search its logs for. */
import type { Evidence } from './evidence.ts';

/** Gateway before provider before edge: the first one present is shown. */
const HEADERS = [
  'cf-aig-log-id',
  // Where the gateway names no entry of its log, as its REST API does.
  'cf-aig-request-id',
  'x-litellm-call-id',
  'x-portkey-trace-id',
  'x-request-id',
  'request-id',
  'x-amzn-requestid',
  'apim-request-id',
  'x-ms-request-id',
  'x-generation-id',
  'x-vercel-id',
  'mistral-correlation-id',
  'x-trace-id',
];

/** The log id; undefined if the response names none. */
export function logIdOf(evidence: Pick<Evidence, 'headers' | 'requestId'>): string | undefined {
  for (const name of HEADERS) {
    const id = evidence.headers[name];
    if (id !== undefined && id !== '') return id;
  }
  return evidence.requestId ?? evidence.headers['cf-ray'];
}
