/** What somebody pasted, taken apart: the same facts as an error of the SDK has them. */

/** Something in the text that may be the failure. */
export interface Candidate {
  /** What it looks like, in words. */
  form: string;
  /** A thrown value, or absent for a response. */
  error?: unknown;
  response?: { status?: number; headers?: Record<string, string>; body?: unknown };
  /** Where it came from, if the text says so. */
  url?: string;
  /** Whether its form alone says that something failed, so that it is explained even if no rule knows it. */
  isFailure: boolean;
}

/** An error as the SDK throws it for a response. */
export function errorOf(
  status: number | undefined,
  headers: Record<string, string> | undefined,
  body: string | undefined,
  message = '',
): Error {
  const error = new Error(message);
  error.name = status === undefined && body === undefined ? 'Error' : 'AI_APICallError';
  return Object.assign(error, {
    ...(status !== undefined && { statusCode: status }),
    ...(headers !== undefined && { responseHeaders: headers }),
    ...(body !== undefined && { responseBody: body }),
  });
}

/** A response, failed or not. */
export function responseCandidate(
  form: string,
  status: number | undefined,
  headers: Record<string, string>,
  body: string,
): Candidate {
  return status !== undefined && status >= 400
    ? { form, error: errorOf(status, headers, body), isFailure: true }
    : { form, response: { ...(status !== undefined && { status }), headers, body }, isFailure: status !== undefined };
}
