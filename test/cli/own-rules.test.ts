import {expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';
import {tempFile} from '../helpers/temp.js';

const rule = (name: string) =>
  tempFile(
    `${name}.yml`,
    `title: ${name}\nlogsource: {product: kubernetes, service: audit}\ndetection: {s: {verb: list}, condition: s}\n`,
  );

test.each([
  ['before', () => ['--rules', rule('a'), 'secrets-listed']],
  ['after', () => ['secrets-listed', '--rules', rule('a')]],
  ['between', () => ['--rules', rule('a'), 'secrets-listed', '--rules', rule('b')]],
])('scenarios %s --rules are scenarios', async (_, argv) => {
  const {code, stdout} = await kubedrill('plan', ...argv(), '--json');
  expect(code).toBe(0);
  const {scenarios} = JSON.parse(stdout);
  expect(scenarios.map((s: {id: string}) => s.id)).toEqual(['secrets-listed']);
});
