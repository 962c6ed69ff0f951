import {describe, expect, test} from 'vitest';
import {THEME} from '../../src/tui/theme.js';

/** The relative luminance of a colour, by WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of two colours, by WCAG 2.2: 1 to 21. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe('the colours of the console', () => {
  const coloured = Object.entries(THEME).filter(([, look]) => look.color !== undefined);

  test.each(coloured)('%s can be read on a light and on a dark background', (_, {color = ''}) => {
    expect(contrast(color, '#ffffff')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(color, '#000000')).toBeGreaterThanOrEqual(4.5);
  });

  test('nothing is dimmed: how faint that is, only the terminal knows', () => {
    for (const look of Object.values(THEME)) expect(Object.keys(look)).not.toContain('dimColor');
  });

  test('contrasts are computed as WCAG has them', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });
});
