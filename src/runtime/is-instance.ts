/** Whether a value of any origin is an instance of a class. Even that may throw: a proxy decides what it answers. */
export function isInstance<Type>(value: unknown, type: abstract new (...given: never[]) => Type): value is Type {
  try {
    return value instanceof type;
  } catch {
    return false;
  }
}
