/** Every example of the documentation compiles as it stands. */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { blocksOf, complaints } from './blocks.ts';

/** What the pages of docs take as given. */
const GIVEN = `
  declare const error: unknown;
  declare const anthropic: typeof import('@ai-sdk/anthropic').anthropic;
  declare const bedrock: typeof import('@ai-sdk/amazon-bedrock').bedrock;
  declare const openai: typeof import('@ai-sdk/openai').openai;
  declare const generateText: typeof import('ai').generateText;
  declare const streamText: typeof import('ai').streamText;
  declare const wrapLanguageModel: typeof import('ai').wrapLanguageModel;
  declare const createFailover: typeof import('ai-gateway-failover').createFailover;
  declare const failoverMiddleware: typeof import('ai-gateway-failover').failoverMiddleware;
  declare const gatewayErrorMiddleware: typeof import('ai-gateway-failover').gatewayErrorMiddleware;
  declare module 'cloudflare:workers' {
    export const env: {
      FAILOVER_HEALTH: import('ai-gateway-failover/durable-object').HealthNamespace;
      ANTHROPIC_API_KEY: string;
      OPENAI_API_KEY: string;
      AI: {
        gateway(name: string): {
          run(requests: unknown, options?: { signal?: AbortSignal }): Promise<Response>;
          getLog(logId: string): Promise<unknown>;
        };
      };
    };
    export class DurableObject<Env> {
      constructor(ctx: object, env: Env);
    }
    export function waitUntil(promise: Promise<unknown>): void;
  }
`;

/** Of pages whose programs are whole: React alone, which is not installed here. */
const REACT = `
  declare module 'react' {
    export function useState<State>(initial: State): [state: State, set: (state: State) => void];
  }
  declare module '@ai-sdk/react' {
    import type { AbstractChat, ChatInit, UIMessage } from 'ai';
    export function useChat<Message extends UIMessage = UIMessage>(
      options?: ChatInit<Message>,
    ): Pick<AbstractChat<Message>, 'messages' | 'status' | 'error' | 'sendMessage' | 'stop'>;
  }
  declare namespace JSX {
    interface Event { preventDefault(): void; currentTarget: { value: string } }
    interface Props {
      key?: string; role?: string; type?: string; value?: string; children?: unknown;
      onClick?: () => void; onChange?: (event: Event) => void; onSubmit?: (event: Event) => void;
    }
    interface ElementChildrenAttribute { children: {} }
    interface IntrinsicElements { main: Props; p: Props; form: Props; input: Props; button: Props }
  }
`;

const WHOLE = new Set(
  ['agents', 'nextjs', 'reasoning', 'structured-output', 'tenants', 'troubleshooting'].map(name => `docs/${name}.md`),
);

/** Its examples are tests, which are compiled where they stand; the rest is taken out of them. */
const OF_TESTS = `
  declare const expect: typeof import('vitest').expect;
  declare const upstream: import('ai-gateway-failover/msw').Scenario;
`;

const folder = new URL('../../docs/', import.meta.url);
const pages = readdirSync(folder)
  .filter(name => name.endsWith('.md'))
  .map(name => `docs/${name}`);

it.each<[string, string[], string]>([
  ['docs', pages.filter(page => page !== 'docs/contract-tests.md' && !WHOLE.has(page)), GIVEN],
  ['pages of whole programs, with nothing given', pages.filter(page => WHOLE.has(page)), REACT],
  ['docs/contract-tests.md', ['docs/contract-tests.md'], OF_TESTS],
])(
  'the examples of %s compile',
  (_, from, given) => {
    expect(from.flatMap(blocksOf).length).toBeGreaterThan(0);
    expect(complaints(from, given)).toEqual([]);
  },
  60_000,
);

it.each([
  ['node', (block: string) => !block.includes('ExportedHandler')],
  ['@cloudflare/workers-types', (block: string) => block.includes('ExportedHandler')],
])(
  'the programs of README.md compile as they stand, with the types of %s',
  (types, isFor) => {
    expect(blocksOf('README.md').filter(isFor)).not.toEqual([]);
    expect(complaints(['README.md'], '', { types: [types], isFor })).toEqual([]);
  },
  60_000,
);

it('notices what does not', () => {
  expect(complaints(['docs/timeouts.md'], '')).not.toEqual([]);
}, 60_000);
