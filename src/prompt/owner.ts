/**
 * Whose a part of the history is, seen from one target. A stamp or the leg that serves unstamped parts decides; else the
 * namespaces of the state in the part, of its neighbours in the same answer, and the form of ids that providers give.
 */
import { type Fields, isFields, type ModelIdentity, partsOf, stampOf, text } from './prompt-shape.ts';
import { stateNamespaces } from './server-state.ts';
import type { Target } from './target.ts';

/** `'unknown'` is left as it is: nothing shows that another provider's state is in it. */
export type Owner = 'own' | 'foreign' | 'unknown';

/** Who has served what. Without it, parts are judged by provider namespaces alone. */
export interface History {
  /** The name of the leg that will get the prompt: parts stamped with it are its own, all others are not. */
  readonly leg?: string | undefined;
  /** The name of the leg that served the parts without a stamp. */
  readonly unstamped?: string | undefined;
  /** The model of each leg by name: what other legs of the same provider may share is then kept. */
  readonly models?: Readonly<Record<string, ModelIdentity>> | undefined;
}

/** Ids of provider-executed calls, which often carry no metadata at all. */
const ID_NAMESPACES: readonly (readonly [id: RegExp, namespaces: readonly string[]])[] = [
  [/^(?:srvtoolu|mcptoolu)_/, ['anthropic']],
  [/^(?:ws|fs|ci|ig|mcp|lsh|tsc|ctc)_/, ['openai', 'azure', 'xai']],
];

const byNamespaces = (namespaces: readonly string[], target: Target | undefined): Owner => {
  if (target === undefined || namespaces.length === 0) return 'unknown';
  return namespaces.some(namespace => target.namespaces.includes(namespace)) ? 'own' : 'foreign';
};

const byId = (part: Fields, target: Target | undefined): Owner => {
  const id = text(part['toolCallId']);
  if (id === undefined) return 'unknown';
  return byNamespaces(ID_NAMESPACES.find(([pattern]) => pattern.test(id))?.[1] ?? [], target);
};

const byKind = (part: Fields, target: Target | undefined): Owner => {
  const provider = text(part['kind'])?.split('.', 1)[0];
  return byNamespaces(provider === undefined ? [] : [provider], target);
};

/** What a part shows of itself: a stamp before namespaces, since two legs may share a namespace. */
const byItself = (part: Fields, target: Target | undefined, { leg }: History): Owner => {
  const stamp = stampOf(part);
  if (leg !== undefined && stamp !== undefined) return stamp === leg ? 'own' : 'foreign';
  return byNamespaces(stateNamespaces(part['providerOptions']), target);
};

/** What is known of a message as a whole: looked at once, since an answer may have very many parts. */
export interface MessageOrigin {
  /** The leg that served it, as far as anything tells. */
  readonly leg: string | undefined;
  /** Whose its parts are where they tell. */
  readonly owner: Owner;
}

/** One answer comes from one provider; where its parts disagree, the benefit of the doubt. Results follow calls. */
export const originOf = (message: unknown, target: Target | undefined, history: History): MessageOrigin => {
  const owners = new Set(
    partsOf(message).map(part =>
      isFields(part) && part['type'] !== 'tool-result' ? byItself(part, target, history) : 'unknown',
    ),
  );
  const foreign = owners.has('foreign') ? 'foreign' : 'unknown';
  return { leg: stampOf(message) ?? history.unstamped, owner: owners.has('own') ? 'own' : foreign };
};

export const ownerOf = (part: Fields, origin: MessageOrigin, target: Target | undefined, history: History): Owner => {
  const leg = stampOf(part) ?? origin.leg;
  if (history.leg !== undefined && leg !== undefined && leg !== history.leg) return 'foreign';
  const known = [byItself(part, target, history), byKind(part, target), origin.owner].find(
    owner => owner !== 'unknown',
  );
  if (known !== undefined) return known;
  return part['providerExecuted'] === true || part['type'] === 'tool-result' ? byId(part, target) : 'unknown';
};
