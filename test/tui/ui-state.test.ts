import type {Key} from 'ink';
import {describe, expect, test} from 'vitest';
import {commandOf, KEYMAP, type KeyContext} from '../../src/tui/keymap.js';
import {type Extent, initialUi, reduceUi, scrollOf, typeSearch} from '../../src/tui/ui-state.js';

const context: KeyContext = {
  screen: 'board',
  ended: false,
  stopping: false,
  paused: false,
  canSkip: true,
  canPause: true,
  replay: false,
};
const key = (press: Partial<Key> = {}) => press as Key;
const extent: Extent = {
  ...{rows: [0, 1, 2, 3, 4, 5], selected: 0, ended: false, lines: 100, page: 20, matches: []},
  summary: {lines: 8, page: 8},
};

describe('keys', () => {
  test.each([
    ['q', {}, 'stop'],
    ['q', {ended: true}, 'leave'],
    ['q', {screen: 'evidence'}, 'back'],
    ['q', {stopping: true}, undefined],
    ['p', {canPause: false}, undefined],
    ['q', {replay: true}, 'leave'],
    ['s', {canSkip: false}, undefined],
    ['s', {ended: true}, undefined],
    ['n', {}, undefined],
    ['n', {screen: 'feed'}, 'next match'],
    ['j', {}, 'down'],
  ] as const)('%s on %o is %s', (letter, change, command) => {
    expect(commandOf(letter, key(), {...context, ...change})).toBe(command);
  });

  test('enter opens the evidence, also when the run is over, and only q and Ctrl-C leave', () => {
    const over = {...context, ended: true};
    expect(commandOf('', key({return: true}), context)).toBe('evidence');
    expect(commandOf('', key({return: true}), over)).toBe('evidence');
    const leaving = KEYMAP.filter(b => b.command === 'leave').flatMap(b => b.keys);
    expect(leaving).toEqual(['q', 'ctrl+c']);
    expect(commandOf('', key({escape: true}), over)).toBeUndefined();
  });

  test('Ctrl-C stops from every screen, again while stopping, and leaves at the end', () => {
    for (const screen of ['board', 'evidence', 'feed', 'keys'] as const) {
      expect(commandOf('c', key({ctrl: true}), {...context, screen})).toBe('stop');
      expect(commandOf('c', key({ctrl: true}), {...context, screen, stopping: true})).toBe('stop');
      expect(commandOf('c', key({ctrl: true}), {...context, screen, ended: true})).toBe('leave');
    }
    expect(commandOf('c', key(), context)).toBeUndefined();
  });

  test('every command has a line among the keys, itself or with its twin', () => {
    const helped = KEYMAP.filter(b => b.help).map(b => b.command);
    const twins = {down: 'up', 'page down': 'page up', last: 'first', 'previous match': 'next match'};
    for (const {command} of KEYMAP) expect(helped).toContain(twins[command as keyof typeof twins] ?? command);
  });
});

