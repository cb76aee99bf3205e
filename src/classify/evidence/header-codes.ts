/** Codes in response headers: where the body has but a message, or nothing at all. */
import { collectGrpc } from './statuses/grpc-status.ts';
import { collectCode, collectMessage, type Signals } from './signals.ts';

/** Headers whose value begins with the error's name. */
const NAMES = [
  'x-amzn-errortype',
  'x-ms-error-code',
  'ngrok-error-code',
  'x-vercel-error',
  'x-squid-error',
  'x-error-code',
];

/** RFC 6750: `Bearer error="invalid_token", error_description="…"`. */
const CHALLENGE = /\berror="?([\w.-]{1,60})"?/;
const DESCRIPTION = /\berror_description="([^"]{1,300})"/;

export function readHeaderCodes(headers: Readonly<Record<string, string>>, signals: Signals): void {
  for (const name of NAMES) collectCode(signals, headers[name]?.split(/[\s,]/)[0]);
  const challenge = headers['www-authenticate'] ?? '';
  collectCode(signals, CHALLENGE.exec(challenge)?.[1]);
  const texts = [DESCRIPTION.exec(challenge)?.[1]];
  if (headers['grpc-status'] !== undefined && headers['grpc-status'] !== '0') {
    collectGrpc(signals, headers['grpc-status']);
    texts.push(decoded(headers['grpc-message']));
  }
  for (const text of texts) if (text) collectMessage(signals, text);
}

/** Trailers are percent-encoded. */
function decoded(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text);
  } catch {
    return text;
  }
}
