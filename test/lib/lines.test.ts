import {expect, test} from 'vitest';
import {linesOf} from '../../src/lib/lines.js';
import {tempFile} from '../helpers/temp.js';

async function all(content: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const some of linesOf(tempFile('log', content))) lines.push(...some);
  return lines;
}

test('every line is given once, also a last one without its end', async () => {
  expect(await all('a\nb\n\nc')).toEqual(['a', 'b', 'c']);
  expect(await all('')).toEqual([]);
});

test('lines and characters that two pieces share stay whole', async () => {
  const lines = Array.from({length: 3000}, (_, i) => `${i} ${'ü€😀'.repeat(i % 200)}`);
  expect(await all(`${lines.join('\n')}\n`)).toEqual(lines);
});

test('a line may be longer than a piece', async () => {
  const long = 'x'.repeat(3_000_000);
  expect(await all(`${long}\n${long}y\n`)).toEqual([long, `${long}y`]);
});