describe('what the person has chosen', () => {
  test('the selection stays inside the board', () => {
    expect(reduceUi(initialUi, 'up', extent).selected).toBe(0);
    expect(reduceUi(initialUi, 'last', extent).selected).toBe(5);
    expect(reduceUi({...initialUi, selected: 5}, 'down', {...extent, selected: 5}).selected).toBe(5);
    expect(reduceUi(initialUi, 'down', {...extent, rows: [], selected: -1}).selected).toBe(0);
  });

  test('a selection walks along the rows as they are shown, and enter opens the marked one', () => {
    const worst = {...extent, rows: [4, 1, 0], selected: 4, ended: true};
    expect(reduceUi(initialUi, 'down', worst).selected).toBe(1);
    expect(reduceUi(initialUi, 'last', worst).selected).toBe(0);
    expect(reduceUi(initialUi, 'evidence', worst)).toMatchObject({screen: 'evidence', selected: 4, showScenario: true});
    expect(reduceUi(initialUi, 'evidence', {...worst, rows: [], selected: -1})).toBe(initialUi);
  });

  test('a filter is typed on the board, escape takes it back, and failures alone are one key away', () => {
    let state = reduceUi(initialUi, 'filter', extent);
    for (const letter of 'exec') state = typeSearch(state, letter, {});
    expect(typeSearch(state, '', {return: true})).toMatchObject({filter: 'exec', typing: false, query: ''});
    expect(typeSearch(state, '', {escape: true})).toMatchObject({filter: '', typing: false});
    const bad = reduceUi(state, 'only bad', extent);
    expect(bad.onlyBad).toBe(true);
    expect(reduceUi(bad, 'unfilter', extent)).toMatchObject({filter: '', onlyBad: false});
    expect(commandOf('', key({escape: true}), {...context, filtered: true})).toBe('unfilter');
  });

  test('the summary at the end scrolls by pages, and stops at its ends', () => {
    const over = {...extent, ended: true, summary: {lines: 20, page: 6}};
    const down = reduceUi(initialUi, 'page down', over);
    expect(down).toMatchObject({summaryScroll: 5, showScenario: false});
    expect(reduceUi({...down, summaryScroll: 13}, 'page down', over).summaryScroll).toBe(14);
    expect(reduceUi(down, 'page up', over).summaryScroll).toBe(0);
    expect(reduceUi({...down, showScenario: true}, 'page down', over).selected).toBe(5);
  });

  test('a selection made during the run does not hide the score at its end, one made after does', () => {
    expect(reduceUi(initialUi, 'down', extent).showScenario).toBe(false);
    const after = reduceUi(initialUi, 'down', {...extent, ended: true});
    expect(after.showScenario).toBe(true);
    expect(reduceUi(after, 'score', extent).showScenario).toBe(false);
  });

  test('the feed follows its end until somebody scrolls up, and again from the end on', () => {
    const feed = reduceUi(initialUi, 'feed', extent);
    expect(scrollOf(feed, {lines: 140, page: 20})).toBe(120);
    const up = reduceUi(feed, 'up', extent);
    expect(scrollOf(up, {lines: 140, page: 20})).toBe(79);
    const end = reduceUi(up, 'last', extent);
    expect(scrollOf(end, {lines: 140, page: 20})).toBe(120);
  });

  test('the keys lie over a view and give it back where it was', () => {
    const evidence = {...reduceUi(initialUi, 'evidence', extent), scroll: 30};
    const keys = reduceUi(evidence, 'keys', extent);
    const scrolled = reduceUi(keys, 'down', extent);
    expect(scrolled.keysScroll).toBe(1);
    expect(reduceUi(scrolled, 'back', extent)).toMatchObject({screen: 'evidence', scroll: 30});
  });

  test('a search goes to the next match, around the end, and back', () => {
    const found = {...extent, matches: [10, 50, 95]};
    let state = reduceUi(reduceUi(initialUi, 'evidence', extent), 'search', extent);
    expect(state).toMatchObject({typing: true, open: true});
    for (const letter of 'usx') state = typeSearch(state, letter, {});
    state = typeSearch(state, '', {backspace: true});
    state = typeSearch(typeSearch(state, 'er', {}), '', {return: true});
    expect(state).toMatchObject({typing: false, query: 'user'});
    const places: number[] = [];
    for (let n = 0; n < 4; n++) {
      state = reduceUi(state, 'next match', found);
      places.push(state.match);
    }
    expect(places).toEqual([10, 50, 95, 10]);
    expect(reduceUi(state, 'previous match', found).match).toBe(95);
    expect(reduceUi(state, 'next match', {...extent, matches: []})).toBe(state);
  });

  test('a search that is given up leaves nothing marked', () => {
    const typing = typeSearch(reduceUi(initialUi, 'search', extent), 'x', {});
    expect(typeSearch(typing, '', {escape: true})).toMatchObject({typing: false, query: ''});
  });
});
