/** Both models on a real server: each prompt gets an answer of its own, after the failures that it names. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scenario, type Scenario, type Script } from '../../mocks/index.ts';

export interface Upstream extends AsyncDisposable {
  claude: Scenario;
  gpt: Scenario;
  /** How often models were asked with a prompt. */
  askedFor(prompt: string): number;
  /** What the Worker needs to ask them. */
  bindings: Record<string, string>;
}

const promptOf = ({ body }: { body: unknown }): string => /"text":"([^"]*)"/.exec(JSON.stringify(body))![1]!;

async function pass(response: ServerResponse, answer: Response): Promise<void> {
  response.writeHead(answer.status, [...answer.headers].flat());
  response.flushHeaders();
  for await (const chunk of answer.body ?? [])
    await new Promise<void>(resolve => response.write(chunk, () => resolve()));
  response.end();
}

/** @param claude the steps for a prompt */
export async function startUpstream(claude: Script, gpt: Script): Promise<Upstream> {
  const models = {
    claude: scenario(claude, { byKey: promptOf, api: 'anthropic-messages' }),
    gpt: scenario(gpt, { byKey: promptOf, api: 'openai-responses' }),
  };
  const server = createServer(async (incoming, response) => {
    const left = new AbortController();
    response.on('close', () => left.abort());
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const name = incoming.url!.split('/')[1] as 'claude' | 'gpt';
    const request = new Request(`http://upstream${incoming.url}`, { method: 'POST', body, signal: left.signal });
    try {
      await pass(response, await models[name].respond(request));
    } catch {
      // A lost connection, on whichever side.
      response.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...models,
    askedFor: prompt =>
      [models.claude, models.gpt].flatMap(({ requests }) => requests).filter(({ key }) => key === prompt).length,
    bindings: {
      ANTHROPIC_BASE_URL: `${url}/claude/v1`,
      ANTHROPIC_API_KEY: 'sk-ant-secret-of-the-test',
      OPENAI_BASE_URL: `${url}/gpt/v1`,
      OPENAI_API_KEY: 'sk-secret-of-the-test',
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
