import {expect, test} from 'vitest';
import {consoleSuits, prefersAscii} from '../../src/tui/terminal.js';

const tty = {isTTY: true};

test.each([
  ['a terminal', {stdin: tty, stdout: tty, env: {TERM: 'xterm-256color'}}, true],
  ['output into a file', {stdin: tty, stdout: {}, env: {}}, false],
  ['no keyboard', {stdin: {}, stdout: tty, env: {}}, false],
  ['a terminal that cannot move its cursor', {stdin: tty, stdout: tty, env: {TERM: 'dumb'}}, false],
  ['a screen reader', {stdin: tty, stdout: tty, env: {INK_SCREEN_READER: 'true'}}, false],
])('the console with %s: %o is %s', (_, terminal, suits) => {
  expect(consoleSuits(terminal)).toBe(suits);
});

test.each([
  [{LANG: 'en_US.UTF-8'}, false],
  [{LANG: 'C.utf8'}, false],
  [{}, false],
  [{LANG: 'C'}, true],
  [{LC_ALL: 'POSIX', LANG: 'de_DE.UTF-8'}, true],
  [{LANG: 'en_US.UTF-8', TERM: 'linux'}, true],
])('plain symbols with %o: %s', (env, ascii) => {
  expect(prefersAscii(env)).toBe(ascii);
});
