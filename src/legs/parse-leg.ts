/** What a user names as a leg, taken apart and checked: a model, a model id, or either with what is declared about it. */
import { optionError } from '../runtime/check-options.ts';
import { checkRows, type AnyRows } from '../runtime/option-rows.ts';
import { aKind, kindOf, type Kind } from '../runtime/show.ts';
import { checkSpecification } from '../sdk-specification.ts';
import type { LegModel } from '../sdk-types.ts';

/** A leg of which only the model is not resolved yet. */
export interface ParsedLeg<Declaration, Model extends LegModel> {
  /** Of the SDK's current specification. */
  model: Model;
  declaration: Declaration;
  /** The model as it was given. */
  given: unknown;
  /** What the leg is called in messages on options. */
  option: string;
}

/** @throws {TypeError} naming the option, what it got and what it takes */
export type ParseLeg<Declaration, Model extends LegModel> = (
  owner: string,
  option: string,
  input: unknown,
) => ParsedLeg<Declaration, Model>;

/** What legs of one family consist of. */
interface Family<Input, Model> {
  kind: Kind;
  /** For the message. */
  takes: string;
  ofId(id: string): Model;
  ofModel(model: Input): Model;
  rows: AnyRows;
}

/** What else something is good for that cannot be a leg. */
const HINTS: Partial<Readonly<Record<Kind, string>>> = {
  provider: "Ask it for a model, as in openai('gpt-5').",
  middleware: 'wrapLanguageModel({ model, middleware }) makes a model with it.',
  'language model': 'createFailover takes those.',
  'embedding model': 'createEmbeddingFailover takes those.',
};

/** For models that no router of this package is for. */
const OTHER_MODELS = 'Only language and embedding models can be legs.';

/** @param takes what would have been taken */
function legError(owner: string, option: string, got: unknown, takes: string): TypeError {
  const kind = kindOf(got);
  const hint = kind === undefined ? typeof got === 'function' && 'Is it to be called?' : (HINTS[kind] ?? OTHER_MODELS);
  const error = optionError(owner, option, got, takes);
  if (hint) error.message += ` ${hint}`;
  return error;
}

/** A model with what is declared about it; `undefined` for anything else. */
function takenApart<Declaration>(input: unknown): { model: unknown; declaration: Declaration } | undefined {
  if (typeof input !== 'object' || input === null || kindOf(input) !== undefined || !('model' in input))
    return undefined;
  const { model, ...declaration } = input;
  return { model, declaration: declaration as Declaration };
}

export function legParser<Declaration, Input, Model extends LegModel>(
  family: Family<Input, Model>,
): ParseLeg<Declaration, Model> {
  const { kind, takes, ofId, ofModel, rows } = family;

  /** The model alone; `undefined` for anything else. */
  function modelOf(owner: string, option: string, given: unknown): Model | undefined {
    if (typeof given === 'string' && given !== '') return ofId(given);
    if (kindOf(given) !== kind) return undefined;
    checkSpecification(owner, option, given as object);
    return ofModel(given as Input);
  }

  return (owner, option, input) => {
    const alone = modelOf(owner, option, input);
    if (alone) return { model: alone, declaration: {} as Declaration, given: input, option };
    const parts = takenApart<Declaration>(input);
    if (!parts) throw legError(owner, option, input, takes);
    const model = modelOf(owner, `${option}.model`, parts.model);
    if (!model) throw legError(owner, `${option}.model`, parts.model, `${aKind(kind)} or a model id`);
    checkRows(owner, option, parts.declaration, rows);
    return { model, declaration: parts.declaration, given: parts.model, option };
  };
}
