import {expect, test} from 'vitest';
import {de} from '../../src/web/words/de.js';
import {en} from '../../src/web/words/en.js';
import {wordsIn} from '../../src/web/words/words.js';

/** Every text of a catalogue by its path: of a function what its source says. */
function textsOf(words: object, path = ''): [path: string, text: string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] => {
    const own = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'string') return [[own, value]];
    if (typeof value === 'function') return [[own, saidBy(String(value))]];
    return textsOf(value, own);
  });
}

/** The literals of a function, without what is put into them. */
const saidBy = (source: string): string =>
  [...source.matchAll(/`((?:[^`\\]|\\.)*)`|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)]
    .map(([, ...said]) => said.join('').replaceAll(/\$\{[^}]*\}/g, ' '))
    .join(' ');

const ENGLISH = /\b(the|and|of|by|is|are|not|to|at|for|with|you|your|from|done|left|join|nobody|late|open|read)\b/i;
const GERMAN = /[äöüß]|\b(der|die|das|den|und|nicht|ist|von|wird|sind|mit|für|Sie|kein|keine|um|noch)\b/i;

test('both languages say the same things', () => {
  expect(textsOf(de).map(([path]) => path)).toEqual(textsOf(en).map(([path]) => path));
});

test('no English is left in the German words, and no German in the English ones', () => {
  expect(textsOf(de).filter(([, text]) => ENGLISH.test(text))).toEqual([]);
  expect(textsOf(en).filter(([, text]) => GERMAN.test(text))).toEqual([]);
});

test('what is called the same in both languages is known to be', () => {
  const english = new Map(textsOf(en));
  const same = textsOf(de).filter(([path, text]) => /[a-z]{3}/i.test(text) && english.get(path) === text);
  expect(same.map(([path]) => path)).toEqual([
    ...['workshop.shell.title', 'workshop.shell.example', 'workshop.teams.title', 'workshop.matrix.team'],
    ...['join.code', 'evidence.size'],
  ]);
});

test('words are of the first language that is known', () => {
  expect(wordsIn('de-AT')).toBe(de);
  expect(wordsIn(undefined, 'fr', 'de')).toBe(de);
  expect(wordsIn('fr')).toBe(en);
});
