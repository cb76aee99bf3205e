/**
 * A NAT in front of a server on loopback. A connection that carried nothing for too long is forgotten: what comes on it
 * from then on is dropped, and neither end is told, by no FIN and no RST.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Nat extends AsyncDisposable {
  url: string;
}

export interface NatOptions {
  port: number;
  forgetsAfterMs: number;
  /** What it does, in words. */
  note(what: string): void;
}

export async function startNat({ port, forgetsAfterMs, note }: NatOptions): Promise<Nat> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, inside => {
    const outside = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let seenAt = performance.now();
    let isForgotten = false;
    let isNew = true;
    const remembers = (): boolean => {
      isForgotten ||= performance.now() - seenAt > forgetsAfterMs;
      seenAt = performance.now();
      return !isForgotten;
    };
    inside.on('data', (chunk: Buffer) => {
      const isPassed = remembers();
      if (isPassed) outside.write(chunk);
      // A request may come in several chunks; it begins with its method.
      if (!chunk.toString('latin1', 0, 5).startsWith('POST ')) return;
      note(`request on a ${isNew ? 'new' : 'kept'} connection${isPassed ? '' : ': the NAT drops it'}`);
      isNew = false;
    });
    outside.on('data', chunk => void (remembers() && inside.write(chunk)));
    for (const [from, to] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('end', () => void (remembers() && to.end()));
      from.on('close', () => sockets.delete(from));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
