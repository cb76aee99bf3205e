/** Values that no provider should send, and that a part, a result or an error may hold all the same. */

/** Something odd in the place of something good. */
export interface Odd {
  name: string;
  /** Made anew for each call: what reads it may change it. */
  make: () => unknown;
  /** Whether JSON cannot carry it, so that only a model in this process can say it. */
  isMemoryOnly: boolean;
}

export type Row = readonly [name: string, make: () => unknown, where?: 'in memory'];

export const rows = (list: readonly Row[]): Odd[] =>
  list.map(([name, make, where]) => ({ name, make, isMemoryOnly: where === 'in memory' }));

/** Arrays in arrays, deeper than a recursion can go that does more than a little in each step. */
export function nested(levels = 3_000): unknown {
  let value: unknown = 'the bottom';
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

export function cyclic(): Record<string, unknown> {
  const value: Record<string, unknown> = { message: 'round and round' };
  value['self'] = value;
  value['list'] = [value];
  return value;
}

const refuse = (): never => {
  throw new Error('refused by a trap');
};

/** An object that throws whatever is asked of it. */
export const refusing = (target: object = {}): object =>
  new Proxy(target, {
    get: refuse,
    has: refuse,
    ownKeys: refuse,
    getPrototypeOf: refuse,
    getOwnPropertyDescriptor: refuse,
    set: refuse,
    defineProperty: refuse,
    deleteProperty: refuse,
    isExtensible: refuse,
    preventExtensions: refuse,
    setPrototypeOf: refuse,
  });

export function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** An object with properties that throw when they are read. */
export function throwing(base: object, ...names: string[]): object {
  for (const name of names) Object.defineProperty(base, name, { get: refuse, enumerable: true, configurable: true });
  return base;
}
