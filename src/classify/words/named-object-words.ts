/** What a provider's sentence says is missing: an object that the request names, the model, or neither. */

/** What providers store for callers, as their messages and codes call it. */
const OBJECT = String.raw`(?:previous[_ -]?messages?|(?:previous[_ -]?)?(?:responses?|interactions?|items?|conversations?|threads?|assistants?|agents?|batch(?:es)?|uploads?|file[_ -]?search[_ -]?stores?|files?|documents?|attachments?|images?|videos?|audios?|containers?|sandbox(?:es)?|vector[_ -]?stores?|vector[_ -]?ind(?:ex|ices)|collections?|corp(?:us|ora)|rag[_ -]?corpus|data[_ -]?stores?|datasets?|knowledge[_ -]?bases?|librar(?:y|ies)|prompts?|presets?|skills?|cached[_ -]?contents?|caches?|mcp[_ -]?servers?|connectors?|guardrails?|cloud[_ -]?storage[_ -]?objects?|buckets?|s3[_ -]?(?:objects?|uris?|locations?)|checkpoints?))`;

/** What a sentence may speak of instead; whatever it names first is what it is about. */
const OTHER = String.raw`(?:models?|deployments?|engines?|publisher|inference[_ -]?profiles?|endpoints?|routes?|urls?|paths?|api|keys?|tokens?|organi[sz]ations?|workspaces?|projects?|accounts?|regions?)`;

/** That something is not there, or not for this caller. */
const MISSING =
  /\bnot[_ -]?found\b|\b(?:could|can)(?: ?not|n.t) be (?:found|located|retrieved|resolved|accessed)\b|\b(?:does|do|did)(?: not|n.t) exist\b|\bmay not exist\b|\bno longer (?:exists?|available)\b|\b(?:has|have|is|are|was|were|been) (?:been )?(?:expired|deleted|removed|purged)\b|\bexpired\b|\bnot persisted\b|\bnot in an? (?:active|ready) state\b|\bdo(?:es)? not belong to\b|\bpermission denied\b/i;

/** The same, said before it is named. */
const MISSING_FIRST = /* @__PURE__ */ new RegExp(
  [
    String.raw`\bno such\b|\bnon-?existent\b`,
    String.raw`\b(?:(?:could|can)(?: ?not|n.t)|unable to|failed to) (?:find|locate|access|retrieve|resolve)\b`,
    String.raw`\b(?:do|does)(?: not|n.t) have (?:[\w.]{1,60} )?(?:permission|access)\b`,
    String.raw`\bnot (?:authorized|allowed|permitted) to (?:access|use|read)\b`,
    String.raw`\bno (?:\w{1,40} )?${OBJECT} (?:found|with|exists?|matches)\b`,
    String.raw`\b(?:invalid|unknown|expected)(?: \w{1,40})? ${OBJECT}[_ ](?:id|identifier|name)\b`,
    String.raw`\b${OBJECT} (?:id|identifier|name) (?:is|was) (?:invalid|not valid|unknown)\b`,
  ].join('|'),
  'i',
);

/** An id, or what was put in its place. Words alone are said of a server's own files, too. */
const TOKEN =
  /◦|\[[a-z]+\]|\b[a-z]{2,14}[_-](?=\w*\d)[\w-]{4,}|\b(?=[a-z]*\d)[a-z\d]{8,}\b|(?<![\w.-])[\w.-]+\/[\w./-]|\bid(?:entifier)?\b/i;

/** A quoted id or text: it names something, but its words say nothing. */
const QUOTED = /(?<!\w)'[^']{1,200}'(?!\w)|"[^"]{1,200}"|`[^`]{1,200}`|\[[^\]]{1,200}\]/g;

/** How much of a message is read. */
const READ_CHARS = 600;

const SUBJECT = /* @__PURE__ */ new RegExp(
  String.raw`(?<![\w-]|https )(?:(${OBJECT})|(${OTHER}))(?:_(?:ids?|identifiers?|names?))?(?![\w-])`,
  'i',
);
const AFTER_PATH = /* @__PURE__ */ new RegExp(String.raw`(?<!/)/(?:(models|deployments|engines)|(${OBJECT}))/`, 'i');

/** What a message says is missing. */
export interface Missing {
  /** Whether it is an object, or something of the leg's own, such as the model. */
  readonly what: 'object' | 'other';
  /** The object's name in the sentence, in lower case, without separators. */
  readonly name: string;
  /** Whether the sentence has an id: what it says is not there was asked for. */
  readonly hasId: boolean;
}

const nameOf = (found: string): string => found.toLowerCase().replaceAll(/[_ -]/g, '');

function missingIn(sentence: string): Missing | undefined {
  const says = MISSING.exec(sentence) ?? MISSING_FIRST.exec(sentence);
  if (!says) return undefined;
  const path = AFTER_PATH.exec(sentence);
  const subject = path ?? SUBJECT.exec(sentence);
  if (!subject) return undefined;
  const [isOther, isObject] = path ? [subject[1], subject[2]] : [subject[2], subject[1]];
  return {
    what: isOther === undefined ? 'object' : 'other',
    name: nameOf((isOther ?? isObject)!),
    hasId: TOKEN.test(sentence.replace(subject[0], ' ')),
  };
}

/** What the first sentence that misses something misses; `undefined` if none does. */
export function missingObject(message: string): Missing | undefined {
  const text = message.slice(0, READ_CHARS).replaceAll(QUOTED, '◦');
  for (const sentence of text.split(/[.;!?](?=\s|$)|\n/)) {
    const missing = missingIn(sentence);
    if (missing) return missing;
  }
  return undefined;
}

const CODE = /* @__PURE__ */ new RegExp(
  String.raw`^(?:${OBJECT}(?:_id)?_?(?:not_?found|missing|expired|deleted|does_?not_?exist)|(?:invalid|unknown|no_such|expired)_${OBJECT}_(?:id|url|uri|reference))$`,
  'i',
);

/** Whether a code says that an object is not there, e.g. `previous_response_not_found`. */
export const isMissingCode = (code: string): boolean => CODE.test(code);

/** Whether a parameter names an object, e.g. `tools[0].vector_store_ids`; not whether anything is wrong with it. */
export const isObjectParam = (param: string): boolean =>
  /(?:^|[.[\]])(?:previous_response_id|previous_interaction_id|conversation(?:_id)?|prompt\.(?:id|version)|vector_store_ids?|file_search_store_names|file_ids?|file_uri|container(?:\.id|_id)?|cached_?content|skill_id|skills|mcp_servers|server_(?:url|label)|connector_id|guardrail\w{0,20}|assistant_id|thread_id|item_id)(?:$|[.[\]])/i.test(
    param,
  );
