/** Runs every case twice, with the bare SDK and with the middleware. */
import { wrapLanguageModel } from 'ai';
// In a project of yours: import … from 'ai-gateway-failover'
import { createErrorAwareFetch } from '../../fetch/create-error-aware-fetch.ts';
import { gatewayErrorMiddleware } from '../../sdk/gateway-error-middleware.ts';
import { GROUPS, type Case } from './cases.ts';
import { MODELS } from './models.ts';
import { runCase, type Result } from './run-case.ts';
import { startUpstream, type Upstream } from './upstream.ts';

export interface Comparison extends Case {
  bare: Result;
  wrapped: Result;
}

async function compare(item: Case, server: Upstream): Promise<Comparison> {
  const connect = MODELS[item.model];
  const [first, second] = [server.play(item.steps), server.play(item.steps)];

  const bareModel = connect(first.url);
  // All that changes:
  const model = item.keepsErrors ? connect(second.url, createErrorAwareFetch()) : connect(second.url);
  const wrappedModel = wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() });

  const [bare, wrapped] = await Promise.all([
    runCase(item, bareModel, first.upstream),
    runCase(item, wrappedModel, second.upstream),
  ]);
  return { ...item, bare, wrapped };
}

export async function compareAll(): Promise<{ title: string; comparisons: Comparison[] }[]> {
  const server = await startUpstream();
  try {
    return await Promise.all(
      GROUPS.map(async ({ title, cases }) => ({
        title,
        comparisons: await Promise.all(cases.map(item => compare(item, server))),
      })),
    );
  } finally {
    await server[Symbol.asyncDispose]();
  }
}
