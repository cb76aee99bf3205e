/** The bindings of the test worker. */
declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import('./worker.ts');
  }
  interface Env {
    FAILOVER_HEALTH: DurableObjectNamespace<import('./worker.ts').FailoverHealth>;
    ANTHROPIC_API_KEY: string;
    OPENAI_API_KEY: string;
    HEALTH: DurableObjectNamespace<import('./worker.ts').FailoverHealth>;
    BROKEN: DurableObjectNamespace<import('./worker.ts').BrokenHealth>;
  }
}
