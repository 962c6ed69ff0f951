import {globSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';

const SCHEMAS = globSync('schemas/*.json');
const idOf = (path: string): string => JSON.parse(readFileSync(path, 'utf8')).$id;
const {repository} = JSON.parse(readFileSync('package.json', 'utf8'));

test.each(SCHEMAS)('%s has its public address as its id', path => {
  const [, where] = /github\.com\/(.+)\.git$/.exec(repository.url) ?? [];
  expect(idOf(path)).toBe(`https://raw.githubusercontent.com/${where}/main/${path}`);
});

describe('files that ship name the schema of their kind, by an address that holds wherever they are copied', () => {
  const FILES = [
    ...globSync('scenarios/*.yaml').map(file => ({file, kind: 'scenario'})),
    ...globSync('drills/*.yaml').map(file => ({file, kind: 'drill'})),
    ...globSync('stacks/**/stack.yaml').map(file => ({file, kind: 'stack'})),
    ...globSync('stacks/*.yaml').map(file => ({file, kind: 'stack'})),
  ];

  test.each(FILES)('$file', ({file, kind}) => {
    const [, address] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(file, 'utf8')) ?? [];
    expect(address).toBe(idOf(`schemas/${kind}.schema.json`));
  });
});
