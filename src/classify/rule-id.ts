/** How a decision is signed: a vendor is named where the vendor is known, never because two share a word. */
import type { Evidence } from './evidence.ts';
import type { Verdict } from '../failure.ts';
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

/** Codes of a refused credential that more than one vendor documents: of OAuth, gRPC, and what was copied from OpenAI. */
const SHARED_CODES: ReadonlySet<string> = new Set(
  'authentication_error unauthenticated unauthorized invalid_grant invalid_api_key'.split(' '),
);

const NO_TEXTS: readonly string[] = [];

/** The rule that decided. */
interface Decided {
  readonly id: string;
  readonly origin: string;
  readonly match: (evidence: Evidence) => boolean;
  readonly failure: Pick<Verdict, 'category'>;
}

/** Whether the rule holds by what nobody else writes: "Incorrect API key provided" is said by half of all hosts. */
const isByOwnCode = ({ match }: Decided, evidence: Evidence): boolean =>
  match({
    ...evidence,
    messages: NO_TEXTS,
    sentences: NO_TEXTS,
    words: new Set([...evidence.words].filter(word => !SHARED_CODES.has(word))),
  });

/** The rule's id; under a neutral name if another vendor answered by itself, or only a refused key's words are known. */
export function ruleIdFor(rule: Decided, evidence: Evidence): string {
  const { id, origin, failure } = rule;
  const { origins } = evidence;
  if (!VENDORS.has(origin) || origins.has(origin)) return id;
  const isElsewhere = origins.size > 0 && [...origins].every(found => VENDORS.has(found));
  const isGuess = failure.category === 'auth' && !isByOwnCode(rule, evidence);
  return isElsewhere || isGuess ? `shared:${id.slice(origin.length + 1)}` : id;
}
