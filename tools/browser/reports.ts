/** Reports to look at: drills of real chains, small and good, broken, and as large and as wide as chains get. */
import { createOpenAI } from '@ai-sdk/openai';
import { ok, scenario, status } from '../../mocks/index.ts';
import { drillPage } from '../../src/cli/drill-report/page.ts';
import type { NamedReport } from '../../src/cli/drill-report/named-report.ts';
import { drill } from '../../src/drill/index.ts';
import { createFailover, type CreateFailoverOptions } from '../../src/index.ts';
import { createStage } from '../../test/drill/legs.ts';

async function reportOf(
  chain: string,
  options: (stage: ReturnType<typeof createStage>) => CreateFailoverOptions,
): Promise<NamedReport> {
  const stage = createStage();
  const model = createFailover({ clock: stage.clock, ...options(stage) });
  return { chain, ...(await stage.run(drill(model))) };
}

/** Nothing to change but what no chain can help. */
const good = (): Promise<NamedReport> =>
  reportOf('chat', stage => ({
    models: [stage.anthropic({ takesMs: 900 }), stage.openai({ takesMs: 600 })],
    hedge: { afterMs: 5_000 },
  }));

const NO_SUCH_MODEL = JSON.stringify({
  error: {
    message: 'The model `gpt-5` does not exist or you do not have access to it.',
    type: 'invalid_request_error',
    code: 'model_not_found',
  },
});

/** A fallback that never worked, behind a primary with no other way out. */
const broken = (): Promise<NamedReport> =>
  reportOf('support', stage => ({
    models: [
      stage.anthropic({ takesMs: 900, throughGateway: true }),
      stage.openai({
        takesMs: 300,
        throughGateway: true,
        steps: [status(404, { body: NO_SUCH_MODEL })],
      }),
    ],
    timeouts: { firstContentMs: 20_000 },
  }));

const VENDORS = ['openai', 'anthropic', 'google', 'bedrock', 'azure', 'mistral', 'groq', 'xai', 'deepseek', 'cohere'];

/** Ten legs, with names and model ids as long as those of inference profiles, some without a place to break. */
const wide = (): Promise<NamedReport> =>
  reportOf('everythingTheAssistantOfTheEuropeanStoreMayEverAsk', () => ({
    models: VENDORS.map((vendor, index) => ({
      model: createOpenAI({
        apiKey: 'unused',
        baseURL: `https://gateway.ai.cloudflare.com/v1/account/gateway-${index % 3}/${vendor}`,
        fetch: scenario([ok('pong')]).fetch,
        name: vendor,
      }).chat(`arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.${vendor}.large-20260930-v${index}:0`),
      ...(index === 1 && { name: 'a-name-without-spaces-that-somebody-wrote-for-every-dashboard-at-once-in-2026' }),
      ...(index === 2 && { name: 'der Rückfall für alle, die in Zürich an der Bahnhofstraße sitzen <und> warten' }),
    })),
  }));

/** The pages by name. */
export const pages = async (): Promise<ReadonlyMap<string, string>> =>
  new Map([
    ['good', drillPage([await good()])],
    ['broken', drillPage([await broken()])],
    ['wide', drillPage([await wide(), await good()])],
  ]);
