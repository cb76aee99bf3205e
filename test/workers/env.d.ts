/** The bindings of the test worker. */
declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import('./worker.ts');
  }
  interface Env {
    HEALTH: DurableObjectNamespace<import('./worker.ts').FailoverHealth>;
    BROKEN: DurableObjectNamespace<import('./worker.ts').BrokenHealth>;
  }
}
