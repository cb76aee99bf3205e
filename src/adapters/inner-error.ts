/** The base of errors that never leave the adapters. Anything can be thrown, so that asking for its class must not throw. */
export class InnerError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    try {
      return Function.prototype[Symbol.hasInstance].call(this, value);
    } catch {
      // A proxy that does not show its prototype is none of these.
      return false;
    }
  }
}
