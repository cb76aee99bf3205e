/** Reads what a POST brings, within bounds: a stranger wrote it. */

export interface JobInput {
  prompt: string;
  system?: string;
  maxOutputTokens?: number;
}

const MAX_BODY_BYTES = 256 * 1024;
const MAX_OUTPUT_TOKENS = 64_000;

/** What is said to the client in place of a job. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Counts what comes, since a `Content-Length` need not be there. */
async function readText(request: Request): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new Refusal(413, `The body has more than ${MAX_BODY_BYTES} bytes.`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'The body is no JSON.');
  }
}

export async function readInput(request: Request): Promise<JobInput> {
  const body = parse(await readText(request));
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Refusal(400, 'The body takes an object with `prompt`.');
  const { prompt, system, maxOutputTokens, ...others } = body as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Refusal(400, `The body has an unknown field ${JSON.stringify(unknown)}.`);
  if (typeof prompt !== 'string' || prompt.trim() === '') throw new Refusal(400, '`prompt` takes a text.');
  if (system !== undefined && typeof system !== 'string') throw new Refusal(400, '`system` takes a text.');
  if (maxOutputTokens !== undefined && !isCount(maxOutputTokens))
    throw new Refusal(400, `\`maxOutputTokens\` takes a whole number from 1 to ${MAX_OUTPUT_TOKENS}.`);
  return { prompt, ...(system !== undefined && { system }), ...(maxOutputTokens !== undefined && { maxOutputTokens }) };
}

const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_OUTPUT_TOKENS;

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(bytes.subarray(0, 16), byte => byte.toString(16).padStart(2, '0')).join('');
}

export const fingerprintOf = ({ prompt, system, maxOutputTokens }: JobInput): Promise<string> =>
  digest(JSON.stringify([prompt, system, maxOutputTokens]));

/**
 * The job's name, and so its object's: the same key is the same job, without a list of keys anywhere. Who knows the key
 * can read the job; with users of your own, put the user's id before the key.
 */
export async function jobIdOf(request: Request): Promise<string> {
  const key = request.headers.get('idempotency-key');
  if (key === null) return crypto.randomUUID().replaceAll('-', '');
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw new Refusal(400, '`Idempotency-Key` takes 1 to 200 visible characters.');
  return digest(`key ${key}`);
}
