/**
 * Words that speak of the server's own state, whatever status they travel with: behind a 4xx they are not the request's
 * fault, behind a 5xx some of them pass by no waiting.
 */
import { all, documented, type Matcher, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

const between =
  (from: number, to: number): Matcher =>
  ({ status }) =>
    status !== undefined && status >= from && status <= to;

const client = between(400, 499);
const server = between(500, 599);

/** The parts of a server that run a model. */
const PART = String.raw`(?:runner|worker|process|engine(?:core)?|backend|scheduler|replica|instance|container|pod|server|node|gpu|upstream|stub process|adapter|sandbox|subprocess|executor)`;
const DOWN = String.raw`(?:terminated|exited|crashed|died|dead|unhealthy|not (?:yet )?(?:healthy|ready|running|responding|started|alive|loaded)|shutting down|shut down|stopped|stopping|restarting|starting(?: up)?|unloaded|gone|unreachable|unresponsive|failed|hung|initializing|still (?:loading|starting|busy))`;

const partDown = new RegExp(
  String.raw`\b${PART}\b(?: (?:for|of) \S{1,60}){0,2}(?: \S{1,40}){0,4}? (?:is|are|was|has|have|had|been|unexpectedly|process)\b(?: (?:been|currently|now|still|unexpectedly|already)){0,2} ${DOWN}\b|\b${PART}(?: unexpectedly)? (?:terminated|exited|crashed|died|not (?:ready|healthy|running)|restarting)\b`,
  'i',
);

/** The model is on its way in or out of memory. */
const MODEL_DOWN =
  /\bmodels?\b(?: \S{1,80}){0,2}? (?:(?:is|are|was|were|has|have|been) ){0,2}(?:currently |still |now )?(?:unloaded|crashed|(?:not (?:yet )?|being |still |currently )(?:loaded|loading|warm(?:ed|ing)? up|ready|initialized)|warming up|restarting|sleeping|evicted|swapped out|offline)\b/i;
const QUEUE =
  /\b(?:queue|buffer|pool|slots?|batch)\b.{0,30}\b(?:is |are |was )?(?:full|exhausted|saturated|overflow\w{0,4})\b|\bno (?:free |idle |available )?(?:slots?|workers?|replicas?|gpus?|instances?)\b.{0,20}\bavailable\b|\bpreempted\b|\bkv[-_ ]?cache\b.{0,60}\b(?:full|exhausted|not enough|insufficient|no space)\b/i;
const MEMORY =
  /\bout of (?:(?:gpu|video|system|device|host|graphics) )?memory\b|\bOOM\b|\bcuda(?:malloc)?\b.{0,20}\b(?:error|failed)\b|\b(?:cuda|hip|metal|rocm|vulkan) error\b|\binsufficient (?:system |gpu |host )?(?:resources|memory)\b|\b(?:failed|unable|cannot|could not) to allocate (?:\w{1,20} ){0,2}memory\b/i;
const LOAD =
  /\b(?:failed|unable|unavailable|cannot|could not|couldn.t|error|errors?) (?:to )?(?:load|loading|start|starting|initializ(?:e|ing)|launch|spawn|reload)(?:ing)? (?:\S{1,40} ){0,3}?(?:models?|weights|llm|adapter|runner|engine|backend|worker|process)\b|\bmodel load(?:ing)? (?:has )?(?:failed|error|was stopped)\b|\bmodel (?:\S{1,60} )?failed to load\b/i;
const CONNECTION =
  /\b(?:connection|connect|socket|dial|channel|session)\b.{0,60}\b(?:refused|reset|lost|dropped|broken|aborted)\b|\b(?:upstream|backend|database|redis|cache)\b.{0,40}\b(?:unreachable|unavailable|not reachable|connection (?:error|failed))\b|\bchannel error\b/i;

/** What no waiting gives a server: memory that it does not have, a build, a flag, a setting. */
const NEVER_MEMORY =
  /\brequires? (?:at least |more )\S{0,12} ?(?:\w{1,10} ){0,3}?(?:system |gpu |video )?v?(?:memory|ram)\b|\bdo(?:es)?(?: not|n.t) fit (?:in|into|on) (?:\w{1,20} ){0,3}(?:memory|gpu|vram|device)\b|\bunable to load full model\b|\blarger than (?:the )?available (?:memory|vram)\b/i;
const NEVER_BUILT =
  /\bunsupported (?:model )?(?:architecture|quanti[sz]ation|model format|gguf|model type|operation|provider|api type|endpoint)\b|\bnot (?:compiled|built|installed)\b.{0,40}|\bincompatible with (?:your|this) version\b|\brequires? a newer version\b|\b(?:start|run|launch|restart|compile)\w{0,3} (?:it |the server |\w{1,20} )?with `?'?--?[a-z]|\brequires? `?'?--[a-z]|--[a-z][a-z-]{2,40}['`"]? (?:flag|option|argument)\b|\b(?:tools?|images?|vision|audio|embeddings?|grammar|endpoint|method|feature|streaming|function)\b.{0,40}\bnot implemented\b/i;
const NEVER_SET =
  /\b(?:provider|upstream|backend|route|channel|deployment|endpoint|api type|pipeline|credentials?)\b.{0,60}\b(?:is |are |was )?(?:not (?:been )?(?:configured|registered|set up|enabled)|unconfigured|misconfigured|unknown|disabled)\b|\b(?:invalid|missing|unknown|broken|incomplete) (?:\w{1,20} )?(?:config(?:uration)?|api type)\b|\bdisabled (?:by|in) (?:the |an? )?(?:admin\w{0,10}|config\w{0,10}|owner|settings)\b/i;
const NEVER_TRUSTED =
  /\bx509: |\bcertificate\b.{0,60}\b(?:verif\w{0,8} failed|unknown authority|has expired|is not (?:trusted|valid)|signed by|mismatch)|\bCERTIFICATE_VERIFY_FAILED\b|\bPKIX path\b|\bself[- ]signed certificate\b|\bTLS_error\b/i;
const NEVER_TAKEN =
  /\b(?:payload|body|request|input|image|message|file)\b.{0,20}\b(?:is |was )?too (?:big|large)\b|\bmessage larger than max\b|\b(?:failed|unable|could not|cannot|error) (?:to )?(?:pars|deserializ|decod|unmarshal)(?:e|ing)? (?:the )?(?:json )?(?:request|input|prompt|body)\b/i;

/** State of a conversation that only the vendor who wrote it can read: signatures, encrypted thoughts, items. */
const BOUND_STATE =
  /\b(?:thinking|thought|reasoning|encrypted|redacted)\w{0,20}\b.{0,80}\b(?:signature|could not be (?:verified|decrypted)|decrypt\w{0,5}|cannot be modified|corrupt\w{0,4}|invalid|malformed|missing|expired|without its required)\b|\b(?:invalid|missing|malformed|corrupt\w{0,4}|bad)\b.{0,40}\b(?:thought_?signature|signature\W{1,3}in|encrypted_content|redacted_thinking)\b|\bwithout its required (?:following|preceding) item\b|\bexpected `?(?:thinking|redacted_thinking)`?/i;

/** In an error that says what it is such a word counts at the beginning alone. */
const says = (...patterns: RegExp[]): Matcher[] => patterns.map(documented);

export const serverStateRules: Rules = rules('server', [
  // https://docs.vllm.ai/en/latest/usage/troubleshooting.html
  ['memory', all([client, server], NEVER_MEMORY), 'server-error model no-retry'],
  ['build', all([client, server], NEVER_BUILT), 'invalid-request model fallback'],
  ['setting', all(server, NEVER_SET), 'gateway-config provider'],
  ['trust', all([client, server], NEVER_TRUSTED), 'upstream-failure no-retry 502'],
  ['size', all(server, NEVER_TAKEN), 'invalid-request provider fallback'],
  // https://platform.claude.com/docs/en/build-with-claude/extended-thinking
  ['bound-state', all([400, 422], BOUND_STATE), 'invalid-request fallback'],
  ['queue', all(client, not([401, 402, 403, 429]), says(QUEUE)), 'overloaded'],
  ['load', all(client, not([401, 402, 403, 429]), says(LOAD)), 'server-error model'],
  ['out-of-memory', all(client, not([401, 402, 403, 429]), says(MEMORY)), 'server-error model'],
  ['down', all(client, not([401, 402, 403, 429]), says(partDown, MODEL_DOWN)), 'server-error model'],
  ['connection', all([400, 404, 422], says(CONNECTION)), 'upstream-failure'],
]);
