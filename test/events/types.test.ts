/** Events as programs that are written in TypeScript take them apart. */
import { describe, expectTypeOf, it } from 'vitest';
import type { FailoverEvent } from '../../src/index.ts';

type OfType<Type extends FailoverEvent['type']> = Extract<FailoverEvent, { type: Type }>;
/** The types of events that `Extract` does not find. */
type Lost = { [Type in FailoverEvent['type']]: [OfType<Type>] extends [never] ? Type : never }[FailoverEvent['type']];

describe('an event', () => {
  it('is found by its type, whichever it is', () => {
    expectTypeOf<Lost>().toBeNever();
  });

  it('of a handler for each type has what that type has', () => {
    expectTypeOf<OfType<'hedge-win'>>().toHaveProperty('ms').toBeNumber();
    expectTypeOf<OfType<'call-end'>>().toHaveProperty('degraded').toBeBoolean();
  });
});
