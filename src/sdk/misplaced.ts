/**
 * Says what the SDK would not: it ignores a model, or a factory that was not called, where a middleware belongs, and ends in
 * "reading 'split'" for a middleware where a model belongs. Each of ours has hidden functions under the names that the
 * SDK looks for in the wrong place.
 */

const throwing = (message: string) => (): never => {
  throw new TypeError(message);
};

/** Hidden: no listing, copy or comparison shows or calls it. */
const hide = (target: object, names: readonly string[], fail: () => never) => {
  for (const name of names) Object.defineProperty(target, name, { value: fail });
};

/** What the functions that wrap models ask of every middleware while they wrap, by family. */
const ASKED = {
  language: 'overrideSupportedUrls',
  embedding: 'overrideMaxEmbeddingsPerCall',
  image: 'overrideMaxImagesPerCall',
} as const;

type Family = 'language' | 'embedding';

/** A middleware that says so where it is taken for a model, or wraps one of another family. */
export function guardMiddleware<Middleware extends object>(
  owner: string,
  family: Family,
  middleware: Middleware,
): Middleware {
  const others = Object.entries(ASKED).flatMap(([name, asked]) => (name === family ? [] : [asked]));
  hide(middleware, others, throwing(`${owner}: wraps ${family} models only.`));
  const wrap = family === 'language' ? 'wrapLanguageModel' : 'wrapEmbeddingModel';
  const get = throwing(`${owner}: makes a middleware, not a model; pass ${wrap}({ model, middleware }) as the model.`);
  return Object.defineProperty(middleware, 'provider', { get });
}

/** A model that says so where it is taken for a middleware. */
export function guardModel<Model extends object>(owner: string, instead: string, model: Model): Model {
  const message = `${owner}: makes a model, not a middleware; the middleware is ${instead}.`;
  hide(model, Object.values(ASKED), throwing(message));
  return model;
}

/** A function that says so where it is passed instead of what it makes. */
export function guardFactory<Factory extends object>(owner: string, factory: Factory): Factory {
  hide(
    factory,
    Object.values(ASKED),
    throwing(`${owner}: is a function and has to be called first, as in ${owner}({ … }).`),
  );
  return factory;
}
