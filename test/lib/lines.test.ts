import {expect, test} from 'vitest';
import {parseJson} from '../../src/lib/json.js';
import {LineCutter} from '../../src/lib/line-cutter.js';
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

test('a byte order mark is not a part of the first line', async () => {
  expect(await all('\ufeff{"a":1}\n\ufeffb')).toEqual(['{"a":1}', '\ufeffb']);
});

test('a chunk of nothing but line ends', async () => {
  expect(await all('\n'.repeat(2_000_000))).toEqual([]);
});

test('a line that is too long comes as its beginning, marked, and what follows is whole', () => {
  const cutter = new LineCutter(5000);
  const lines = ['a', 'b'.repeat(4000), 'b'.repeat(4000), '\nc\n'].flatMap(text => cutter.push(Buffer.from(text)));
  expect(lines).toEqual([`a${'b'.repeat(999)}…`, 'c']);
  expect(cutter.end()).toBeUndefined();
});

test('JSON keeps whole numbers beyond 2^53 as they are written', () => {
  expect(parseJson('{"a":9007199254740993,"b":[-9007199254740995],"c":"9007199254740993","d":1e20,"e":1}')).toEqual({
    ...{a: '9007199254740993', b: ['-9007199254740995'], c: '9007199254740993', d: 1e20, e: 1},
  });
});
