/**
 * How a text says that a model is not there: the words that refusals and servers' errors share, and when they are what a
 * server's error is about. A refusal names what the request got wrong; a server's error may say them of a part of its own,
 * of a state that passes, of a date to come, or repeat what it was asked.
 */
import { unquoted } from '../../words/own-words.ts';

const NOUN = 'model|deployment|engine';
/** What is said of a model that waiting does not bring back. */
const GONE = String.raw`(?:do(?:es)? ?(?:not|n.t) |not )exist|(?:(?:was|could|can) ?)?not (?:be )?found|(?:could|can)n.t be found|is not a valid|is invalid|(?:has been|was|were|is|are) (?:\w{1,20}ly |now |already )?(?:retired|decommissioned|discontinued|sunset|withdrawn)|has been (?:deprecated|removed|deleted|shut down)|no longer (?:available|supported|offered|served|hosted|exists?)|reached (?:its |the )?end[- ]of[- ]life|is(?: not|n.t) supported(?! (?:with|when|(?:for|by|on|in) (?:this|the) model))`;
const UNKNOWN = String.raw`\b(?:unknown|invalid|unrecognized|no such|non-?existent|unsupported) model\b|\bno such (?:deployment|engine)\b|\bno model (?:named|called|with)\b|\b(?:could not|can ?not|couldn.t|can.t|unable to|failed to) (?:find|locate) (?:the |this |an? )?(?:\S{1,30} )?models?\b|\bmodel_?not_?found\w{0,5}\b`;

/** 'model `x` does not exist', 'The model x is not available', 'no such model'. */
export const MISSING_MODEL: RegExp = /* @__PURE__ */ new RegExp(
  String.raw`\b(?:${NOUN})s?\b.{0,120}\b(?:${GONE}|is(?: not|n.t) available|is unavailable)|${UNKNOWN}|\bno longer available\b.{0,20}\b(?:switch|migrate|upgrade|move) to\b`,
  'i',
);

/** What a server may miss, or get wrong, beside the model itself. */
const PART = String.raw`\b(?:work|serv|runn|registr|catalog|list|info|artifact|metadata|weight|file|cach|respon|output|answer|instanc|replica|process|backend|node|host|pool|tool|function|call|token|adapter|config|route|path|key|parameter|field|value|messag|image|session|fail|error|said|which|that)`;
/** Where it has the model not now, and what of a model may be invalid. */
const ELSEWHERE = String.raw`.{0,20}\b(?:cach|memor|gpu|weight|work|node|instanc|replica|pool|file|respon|output|answer|state|architect|format)`;

/** A sentence, or a part of one, that begins with the model and says that it is gone. */
const STATEMENT = /* @__PURE__ */ new RegExp(
  String.raw`(?:^|[.;:,!?\n\])-] ?|\b\d{3} |\b(?:because|since|as|that) )["'\x60(]?(?:(?:(?:the|this|your|requested|specified|selected|configured|upstream|publisher) (?:(?!about|of|for|with|to|on|in)[\w.-]{1,30} ){0,2})?(?:model|deployment)s?\b(?![.-]\w)(?:(?!${PART}|[.;]\s)[^!?\n]){0,100}?[^!?\n]\b(?:${GONE})\b|${UNKNOWN}|\S{1,80} is not a valid model\b)(?!${ELSEWHERE})`,
  'i',
);
/** In front of what a server was asked. */
const ASKED =
  /\b(?:prompts?|inputs?|user|quer(?:y|ies)|questions?|request body|contents?|human)(?: (?:is|was|asked|said|wrote))?["'\x60]? ?[:=-]?$/i;
/** What passes, or is yet to come. */
const PASSES =
  /\b(?:temporar\w{2,4}|currently|(?:again|retry\w{0,3}|back)\b.{0,20} (?:later|in|after|soon|shortly)|try again(?! with)|loading|warming|starting|overloaded|busy|capacity|queued?|healthy|yet|will be|warning|time(?:d |-)?out|maintenance)\b/i;

/** Whether a server's error is about a model that is gone. */
export function saysModelIsGone(message: string): boolean {
  const text = unquoted(message.slice(0, 1_000));
  const found = STATEMENT.exec(text);
  return found !== null && !ASKED.test(text.slice(0, found.index + 1).trimEnd()) && !PASSES.test(text);
}
