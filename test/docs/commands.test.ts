import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';
import {argumentsOf, wrongWith} from './command-line.js';
import {codeSpans, pages} from './markdown.js';

/** Commands that pages show: in fences of shell and CI configuration, and in the text. */
const SHOWN = pages().flatMap(page => [
  ...page.fences
    .filter(({info}) => /^(sh|yaml)?$/.test(info))
    .flatMap(({text, place}) =>
      text.split('\n').map(line => ({line: line.replace(/^\s*(- )?run: |^\s*- /, ''), place})),
    ),
  ...codeSpans(page).map(line => ({line, place: page.path})),
]);

async function mistakes(lines: readonly {line: string; place: string}[]): Promise<{checked: number; wrong: string[]}> {
  const wrong: string[] = [];
  let checked = 0;
  for (const {line, place} of lines) {
    const argv = argumentsOf(line);
    if (!argv) continue;
    checked++;
    const problem = await wrongWith(argv);
    if (problem) wrong.push(`${place} ${line.trim()}: ${problem}`);
  }
  return {checked, wrong};
}

describe('commands that are shown', () => {
  test('in the docs are understood by the program', async () => {
    const {checked, wrong} = await mistakes(SHOWN);
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(50);
  });

  test('as examples of --help are, too', async () => {
    const names = [...(await kubedrill('--help')).stdout.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(m => m[1] ?? '');
    const helps = await Promise.all(
      [['--help'], ...names.map(name => [name, '--help'])].map(argv => kubedrill(...argv)),
    );
    const lines = helps.flatMap(({stdout}) => [...stdout.matchAll(/^ {2}(kubedrill .*?)(?: {2,}|$)/gm)]);
    const {checked, wrong} = await mistakes(lines.map(match => ({line: match[1] ?? '', place: '--help'})));
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(names.length);
  });

  test('as next steps of errors are, too', async () => {
    const files = readdirSync('src', {recursive: true, encoding: 'utf8'}).filter(name => /\.tsx?$/.test(name));
    const lines = files.flatMap(name =>
      readFileSync(`src/${name}`, 'utf8')
        .split('\n')
        .filter(line => !/^\s*(\/\/|\/?\*)/.test(line))
        .flatMap(line => [...line.matchAll(/\\?`(kubedrill [^`$]*?)\\?`/g)])
        .map(match => ({line: match[1] ?? '', place: `src/${name}`})),
    );
    const {checked, wrong} = await mistakes(lines);
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(8);
  });

  test.each([
    ['kubedrill run --clutser kind', /unknown option/],
    ['kubedrill cluster down NAME', /too many arguments/],
    ['npx kubedrill run secret-listed', /did you mean secrets-listed/],
    ['kubedrill rnu', /unknown command/],
  ])('%s would be found out', async (line, problem) => {
    expect(await wrongWith(argumentsOf(line) ?? [])).toMatch(problem);
  });
});

test('npm scripts that are shown are there', () => {
  const {scripts} = JSON.parse(readFileSync('package.json', 'utf8'));
  const known = [...Object.keys(scripts), 'ci', 'install', 'pack'];
  const shown = SHOWN.flatMap(({line, place}) => {
    const name = /^npm (?:run )?([\w:]+)/.exec(line.trim())?.[1];
    return name === undefined ? [] : [{name, place}];
  });
  expect(shown.filter(({name}) => !known.includes(name))).toEqual([]);
  expect(new Set(shown.map(s => s.name)).size).toBeGreaterThan(5);
});
