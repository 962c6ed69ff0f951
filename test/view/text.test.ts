import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {printable} from '../../src/lib/text/printable.js';
import {clockTime, runningTime, shortTime} from '../../src/view/stage-times.js';
import {symbolsFor} from '../../src/view/symbols.js';
import {cut, left, right, widthOf, wrapWords} from '../../src/view/text.js';

describe('text on a terminal', () => {
  test('is measured in columns: wide letters take two, combining marks none', () => {
    expect(widthOf('pod')).toBe(3);
    expect(widthOf('検知')).toBe(4);
    expect(widthOf('e\u0301')).toBe(1);
  });

  test.each([
    ['❤️', 2],
    ['⚠️', 2],
    ['⚙️', 2],
    ['🇩🇪', 2],
    ['👍🏽', 2],
    ['👩‍👩‍👧', 2],
    ['กำ', 1],
    ['𠀀', 2],
    ['한', 2],
    ['\u200b', 0],
  ])('%s takes %i columns, as what is seen as one letter', (letter, columns) => {
    expect(widthOf(letter)).toBe(columns);
    expect(widthOf(`a${letter}b`)).toBe(columns + 2);
  });

  test('of our own marks is counted without a closer look, and right', () => {
    for (const mark of Object.values(symbolsFor(false)))
      expect([mark, widthOf(mark)]).toEqual([mark, stringWidth(mark)]);
    for (const letter of '·×–…→⊘◷✔✖~!') expect([letter, widthOf(letter)]).toEqual([letter, stringWidth(letter)]);
  });

  test('is not cut inside of what is seen as one letter', () => {
    expect(cut('👍🏽👍🏽👍🏽', 5)).toBe('👍🏽👍🏽…');
    expect(cut('🇩🇪🇫🇷', 3)).toBe('🇩🇪…');
    expect(left('⚠️ pod', 8)).toBe('⚠️ pod  ');
    expect(wrapWords('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 4)).toEqual(['👩‍👩‍👧👩‍👩‍👧', '👩‍👩‍👧']);
  });

  test('is cut with a mark where it does not fit, and never beyond its columns', () => {
    expect(cut('clusterrolebinding', 8)).toBe('cluster…');
    expect(cut('検知検知', 4)).toBe('検…');
    expect(cut('pod', 3)).toBe('pod');
    expect(cut('pod', 0)).toBe('');
  });

  test('fills its column at the left or at the right', () => {
    expect(left('pod', 5)).toBe('pod  ');
    expect(right('4.1s', 6)).toBe('  4.1s');
    expect(right('too long', 4, '~')).toBe('too~');
  });

  test('breaks between words, and inside of one that is longer than a line', () => {
    expect(wrapWords('audited, but no rule matched', 12)).toEqual(['audited, but', 'no rule', 'matched']);
    expect(wrapWords('clusterrolebindings x', 8)).toEqual(['clusterr', 'olebindi', 'ngs x']);
    expect(wrapWords('', 8)).toEqual(['']);
  });
});

describe('text from outside', () => {
  test('loses what could move the cursor, colour the screen or reorder letters', () => {
    expect(printable('a\u001b[31mb\u009b2Jc\u202ed')).toBe('a�[31mb�2Jc�d');
    expect(printable('one\r\ntwo\tthree')).toBe('one two three');
    expect(printable('Gerät ✔ 検知')).toBe('Gerät ✔ 検知');
  });
});

describe('times', () => {
  test.each([
    [80, '0.1s'],
    [34_000, '34.0s'],
    [99_940, '99.9s'],
    [124_000, '2m04s'],
    [7_260_000, '2h01m'],
  ])('%i ms in a column is %s, at most six wide', (ms, text) => {
    expect(shortTime(ms)).toBe(text);
    expect(text.length).toBeLessThanOrEqual(6);
  });

  test('that still run are whole seconds, never negative', () => {
    expect(runningTime(12_900)).toBe('12s');
    expect(runningTime(-50)).toBe('0s');
    expect(runningTime(125_000)).toBe('2m05s');
  });

  test('of a run are minutes and seconds, with hours when it has some', () => {
    expect(clockTime(134_000)).toBe('02:14');
    expect(clockTime(3_734_000)).toBe('1:02:14');
  });
});
