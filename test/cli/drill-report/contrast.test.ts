/** The colours of the report can be told from what is behind them: WCAG 2.2, AA. */
import { describe, expect, it } from 'vitest';
import { STYLE } from '../../../src/cli/drill-report/style.ts';

const luminance = (color: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map(at => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, other: string): number => {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
};

const themes = [...STYLE.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) =>
  Object.fromEntries([...block!.matchAll(/--([a-z]+): (#[\da-f]{6})/g)].map(([, name, color]) => [name, color!])),
);

describe.each([
  ['light', themes[0]!],
  ['dark', themes[1]!],
])('%s', (_, colors) => {
  it.each(['ink', 'soft', 'link', 'good', 'bad', 'warn'])('%s is read on the page and on raised ground', name => {
    expect(contrast(colors[name]!, colors['page']!)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colors[name]!, colors['raised']!)).toBeGreaterThanOrEqual(4.5);
  });

  it('idle bars are seen on raised ground', () => {
    expect(contrast(colors['idle']!, colors['raised']!)).toBeGreaterThanOrEqual(3);
  });
});
