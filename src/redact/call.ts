/**
 * Removes what one call brought along from texts that come back: its credentials, the model's, and whatever stands in
 * its prompt, tools, schemas and options, which providers echo in error messages ("messages.3.content: …").
 */
import { addEchoes, indexEchoes, type EchoIndex } from './echo.ts';
import { ECHO_CHARS } from './windows.ts';
import { addModelSecrets } from './credentials.ts';
import { gatherCall, type Declared, type Gathered } from './gather.ts';
import { createTextMemory } from './text-memory.ts';
import { addCredentials, beginningOf, REDACTED, type Redactor } from '../secrets/text.ts';
import { viewOf, withoutRanges, type Ranges, type View } from '../secrets/view.ts';

/** Most of a credential that is looked for where one is cut short: its beginning, or its end. */
const PIECE = 8;

/** Stands for a text of which nobody can say that it is no echo. */
const NOT_SHOWN = '[not shown]';
/** Codes, types and ids: one word. */
const isWord = (text: string): boolean => text.length <= 100 && /^[\w.:/#@+-]*$/.test(text);

/** Names that are longer than an echo and no content. */
const COMMON_NAMES = ['application/json', 'text/event-stream', 'invalid_request_error'];

/** What takes out of a text what one call brought along. */
export interface CallRedactor {
  /** For showing: without secrets, and without echoes of the call; cut to what is read. */
  readonly redact: Redactor;
  /** For matching: without whatever the call brought along, so that quoted words of the caller's decide nothing. */
  readonly mask: Redactor;
}

interface Known {
  gathered: Gathered;
  secrets: string[];
  echoes: EchoIndex;
  /** Words that stay, also within an echo. */
  kept: string[];
  /** Short texts of the caller's: masked where they are quoted. */
  quoted: string[];
}

/** What was found in a text. */
interface Looked {
  head: string;
  view: View;
  echoes: Ranges;
  secrets: Ranges;
}

function know(call: object, model: object | undefined, declared: Declared | undefined): Known {
  const gathered = gatherCall(call, declared);
  const { secrets, names, toolNames, texts } = gathered;
  if (model !== undefined) addModelSecrets(model, secrets);
  const modelId = model && (model as { modelId?: unknown }).modelId;
  const kept = [...COMMON_NAMES, ...names, ...toolNames];
  if (typeof modelId === 'string') kept.push(modelId);
  return {
    gathered,
    secrets: [...secrets].toSorted((a, b) => b.length - a.length).slice(0, 200),
    echoes: indexEchoes(gathered.isComparable ? [...texts, ...secrets] : [...secrets]),
    kept: kept.filter(name => name.length >= 8),
    quoted: [...toolNames, ...names, ...texts.filter(text => text.length < ECHO_CHARS)].slice(0, 500),
  };
}

const isWordPart = (character: string | undefined): boolean => character !== undefined && /\w/.test(character);

/** Adds every place where the text stands, in so far as it is no part of a longer word. */
function addPlaces(
  text: string,
  searched: string,
  ranges: Ranges,
  isAlone: (start: number, end: number) => boolean,
): void {
  for (let start = text.indexOf(searched); start >= 0; start = text.indexOf(searched, start + searched.length)) {
    if (isAlone(start, start + searched.length)) ranges.push(start, start + searched.length);
  }
}

/** A credential that was cut short: from its beginning on, or up to its end. */
function addPieces(text: string, secret: string, ranges: Ranges): void {
  const head = secret.slice(0, PIECE);
  for (let start = text.indexOf(head); start >= 0; start = text.indexOf(head, start + PIECE)) {
    let end = start + PIECE;
    while (end - start < secret.length && text[end] === secret[end - start]) end += 1;
    ranges.push(start, end);
  }
  addPlaces(text, secret.slice(-PIECE), ranges, () => true);
}

function addSecrets(text: string, secrets: readonly string[], ranges: Ranges): void {
  for (const secret of secrets) {
    if (secret.length > PIECE) addPieces(text, secret, ranges);
    else
      addPlaces(text, secret, ranges, (start, end) => {
        return secret.length === PIECE || !(isWordPart(text[start - 1]) || isWordPart(text[end]));
      });
  }
}

/** Echoes without the names that stay. */
function withoutKept(text: string, echoes: Ranges, kept: readonly string[]): Ranges {
  if (echoes.length === 0) return echoes;
  const names: Ranges = [];
  for (const name of kept)
    addPlaces(text, name, names, (start, end) => !isWordPart(text[start - 1]) && !isWordPart(text[end]));
  return names.length === 0 ? echoes : without(echoes, names);
}

/** The first stretches, without the second ones. */
function without(ranges: Ranges, holes: Ranges): Ranges {
  let rest = ranges;
  for (let hole = 0; hole < holes.length; hole += 2) {
    const [from, to] = [holes[hole]!, holes[hole + 1]!];
    const next: Ranges = [];
    for (let index = 0; index < rest.length; index += 2) {
      const [start, end] = [rest[index]!, rest[index + 1]!];
      if (start < Math.min(end, from)) next.push(start, Math.min(end, from));
      if (Math.max(start, to) < end) next.push(Math.max(start, to), end);
    }
    rest = next;
  }
  return rest;
}

const QUOTES = /["'`“”‘’«»\\([{:=>]/;

/** Adds names of the caller's, and short texts where they are quoted: a single short word is everybody's. */
function addQuoted(text: string, quoted: readonly string[], ranges: Ranges): void {
  for (const own of quoted) {
    const isName = /\s/.test(own) || own.length >= ECHO_CHARS;
    addPlaces(text, own, ranges, (start, end) => {
      const [before = '', after = ''] = [text[start - 1], text[end]];
      return isName ? !isWordPart(before) && !isWordPart(after) : QUOTES.test(before) && /["'`”’»\\)\]},.]/.test(after);
    });
  }
}

/**
 * The redactor of one call. Reads the call's secrets at its first use, so that a call without an error pays nothing.
 *
 * @param model whose own credentials are not shown either
 * @param declared what its leg adds to the call
 */
export function redactCall(call: object, model?: object, declared?: Declared): CallRedactor {
  let made: Known | undefined;
  const known = createTextMemory<string>();
  const lookedAt = createTextMemory<Looked>();

  /** What a text repeats of the call; shown and matched it is the same. */
  function look(text: string, facts: Known): Looked {
    let looked = lookedAt.get(text);
    if (looked === undefined) {
      const head = beginningOf(text);
      const view = viewOf(head);
      const echoes: Ranges = [];
      const secrets: Ranges = [];
      addEchoes(facts.echoes, view.text, echoes);
      addSecrets(view.text, facts.secrets, secrets);
      looked = { head, view, echoes, secrets };
      lookedAt.set(text, looked);
    }
    return looked;
  }

  function clean(text: string, isShown: boolean): string {
    const facts = (made ??= know(call, model, declared));
    const { head, view, echoes, secrets } = look(text, facts);
    if (!(facts.gathered.isComparable && facts.echoes.isUsable) && !isWord(text)) return NOT_SHOWN;
    const ranges = [...(isShown ? withoutKept(view.text, echoes, facts.kept) : echoes), ...secrets];
    if (isShown) addCredentials(view, ranges);
    else addQuoted(view.text, facts.quoted, ranges);
    const rest = withoutRanges(head, view, ranges, REDACTED);
    return view.at === undefined ? rest : withoutRaw(rest, facts, isShown);
  }

  /** What the call itself holds in escaped form. */
  function withoutRaw(text: string, facts: Known, isShown: boolean): string {
    const raw: View = { text, at: undefined, written: undefined };
    const echoes: Ranges = [];
    addEchoes(facts.echoes, text, echoes);
    const ranges = isShown ? [...withoutKept(text, echoes, facts.kept)] : echoes;
    addSecrets(text, facts.secrets, ranges);
    return withoutRanges(text, raw, ranges, REDACTED);
  }

  function redact(text: string): string {
    let redacted = known.get(text);
    if (redacted === undefined) {
      redacted = clean(text, true);
      known.set(text, redacted);
    }
    return redacted;
  }

  return { redact, mask: text => clean(text, false) };
}
