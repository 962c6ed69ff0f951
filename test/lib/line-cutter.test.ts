import {expect, test} from 'vitest';
import {LineCutter} from '../../src/lib/files/line-cutter.js';
import {parseJson} from '../../src/lib/json/json.js';

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
