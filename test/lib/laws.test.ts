import {inspect} from 'node:util';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {formatDuration, LONGEST_DURATION_DAYS, parseDuration} from '../../src/lib/duration.js';
import {Secret} from '../../src/lib/secret.js';
import {printable, printableJson} from '../../src/lib/text/printable.js';

const UNITS = {ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000};
const unit = fc.constantFrom(...(Object.keys(UNITS) as (keyof typeof UNITS)[]));

describe('durations', () => {
  test('are a number of their unit, up to the longest', () => {
    fc.assert(
      fc.property(fc.nat(10_000), unit, (count, name) => {
        const ms = count * UNITS[name];
        expect(parseDuration(`${count}${name}`)).toBe(ms <= LONGEST_DURATION_DAYS * UNITS.d ? ms : undefined);
      }),
    );
  });

  test('never look shorter than a shorter one, and are off by a twentieth or half a tenth of a second at most', () => {
    const read = (text: string) =>
      [...text.matchAll(/([\d.]+) (ms|s|m|h|d)/g)].reduce(
        (sum, [, count, name]) => sum + Number(count) * UNITS[name as keyof typeof UNITS],
        0,
      );
    const ms = fc.integer({min: 1, max: 40 * UNITS.d});
    fc.assert(
      fc.property(ms, ms, (a, b) => {
        const [shorter, longer] = [Math.min(a, b), Math.max(a, b)];
        expect(read(formatDuration(shorter))).toBeLessThanOrEqual(read(formatDuration(longer)));
        expect(Math.abs(read(formatDuration(a)) - a)).toBeLessThanOrEqual(Math.max(a / 20, 50));
      }),
      {numRuns: 1000},
    );
  });
});

describe('a secret', () => {
  test('is in nothing that is made of what holds it', () => {
    // Ones that are part of the word that stands for them prove nothing.
    const value = fc.string({minLength: 4, unit: 'binary'}).filter(text => !'[redacted]'.includes(text));
    fc.assert(
      fc.property(value, fc.array(fc.constantFrom('list', 'map'), {maxLength: 4}), (text, path) => {
        const secret: unknown = new Secret(text);
        const holder = path.reduce((inner, kind) => (kind === 'list' ? [inner] : {inner}), secret);
        for (const shown of [JSON.stringify(holder), inspect(holder, {depth: null}), `${String(secret)}`])
          expect(shown.replaceAll(/inner|redacted/g, '')).not.toContain(text);
      }),
    );
  });
});

describe('text from outside', () => {
  const text = fc.string({unit: 'binary'});

  test('has one line and nothing that moves a cursor, and is made safe once', () => {
    fc.assert(
      fc.property(text, raw => {
        const safe = printable(raw);
        expect(safe).not.toMatch(/[\p{Cc}\p{Cs}\p{Cf}\u2028\u2029]/u);
        expect(printable(safe)).toBe(safe);
      }),
    );
  });

  test('is the same to who reads the JSON that it is written in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const written = printableJson(value);
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(written).not.toMatch(/[\p{Cc}\p{Cs}\p{Cf}\u2028\u2029]/u);
      }),
    );
  });
});
