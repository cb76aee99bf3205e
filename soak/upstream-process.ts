/** Starts the upstreams, asks what they saw, and stops them. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProviderName } from './play-fault.ts';
import type { FromUpstreams, Seen } from './upstreams.ts';

export interface UpstreamProcess {
  urls: Record<ProviderName, string>;
  seen(): Promise<Seen>;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
}

export async function startUpstreams(seed: number): Promise<UpstreamProcess> {
  const child = fork(fileURLToPath(new URL('upstreams.ts', import.meta.url)), [String(seed)]);
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const next = <Type extends FromUpstreams['type']>(type: Type) =>
    new Promise<Extract<FromUpstreams, { type: Type }>>((resolve, reject) => {
      child.once('message', message => resolve(message as Extract<FromUpstreams, { type: Type }>));
      void gone.then(() => reject(new Error(`The upstreams ended before they were ${type}`)));
    });
  const { urls } = await next('ready');
  return {
    urls,
    async seen() {
      const answer = next('seen');
      child.send('seen');
      return (await answer).seen;
    },
    async stop() {
      child.disconnect();
      await gone;
    },
  };
}
