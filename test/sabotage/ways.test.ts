import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {WAYS} from './ways.js';

/** The tests of folders, as one text. */
const textOf = (...folders: string[]): string =>
  folders
    .flatMap(folder => readdirSync(folder).map(name => join(folder, name)))
    .filter(file => file.endsWith('.test.ts'))
    .map(file => readFileSync(file, 'utf8'))
    .join('\n');

const TESTS = {simulated: textOf('test/sabotage'), real: textOf('test/stack/sabotage', 'test/stack/clusters')};

test('every way has a name of its own', () => {
  expect(new Set(WAYS.map(w => w.id)).size).toBe(WAYS.length);
});

test.each(WAYS)('$id is tried on everything that it is said to be tried on', ({id, on}) => {
  for (const [place, text] of Object.entries(TESTS)) {
    const isSaid = on.some(server => (server === 'simulated') === (place === 'simulated'));
    expect([place, text.includes(`expectNamed('${id}'`)]).toEqual([place, isSaid]);
  }
});
