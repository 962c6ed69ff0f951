import {renderToString} from 'ink';
import {createElement} from 'react';
import {describe, expect, test, vi} from 'vitest';
import {Lines} from '../../src/tui/components/lines.js';
import {span} from '../../src/tui/text/line.js';
import {THEME} from '../../src/tui/text/theme.js';

// Ink's colours are off where no terminal is; they are asked for before it is loaded.
vi.hoisted(() => {
  process.env.FORCE_COLOR = '3';
});

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
  const coloured = Object.entries(THEME).filter(([, look]) => Object.keys(look).length > 0);

  test.each(coloured)(
    '%s can be read on any background: it brings its own',
    (_, {color = '', backgroundColor = ''}) => {
      expect(contrast(color, backgroundColor)).toBeGreaterThanOrEqual(4.5);
    },
  );

  test.each(coloured)('%s stays as it is on a terminal of 256 colours, and is black on one of 16', (_, look) => {
    const steps = [0, 0x5f, 0x87, 0xaf, 0xd7, 0xff];
    const parts = [1, 3, 5].map(at => Number.parseInt(String(look.backgroundColor).slice(at, at + 2), 16));
    for (const part of parts) expect(steps).toContain(part);
    expect(Math.max(...parts)).toBeLessThan(0x80);
  });

  test('the spaces around a text have no colour', () => {
    const drawn = renderToString(createElement(Lines, {lines: [[span('  a b  ', 'missed')]], width: 9, height: 1}));
    const [before = '', after = ''] = drawn.split('a b');
    expect(before.startsWith('  \u001b[')).toBe(true);
    expect(after.trimEnd().endsWith('m')).toBe(true);
  });

  test('nothing is dimmed: how faint that is, only the terminal knows', () => {
    for (const look of Object.values(THEME)) expect(Object.keys(look)).not.toContain('dimColor');
  });

  test('contrasts are computed as WCAG has them', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });
});
