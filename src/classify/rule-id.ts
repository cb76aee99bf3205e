/** How a decision is signed: a vendor is named where the vendor is known, never because two share a word. */
import type { Evidence } from './evidence.ts';
import { originsOfName } from './evidence/host-origins.ts';

/** Origins that serve models themselves. Behind any other one, some vendor's word may come through. */
const VENDORS: ReadonlySet<string> = new Set(
  /* @__PURE__ */ `ai21 alibaba anthropic azure baidu bedrock cerebras cohere databricks deepinfra deepseek featherless
  fireworks github google groq huggingface hyperbolic iflytek minimax mistral moonshot nebius novita nvidia
  openai perplexity reka replicate sambanova sap scaleway snowflake stepfun together upstage volcengine
  watsonx writer xai zhipu`.split(/\s+/),
);

/** Whether a vendor that serves models itself owns this host. */
export const isHostOfVendor = (host: string | undefined): boolean =>
  originsOfName(host).some(origin => VENDORS.has(origin));

/** The rule's id; under a neutral name if another vendor answered by itself. */
export function ruleIdFor({ id, origin }: { id: string; origin: string }, { origins }: Evidence): string {
  const isElsewhere = origins.size > 0 && !origins.has(origin) && [...origins].every(found => VENDORS.has(found));
  return VENDORS.has(origin) && isElsewhere ? `shared:${id.slice(origin.length + 1)}` : id;
}
