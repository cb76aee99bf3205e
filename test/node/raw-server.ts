/** An HTTP/1.1 server on bare sockets: it decides at each request, before answering, what becomes of the connection. */
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface RawRequest {
  /** Which connection of the server, from 1. */
  connection: number;
  /** Which request on that connection, from 1. */
  number: number;
  head: string;
  body: string;
}

export interface RawServer extends AsyncDisposable {
  url: string;
  port: number;
  connections: number;
  /** Sockets that are open. */
  open: Set<Socket>;
  /** Requests that arrived whole. */
  requests: RawRequest[];
}

/** What the server does at the first bytes of a request: `true` if it did something, `undefined` to go on. */
export type AtFirstBytes = (socket: Socket, connection: number, number: number) => true | undefined;

const answerHello = (socket: Socket, request: RawRequest): void =>
  void socket.write(answer(`hello ${request.connection}.${request.number}`));

export const answer = (body: string, headers = ''): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;

export async function startRawServer(
  respond: (socket: Socket, request: RawRequest) => void = answerHello,
  atFirstBytes: AtFirstBytes = () => undefined,
): Promise<RawServer> {
  const open = new Set<Socket>();
  const requests: RawRequest[] = [];
  let connections = 0;
  const server = createServer(socket => {
    const connection = ++connections;
    let number = 0;
    let received = '';
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => {});
    socket.on('data', chunk => {
      if (received === '') {
        number += 1;
        if (atFirstBytes(socket, connection, number)) return;
      }
      received += chunk.toString('latin1');
      const end = received.indexOf('\r\n\r\n');
      if (end === -1) return;
      const head = received.slice(0, end);
      const body = received.slice(end + 4);
      const length = /^content-length: (\d+)/im.exec(head)?.[1];
      const isWhole =
        length === undefined
          ? !/^transfer-encoding/im.test(head) || body.endsWith('0\r\n\r\n')
          : body.length >= Number(length);
      if (!isWhole) return;
      received = '';
      const request = { connection, number, head, body };
      requests.push(request);
      respond(socket, request);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    get connections() {
      return connections;
    },
    open,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
