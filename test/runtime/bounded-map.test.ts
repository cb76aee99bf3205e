import { describe, expect, it } from 'vitest';
import { createBoundedMap } from '../../src/runtime/bounded-map.ts';

interface Pause {
  until: number;
  isKept?: boolean;
}

function start(max = 100) {
  let time = 0;
  const isOver = ({ until, isKept }: Pause) => isKept !== true && until <= time;
  const map = createBoundedMap<Pause>({ max, now: () => time, isOver, mayDrop: isOver });
  return { map, at: (ms: number) => void (time = ms) };
}

describe('a bounded map', () => {
  it('keeps all there is while there is room', () => {
    const { map, at } = start();
    for (let key = 0; key < 100; key += 1) map.set(`${key}`, { until: 1 });
    at(1_000_000);
    expect(map.keys()).toHaveLength(100);
    expect(map.get('0')).toEqual({ until: 1 });
  });

  it('never has more than its bound where all may be dropped, and keeps what was touched last', () => {
    const map = createBoundedMap<number>({ max: 100, now: () => 0 });
    for (let key = 0; key < 100_000; key += 1) {
      map.set(`${key}`, key);
      map.get('1');
      if (map.size > 100) throw new Error(`There are ${map.size}`);
    }
    expect(map.get('1')).toBe(1);
    expect(map.get('99999')).toBe(99_999);
    expect(map.get('2')).toBeUndefined();
  });

  it('keeps what must not be dropped, however many there are, and drops it once it is over', () => {
    const { map, at } = start();
    map.set('kept', { until: 0, isKept: true });
    for (let key = 0; key < 100_000; key += 1) map.set(`${key}`, { until: 60_000 });
    expect(map.size).toBe(100_001);
    at(60_000);
    map.set('next', { until: 120_000 });
    expect(map.keys().toSorted()).toEqual(['kept', 'next']);
  });

  it('is tidied when it is looked through, too', () => {
    const { map, at } = start();
    for (let key = 0; key < 1_000; key += 1) map.set(`${key}`, { until: 60_000 });
    at(86_400_000);
    expect(map.keys()).toEqual([]);
  });

  it('is tidied soon after its clock was set back', () => {
    const { map, at } = start();
    at(3_600_000);
    for (let key = 0; key < 150; key += 1) map.set(`${key}`, { until: 3_660_000 });
    at(0);
    map.set('over', { until: 0 });
    at(10_000);
    map.set('next', { until: 60_000 });
    expect(map.get('over')).toBeUndefined();
  });

  it('looks at little, however many must stay', () => {
    let looks = 0;
    const mayDrop = () => {
      looks += 1;
      return false;
    };
    const map = createBoundedMap<number>({ max: 100, now: () => 0, mayDrop });
    for (let key = 0; key < 100_000; key += 1) map.set(`${key}`, key);
    expect(map.size).toBe(100_000);
    expect(looks).toBeLessThan(400_000);
  });
});
