/** A NAT in front of a loopback server: it forgets connections that idled for too long and then drops what they carry, without a word. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Nat extends AsyncDisposable {
  url: string;
  /** Chunks that it dropped. */
  dropped: number;
}

export async function startNat(port: number, forgetsAfterMs: number): Promise<Nat> {
  const open = new Set<Socket>();
  let dropped = 0;
  const server = createServer({ allowHalfOpen: true }, inside => {
    const outside = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let seenAt = Date.now();
    let isForgotten = false;
    const remembers = (): boolean => {
      isForgotten ||= Date.now() - seenAt > forgetsAfterMs;
      seenAt = Date.now();
      return !isForgotten;
    };
    for (const [from, to] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      open.add(from);
      from.on('error', () => {});
      from.on('data', chunk => void (remembers() ? to.write(chunk) : (dropped += 1)));
      from.on('end', () => void (remembers() && to.end()));
      from.on('close', () => open.delete(from));
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    get dropped() {
      return dropped;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
