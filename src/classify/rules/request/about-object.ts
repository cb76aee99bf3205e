/** Whether a failure is about an object that the request names, and not one that the leg's own options name. */
import type { NamedObjects, ObjectKind } from '../../../references/named-objects.ts';
import type { Evidence } from '../../evidence.ts';
import { isMissingCode, isObjectParam, missingObject, type Missing } from '../../words/named-object-words.ts';
import { type Matcher } from '../../table/matchers.ts';

/** Statuses with which APIs say that something named is not there. */
export const refused: Matcher = evidence =>
  evidence.isQuoted ||
  (evidence.status === undefined
    ? evidence.shape === 'error'
    : [400, 403, 404, 409, 410, 422, 424].includes(evidence.status));

/** Objects that a server stores for its callers; the other kinds are not looked up there. */
const STORED: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  'response',
  'item',
  'conversation',
  'file',
  'container',
  'vector-store',
  'prompt',
  'skill',
  'cached-content',
  'mcp-server',
  'guardrail',
  'agent',
]);

/** Words that a server may also use of its own files and pages. */
const EVERYDAY =
  /^(?:responses?|items?|files?|documents?|attachments?|images?|videos?|audios?|batch(?:es)?|buckets?|prompts?|collections?|agents?|librar(?:y|ies)|uploads?|datasets?|caches?|sandbox(?:es)?)$/;

/** The kind of option behind an object's name in a sentence. */
const KINDS: readonly (readonly [name: RegExp, kind: ObjectKind])[] = [
  [/guardrail/, 'guardrail'],
  [/cache/, 'cached-content'],
  [/vector|searchstore|corp|datastore|dataset|knowledge|collection|librar/, 'vector-store'],
  [/mcp|connector/, 'mcp-server'],
  [/container|sandbox/, 'container'],
  [/prompt|preset/, 'prompt'],
  [/skill/, 'skill'],
  [/assistant|agent/, 'agent'],
  [/response|interaction/, 'response'],
  [/conversation|thread|message/, 'conversation'],
  [/item/, 'item'],
];

const kindOf = ({ name }: Missing): ObjectKind => KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'file';

export const namesStored = ({ byCall }: NamedObjects): boolean => [...byCall].some(kind => STORED.has(kind));

/** Whether the missing object is one that the leg's own options name, for every call. */
const isOfLeg = (missing: Missing, named: NamedObjects | undefined): boolean => {
  const kind = kindOf(missing);
  return named !== undefined && named.byLeg.has(kind) && !named.byCall.has(kind);
};

/** What was found in a list of messages: several rules ask for it. */
const known = new WeakMap<readonly string[], { missing: Missing | undefined }>();

/** What the sentences miss; the first one that misses something decides. */
function missingIn({ messages }: Evidence): Missing | undefined {
  let found = known.get(messages);
  if (found === undefined) {
    let missing: Missing | undefined;
    for (const message of messages) if ((missing ??= missingObject(message))) break;
    known.set(messages, (found = { missing }));
  }
  return found.missing;
}

/** The sentence, the code or the parameter is about an object that the request names. */
export const aboutObject: Matcher = evidence => {
  const { codes: found, params, namedObjects: named } = evidence;
  const missing = missingIn(evidence);
  if (missing?.what === 'object' && isOfLeg(missing, named)) return false;
  if (found.some(value => typeof value === 'string' && isMissingCode(value))) return true;
  if (missing?.what === 'other') return false;
  if (missing) return missing.hasId || !EVERYDAY.test(missing.name) || named === undefined || namesStored(named);
  // Whatever is wrong with such a parameter, another leg does not get it.
  return params.some(isObjectParam);
};

/** The call itself names something of these kinds. */
export const callNames =
  (...kinds: ObjectKind[]): Matcher =>
  ({ namedObjects }) =>
    kinds.some(kind => namedObjects?.byCall.has(kind));

/** Only the leg's own options name something of this kind. */
export const onlyLegNames =
  (kind: ObjectKind): Matcher =>
  ({ namedObjects: named }) =>
    named !== undefined && named.byLeg.has(kind) && !named.byCall.has(kind);

/** The sentence is about a guardrail that the request asks for. */
export const aboutGuardrail: Matcher = evidence => {
  const missing = missingIn(evidence);
  return missing?.what === 'object' && kindOf(missing) === 'guardrail' && !isOfLeg(missing, evidence.namedObjects);
};
