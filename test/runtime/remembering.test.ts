import { describe, expect, it } from 'vitest';
import { remembering } from '../../src/runtime/remembering.ts';

function counted() {
  const made: string[] = [];
  const lengthOf = remembering(text => {
    made.push(text);
    return { length: text.length };
  });
  return { made, lengthOf };
}

describe('remembering', () => {
  it('makes a result once, and gives the same again', () => {
    const { made, lengthOf } = counted();
    expect(lengthOf('code')).toBe(lengthOf('code'));
    expect([lengthOf('code'), made]).toEqual([{ length: 4 }, ['code']]);
  });

  it('keeps no long text', () => {
    const { made, lengthOf } = counted();
    const long = 'x'.repeat(101);
    expect([lengthOf(long), lengthOf(long)]).toEqual([{ length: 101 }, { length: 101 }]);
    expect(made).toEqual([long, long]);
  });

  it('keeps a bounded number, and those that are met later, too', () => {
    const { made, lengthOf } = counted();
    for (let index = 0; index < 1_000; index += 1) lengthOf(`junk ${index}`);
    lengthOf('code');
    lengthOf('code');
    lengthOf('junk 0');
    expect(made.filter(text => text === 'code')).toHaveLength(1);
    expect(made.filter(text => text === 'junk 0')).toHaveLength(2);
  });
});
