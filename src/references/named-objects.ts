/**
 * Which objects on a provider's server a call names: stored responses and items, files, containers, caches, tools' servers.
 * Kinds only, never an id. Read off the option schemas and tools of the provider packages, and the documented bodies of
 * the APIs behind packages that hand unknown options on.
 */
import { fileIn } from '../prompt/prompt-file.ts';
import { isFields, partsOf, text } from '../prompt/prompt-shape.ts';

/**
 * What a call may name besides the leg's own model. `address` is a web address that the provider has to fetch, `route` a
 * choice of providers at a gateway, `model` a model that the call itself names.
 */
export type ObjectKind =
  | 'response'
  | 'item'
  | 'conversation'
  | 'file'
  | 'container'
  | 'vector-store'
  | 'prompt'
  | 'skill'
  | 'cached-content'
  | 'mcp-server'
  | 'guardrail'
  | 'agent'
  | 'address'
  | 'route'
  | 'model';

/** Whose the names in a call's options are. */
export interface NamedObjects {
  /** Named by the call: no other caller need name them. */
  readonly byCall: ReadonlySet<ObjectKind>;
  /** Named by what is declared for the leg, hence in every call. */
  readonly byLeg: ReadonlySet<ObjectKind>;
}

/** What a call holds that may name an object. */
export interface NamingCall {
  readonly prompt?: unknown;
  readonly providerOptions?: unknown;
  readonly tools?: unknown;
}

/** Option names, without case, `_` and `-`: packages write `vectorStoreIds` what an API's body writes `vector_store_ids`. */
const KEYS: Readonly<Record<string, ObjectKind>> = {
  // OpenAI, Azure, xAI responses; Gemini interactions
  previousresponseid: 'response',
  comparisonresponseid: 'response',
  previousinteractionid: 'response',
  responseid: 'response',
  interactionid: 'response',
  itemid: 'item',
  conversation: 'conversation',
  conversationid: 'conversation',
  threadid: 'conversation',
  // Anthropic: `thread: { type: 'continue', previousMessageId }`
  previousmessageid: 'conversation',
  fileid: 'file',
  fileids: 'file',
  fileuri: 'file',
  file: 'file',
  documentids: 'file',
  containerid: 'container',
  vectorstoreid: 'vector-store',
  vectorstoreids: 'vector-store',
  // Google: file search stores, Vertex RAG and Vertex AI Search
  filesearchstorenames: 'vector-store',
  ragcorpus: 'vector-store',
  ragresources: 'vector-store',
  datastore: 'vector-store',
  datastores: 'vector-store',
  knowledgebaseid: 'vector-store',
  knowledgebaseids: 'vector-store',
  collectionids: 'vector-store',
  libraryids: 'vector-store',
  promptid: 'prompt',
  // OpenRouter: a stored set of parameters
  preset: 'prompt',
  skills: 'skill',
  skillid: 'skill',
  cachedcontent: 'cached-content',
  mcpservers: 'mcp-server',
  serverurl: 'mcp-server',
  connectorid: 'mcp-server',
  tunnelid: 'mcp-server',
  // Bedrock
  guardrailconfig: 'guardrail',
  guardrailidentifier: 'guardrail',
  guardrailid: 'guardrail',
  guardrails: 'guardrail',
  agentid: 'agent',
  assistantid: 'agent',
  // OpenRouter's `provider` preferences, Vercel's gateway options
  only: 'route',
  order: 'route',
  ignore: 'route',
  has: 'route',
  headquarters: 'route',
  zdr: 'route',
  zerodataretention: 'route',
  disallowprompttraining: 'route',
  datacollection: 'route',
  requireparameters: 'route',
  quantizations: 'route',
  maxprice: 'route',
  models: 'model',
  model: 'model',
};

/** Objects that name something by an `id` of their own: `container: { id }`, `prompt: { id, version }`. */
const BY_ID: Readonly<Record<string, ObjectKind>> = { container: 'container', prompt: 'prompt' };

/** Most values that are looked at, so that a web of references ends. */
const MAX_VALUES = 5_000;
const MAX_DEPTH = 6;

const isGiven = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '' && value !== false;

/** Collects the kinds that a tree of options names. */
function collect(value: unknown, kinds: Set<ObjectKind>, room: { left: number }, depth = 0): void {
  if (depth > MAX_DEPTH || room.left <= 0 || typeof value !== 'object' || value === null) return;
  room.left -= 1;
  for (const [key, item] of Object.entries(value)) {
    const name = Array.isArray(value) ? '' : key.toLowerCase().replaceAll(/[_-]/g, '');
    const kind = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
    if (kind !== undefined && isGiven(item)) kinds.add(kind);
    const byId = Object.hasOwn(BY_ID, name) ? BY_ID[name] : undefined;
    // OpenAI's code interpreter takes a container's id in place of a description.
    if (byId && (isFields(item) ? text(item['id']) : name === 'container' && text(item))) kinds.add(byId);
    collect(item, kinds, room, depth + 1);
  }
}

/** Addresses in a provider's own storage are files that have to be there; all others have to be fetched. */
const isStored = (address: string): boolean => /^(?:gs|s3):|\/\/generativelanguage\.googleapis\.com\//.test(address);

function collectFile(part: unknown, kinds: Set<ObjectKind>): void {
  const data = fileIn(part)?.['data'];
  if (!isFields(data)) return;
  if (data['type'] === 'reference') kinds.add('file');
  const url = data['url'];
  const address = url instanceof URL ? url.href : text(url);
  if (address !== undefined && !address.startsWith('data:')) kinds.add(isStored(address) ? 'file' : 'address');
}

function collectPart(part: unknown, kinds: Set<ObjectKind>, room: { left: number }): void {
  if (!isFields(part)) return;
  collect(part['providerOptions'], kinds, room);
  collectFile(part, kinds);
  if (part['providerExecuted'] === true) {
    // What a provider ran itself is looked up again by the id of its call, and where it ran.
    kinds.add('item');
    collect(part['input'], kinds, room);
  }
  const output = part['output'];
  if (part['type'] !== 'tool-result' || !isFields(output) || !Array.isArray(output['value'])) return;
  for (const item of output['value']) collectFile(item, kinds);
}

function collectPrompt(prompt: unknown, kinds: Set<ObjectKind>, room: { left: number }): void {
  if (!Array.isArray(prompt)) return;
  for (const message of prompt) {
    if (!isFields(message)) continue;
    collect(message['providerOptions'], kinds, room);
    for (const part of partsOf(message)) collectPart(part, kinds, room);
  }
}

/** What a call names; never throws. */
export function namedObjects(call: NamingCall, declared: unknown): NamedObjects {
  const room = { left: MAX_VALUES };
  const byCall = new Set<ObjectKind>();
  const byLeg = new Set<ObjectKind>();
  try {
    collect(declared, byLeg, room);
    collect(call.providerOptions, byCall, room);
    // What the leg declares stands over what the call has in the same place.
    for (const kind of byLeg) byCall.delete(kind);
    for (const tool of Array.isArray(call.tools) ? call.tools : [])
      if (isFields(tool) && tool['type'] === 'provider') collect(tool['args'], byCall, room);
    collectPrompt(call.prompt, byCall, room);
  } catch {
    // Values that do not let themselves be read name nothing that is known.
  }
  return { byCall, byLeg };
}
