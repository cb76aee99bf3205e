/**
 * Words that speak of the server's own state, whatever status they travel with: behind a 4xx they are not the request's
 * fault, behind a 5xx some of them pass by no waiting.
 */
import { all, documented, type Matcher, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** An error event has no status. Who was refused access or is throttled hears of a state in passing. */
const client: Matcher = ({ status }) =>
  status === undefined || (status > 399 && status < 500 && ![401, 402, 403, 429].includes(status));
const server: Matcher = ({ status }) => status === undefined || status > 499;

/** The parts of a server that run a model, and how they may be. */
const PART = String.raw`(?:runner|worker|process|endpoint|deployment|engine(?:core)?|backend|scheduler|replica|instance|container|server|executor)`;
const DOWN = String.raw`(?:terminated|exited|crashed|died|dead|unhealthy|not (?:yet )?(?:healthy|ready|running|responding|started|alive|loaded)|shut(?:ting)? down|stopp(?:ed|ing)|(?:re)?starting|unloaded|unresponsive|hung|initializing|still (?:loading|starting|busy))`;
const PART_DOWN = new RegExp(
  String.raw`\b(?:(?:the|your|this) (?:\w{1,20} )?)?${PART}\b(?: \S{1,60}){0,6}? (?:is|are|was|has|have|had|been|unexpectedly|process)(?: (?:been|currently|now|still|unexpectedly|already)){0,2} ${DOWN}\b|\b${PART}(?: #?\d{1,6}| ['\"]\S{1,40}['\"])?(?: unexpectedly)? ${DOWN}\b`,
  'i',
);
/** The model is on its way in or out of memory. */
const MODEL_DOWN =
  /\bmodels?\b(?: \S{1,80}){0,2}? (?:(?:is|are|was|were|has|have|been) ){0,2}(?:currently |still |now )?(?:unloaded|crashed|(?:not (?:yet )?|being |still |currently )(?:loaded|loading|ready|initialized)|warming up|restarting|sleeping|evicted|offline)\b/i;
const LOAD =
  /\b(?:failed|unable|cannot|could not|couldn.t|errors?) (?:to )?(?:load|start|initializ|launch|spawn)\w{0,3} (?:\S{1,40} ){0,3}?(?:models?(?! (?:database|list|catalog))|weights|llm|adapter|runner|engine|backend|worker|process)\b|\bmodel load(?:ing)? (?:has )?(?:failed|was stopped)\b|\bmodel (?:\S{1,60} )?failed to load\b/i;
const MEMORY =
  /\bout of (?:\w{1,10} )?memory\b|\bOOM\b|\bcudamalloc\b|\b(?:cuda|hip|metal|rocm|vulkan) error\b|\binsufficient (?:gpu |host )?(?:resources|memory)\b|\bto allocate (?:\w{1,20} ){0,2}memory\b/i;
const QUEUE =
  /\b(?:queue|buffer|pool|slots?)\b.{0,30}\b(?:is |are |was )?(?:full|exhausted|saturated|unavailable)\b|\bno (?:free|idle|available|valid) (?:slots?|workers?|replicas?|gpus?|instances?|executors?)\b|\bpreempted\b|\bkv[-_ ]?cache\b.{0,60}\b(?:full|exhausted|not enough|insufficient)\b|\bdegraded (?:function|deployment|endpoint|model|service)\b|\b(?:high|heavy) (?:load|traffic)\b/i;
const CONNECTION =
  /\b(?:connection|connect|socket|dial|session)\b.{0,60}\b(?:refused|reset|lost|dropped|broken|aborted)\b|\b(?:upstream|backend|database|redis)\b.{0,40}\b(?:unreachable|unavailable)\b|\bchannel error\b|\b(?:prediction|generation|inference) (?:was )?interrupted\b/i;

/** What no waiting gives a server: memory or a library that it does not have, a build, a flag, a setting. */
const NEVER_MEMORY =
  /\brequires? (?:at least |more )(?:\S{1,12} ){0,4}?v?(?:memory|ram)\b|\bdo(?:es)?(?: not|n.t) fit (?:in|into|on) (?:\w{1,20} ){0,3}(?:memory|gpu|vram|device)\b|\bunable to load full model\b|\binsufficient system (?:resources|memory)\b|\.(?:dylib|so|dll)\b.{0,30}\bnot found\b|\bcannot open shared object file\b/i;
const NEVER_BUILT =
  /\bunsupported (?:model )?(?:architecture|quanti[sz]ation|format|operation|provider|api type)\b|\bnot (?:compiled|built|installed)\b|\bincompatible with (?:your|this) version\b|\brequires? (?:a newer version|[`']?--[a-z])|\bwith [`']?--[a-z]|--[a-z-]{3,40}['`"]? (?:flag|option)\b|\b(?:tools?|images?|vision|audio|embeddings?|grammar|endpoint|method|feature|streaming|function|input)\b.{0,40}\bnot (?:implemented|supported)\b/i;
const NEVER_SET =
  /\b(?:provider|upstream|backend|route|channel|deployment|price|api type|pipeline|credentials?)\b.{0,60}\b(?:not (?:been )?(?:configured|registered|set|enabled)|misconfigured|disabled)\b|\b(?:invalid|missing|unknown) (?:\w{1,20} )?(?:config(?:uration)?|api type)\b/i;
const KEY_UNSET =
  /\b(?:[Cc]onfigure|[Ss]et|[Pp]rovide|[Ee]xport) [A-Z][A-Z\d_]{1,30}_(?:KEY|TOKEN)\b|\b[A-Z][A-Z\d_]{1,30}_(?:KEY|TOKEN|SECRET)\b.{0,60}\b(?:not set|missing|unset|required|empty)\b|\b[Nn]o (?:(?:active|valid|usable) (?:credentials|keys|tokens)|credentials) (?:for|available|configured|found)\b|\b[Nn]o (?:\w{1,20} ){0,2}accounts? (?:configured|connected|linked)\b/;
const NEVER_TRUSTED =
  /\bx509: |\btls: failed to verify\b|\bcertificate\b.{0,60}\b(?:verif\w{0,8} failed|unknown authority|has expired|not (?:trusted|valid))\b|\bCERTIFICATE_VERIFY_FAILED\b|\bPKIX path\b/i;
const NEVER_TAKEN =
  /\b(?:payload|body|request|input|message)\b.{0,20}\btoo (?:big|large)\b|\b(?:failed|unable|could not|cannot|error) (?:to )?(?:pars|deserializ|decod|unmarshal)\w{1,4} (?:the )?(?:json )?(?:request|input|prompt|body)\b/i;
const NO_RIGHT = /\bmodel access is denied\b|\bnot authorized to perform\b/i;
const NONE_FOR_MODEL =
  /\bno matching (?:rule|route|provider|deployment|endpoint|account|channel)s?\b|\bno (?:\w{1,20} ){0,2}(?:accounts?|providers?|deployments?|endpoints?) (?:for|that|support\w{0,3}|serv\w{1,3})\b.{0,40}\bmodels?\b|\b(?:unknown provider|no (?:backend|upstream|target|route|channel)s?) for model\b/i;
/** A server's error that knows of some, and of none that works at the moment. */
const NONE_NOW = /\bno (?:\w{1,20} )?(?:healthy|ready|idle|free|live)\b/i;
const PAUSED = /\b(?:endpoint|deployment|service|function|model|app)\b.{0,30}\bpaused\b/i;

/** State of a conversation that only the vendor who wrote it can read: signatures, encrypted thoughts, items. */
const BOUND_STATE =
  /\b(?:thinking|thought|reasoning|encrypted|redacted)\w{0,20}\b.{0,80}\b(?:signature|(?:was )?not issued to|could not be (?:verified|decrypted|decoded)|cannot be modified|corrupt\w{0,4}|invalid|malformed|without its required)\b|\b(?:invalid|missing|malformed|corrupt\w{0,4})\b.{0,40}\b(?:thought[_ ]?signature|signature\W{1,3}in|encrypted_content)\b|\bwithout its required (?:following|preceding) item\b|\bexpected `?thinking|\breasoning_content\b.{0,60}\b(?:must be passed|is missing)\b|\bmissing `?reasoning_content\b/i;

export const serverStateRules: Rules = rules('server', [
  // https://docs.vllm.ai/en/latest/usage/troubleshooting.html
  ['memory', all([client, server], NEVER_MEMORY), 'server-error model no-retry'],
  ['build', all(server, NEVER_BUILT), 'invalid-request model fallback'],
  ['key-unset', all([client, server], documented(KEY_UNSET)), 'auth', 'The server was given no key for this provider.'],
  ['key', all(500, documented(/\b(?:invalid|incorrect|missing) api[-_ ]?key\b/i)), 'auth'],
  ['access', all(server, documented(NO_RIGHT)), 'permission'],
  ['setting', all(server, NEVER_SET), 'gateway-config provider'],
  ['trust', all(server, NEVER_TRUSTED), 'upstream-failure no-retry 502'],
  ['size', all(server, NEVER_TAKEN), 'invalid-request provider fallback'],
  [
    'refused',
    all(500, 'invalid_request invalid_request_error validation_error', /\bis required\b|\bmust (?:be|have|not)\b/i),
    'invalid-request',
  ],
  ['clients', all(server, /\bonly (?:allows|accepts|for)\b.{0,40}\bclients?\b/i), 'permission provider'],
  [
    'no-target',
    all([client, server], [NONE_FOR_MODEL, /\bno such file or directory\b/i], not(all(server, NONE_NOW))),
    'not-found',
  ],
  ['paused', all([client, server], PAUSED), 'not-found'],
  // https://platform.claude.com/docs/en/build-with-claude/extended-thinking
  ['bound-state', all([400, 422, ({ status }) => status === undefined], BOUND_STATE), 'invalid-request fallback'],
  // https://github.com/ggml-org/llama.cpp/tree/master/tools/server
  ['queue', all(client, documented(QUEUE)), 'overloaded'],
  ['out-of-memory', all([client, 500], documented(MEMORY)), 'server-error model'],
  // What a server cannot load now it cannot in a minute, unless somebody broke it off.
  [
    'load',
    all([500, ({ status }) => status === undefined], documented(LOAD), not(/\bcancel?led\b/i)),
    'server-error model no-retry',
  ],
  ['down', all([client, 500], [documented(PART_DOWN), documented(MODEL_DOWN), documented(LOAD)]), 'server-error model'],
  ['connection', all(client, not(409), documented(CONNECTION)), 'upstream-failure'],
]);
