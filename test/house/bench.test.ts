import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';

test('every module that a benchmark measures is where it looks for it', () => {
  const named = readdirSync('bench')
    .filter(name => name.endsWith('.js'))
    .flatMap(name =>
      [...readFileSync(join('bench', name), 'utf8').matchAll(/built\('([^']+)'\)/g)].map(([, path = '']) => path),
    );
  expect(named.length).toBeGreaterThan(10);
  const isThere = (path: string) => ['.ts', '.tsx'].some(end => existsSync(join('src', path.replace(/\.js$/, end))));
  expect(named.filter(path => !isThere(path))).toEqual([]);
});
