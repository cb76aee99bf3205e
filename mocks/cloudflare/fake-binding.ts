/** A fake of the Workers binding `env.AI`, which answers from a scenario. */

/** Options of a binding's calls that the fake honours. */
interface RunOptions {
  signal?: AbortSignal;
  returnRawResponse?: boolean;
}

/** What `env.AI.gateway(name)` gives. */
export interface FakeGatewayBinding {
  /** Sends one provider request or several, as one universal request. */
  run(requests: unknown, options?: RunOptions): Promise<Response>;
  /** The gateway's address, for a provider's `baseURL`. */
  getUrl(provider?: string): Promise<string>;
}

/** What `env.AI` gives, as far as `ai-gateway-provider` and `workers-ai-provider` use it. */
export interface FakeAiBinding {
  gateway(name: string): FakeGatewayBinding;
  /** Runs a Workers AI model: its `result`, a stream with `stream: true`, or a thrown error as the binding throws it. */
  run(model: string, inputs: unknown, options?: RunOptions): Promise<unknown>;
}

const GATEWAY = 'https://gateway.ai.cloudflare.com/v1/mock-account';
const WORKERS_AI = 'https://api.cloudflare.com/client/v4/accounts/mock-account/ai/run';

/** Answers a request; its body is given beside it, so that nobody has to wait for it to be read. */
type Respond = (request: Request, text: string) => Promise<Response>;

function post(respond: Respond, url: string, body: unknown, { signal }: RunOptions): Promise<Response> {
  const text = JSON.stringify(body);
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: text };
  return respond(new Request(url, signal === undefined ? init : { ...init, signal }), text);
}

/** The binding shows a failure as a plain `Error` whose message starts with the code. */
function bindingError(text: string, status: number): Error {
  let entry: { code?: unknown; message?: unknown } | undefined;
  try {
    const body = JSON.parse(text) as Record<string, unknown>;
    const list = (body['errors'] ?? body['error']) as unknown;
    entry = Array.isArray(list) ? list[0] : undefined;
  } catch {
    entry = undefined;
  }
  return new Error(
    entry === undefined ? `${status}: ${text}` : `${String(entry.code ?? status)}: ${String(entry.message)}`,
  );
}

/** Makes the fake. */
export function fakeBinding(respond: Respond): FakeAiBinding {
  return {
    gateway: name => ({
      run: async (requests, options = {}) =>
        post(respond, `${GATEWAY}/${name}`, Array.isArray(requests) ? requests : [requests], options),
      getUrl: async provider => `${GATEWAY}/${name}/${provider ?? ''}`,
    }),
    async run(model, inputs, options = {}) {
      const response = await post(respond, `${WORKERS_AI}/${model}`, inputs, options);
      if (options.returnRawResponse === true) return response;
      if (!response.ok) throw bindingError(await response.text(), response.status);
      if (response.headers.get('content-type')?.startsWith('text/event-stream')) return response.body;
      const body = (await response.json()) as { result?: unknown };
      return body.result ?? body;
    },
  };
}
