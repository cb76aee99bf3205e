import { describe, expect, it } from 'vitest';
import { createCallRow } from '../../src/health/call-row.ts';

describe('a row of failures', () => {
  it('is counted in the order in which calls began, not in which they ended', () => {
    const row = createCallRow();
    const [one, two, three] = [row.begin(), row.begin(), row.begin()];
    expect(row.failed(three)).toBe(1);
    expect(row.failed(one)).toBe(1);
    expect(row.failed(two)).toBe(3);
  });

  it('is ended by the answer of a call that began later', () => {
    const row = createCallRow();
    const [one, two, three] = [row.begin(), row.begin(), row.begin()];
    row.failed(one);
    expect(row.answered(two)).toBe(0);
    expect(row.failed(one)).toBe(0);
    expect(row.failed(three)).toBe(1);
  });

  it('goes on after the answer of one that began before it', () => {
    const row = createCallRow();
    const [one, two, three] = [row.begin(), row.begin(), row.begin()];
    row.failed(two);
    row.failed(three);
    expect(row.answered(one)).toBe(2);
  });

  it('is not interrupted by a call that told nothing', () => {
    const row = createCallRow();
    const [one, two, three] = [row.begin(), row.begin(), row.begin()];
    row.failed(one);
    row.forget(two);
    expect(row.failed(three)).toBe(2);
  });

  it('begins with a call that goes on and has shown that the leg works', () => {
    const row = createCallRow();
    const [one, two, three] = [row.begin(), row.begin(), row.begin()];
    row.failed(one);
    row.works(two);
    expect([row.failed(three), row.failed(two)]).toEqual([1, 2]);
  });
});

it('calls that began before are outlived as long as they are under way', () => {
  const row = createCallRow();
  const [one, two, three] = [row.begin(), row.begin(), row.begin()];
  expect([row.outlived(one), row.outlived(three)]).toEqual([0, 2]);
  row.failed(two);
  expect(row.outlived(three)).toBe(1);
});
