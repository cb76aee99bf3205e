// The upstream of the behaviour script: a server on loopback that plays what the path of a request names, and says afterwards
// what became of each request. It runs in the Node of the driver, so that every runtime meets the same server.
//
//   POST /<run>/<step>,<step>,…/…   plays one step for each request of the run; the last one repeats
//   GET  /<run>                     the fates of the run's requests
import { createServer } from 'node:http';

const AT_ONCE = { 'retry-after-ms': '0' };
const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

const json = (response, status, body, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

const chunk = (delta, rest = {}) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: null, ...rest }] })}\n\n`;

const openStream = response => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
};

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

const completion = text => ({
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
  usage,
});

const partly = async response => {
  openStream(response);
  response.write(chunk({ role: 'assistant', content: 'one ' }));
  response.write(chunk({ content: 'two ' }));
  // What arrives together with a reset is lost.
  await pause(30);
};

/** What a request is answered with; a request for a whole answer gets a body that breaks off where a stream would. */
const STEPS = {
  ok(response, { stream, input }) {
    if (Array.isArray(input)) {
      const data = input.map((_, index) => ({ object: 'embedding', index, embedding: [index, 1, 2] }));
      return json(response, 200, { object: 'list', model: 'm', data, usage });
    }
    if (!stream) return json(response, 200, completion('one two'));
    openStream(response);
    response.write(chunk({ role: 'assistant', content: 'one ' }));
    response.write(chunk({ content: 'two' }));
    response.end(`${chunk({}, { finish_reason: 'stop' })}data: [DONE]\n\n`);
  },
  code2005: response =>
    json(
      response,
      400,
      {
        success: false,
        result: [],
        messages: [],
        error: [{ code: 2005, message: 'Failed to get response from provider' }],
      },
      AT_ONCE,
    ),
  error502(response, { stream }) {
    const error = { error: { code: 502, message: 'Provider returned error' } };
    if (!stream) return json(response, 200, error, AT_ONCE);
    openStream(response);
    response.end(`data: ${JSON.stringify(error)}\n\ndata: [DONE]\n\n`);
  },
  billing200: response =>
    json(response, 200, {
      error: { message: 'You exceeded your current quota', type: 'insufficient_quota', code: 'insufficient_quota' },
    }),
  wait: response => json(response, 503, { error: { message: 'down' } }, { 'retry-after': '2' }),
  down: response => json(response, 503, { error: { message: 'down' } }, AT_ONCE),
  reset: response => void response.socket.resetAndDestroy(),
  hang: () => {},
  silent: openStream,
  async cut(response, { stream }) {
    if (stream) await partly(response);
    else {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
      response.write(JSON.stringify(completion('one two')));
      await pause(30);
    }
    response.socket?.destroy();
  },
  async truncated(response, { stream }) {
    if (stream) await partly(response);
    else response.writeHead(200, { 'content-type': 'application/json' });
    response.end(stream ? '' : JSON.stringify(completion('one two')).slice(0, 60));
  },
  async stall(response) {
    await partly(response);
  },
};

export async function startUpstream() {
  /** @type {Map<string, { fate: string }[]>} */
  const runs = new Map();
  const server = createServer(async (request, response) => {
    const [, run = '', script = ''] = request.url.split('/');
    const requests = runs.get(run) ?? [];
    runs.set(run, requests);
    if (request.method === 'GET') return json(response, 200, requests);
    const record = { fate: 'open' };
    const steps = script.split(',');
    const step = steps[Math.min(requests.push(record) - 1, steps.length - 1)];
    response.on('close', () => {
      record.fate = response.writableFinished ? 'answered' : 'closed';
    });
    let body = '';
    for await (const part of request) body += part;
    await STEPS[step](response, JSON.parse(body));
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
