import {writeFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {Remembered} from '../../src/lib/yaml/remembered.js';
import {readYaml} from '../../src/lib/yaml/yaml-file.js';
import {tempFile} from '../helpers/temp.js';

/** A memory of two texts, and the texts that were worked on. */
function remembering() {
  const [memory, worked] = [new Remembered<{text: string}>(2), [] as string[]];
  const of = (text: string, name = 'a') =>
    memory.of([name], text, () => {
      worked.push(`${name} ${text}`);
      return {text};
    });
  return {of, worked};
}

describe('what was made of a text', () => {
  test('is made once, and again under another name', () => {
    const {of, worked} = remembering();
    expect(of('x')).toBe(of('x'));
    expect(of('x', 'b')).toEqual({text: 'x'});
    expect(worked).toEqual(['a x', 'b x']);
  });

  test('is forgotten where others were asked for since', () => {
    const {of, worked} = remembering();
    for (const text of ['x', 'y', 'x', 'z', 'x', 'y']) of(text);
    expect(worked).toEqual(['a x', 'a y', 'a z', 'a y']);
  });

  test('is made each time of a text that is long', () => {
    const {of, worked} = remembering();
    const long = 'x'.repeat(100_000);
    expect(of(long)).not.toBe(of(long));
    expect(worked).toHaveLength(2);
  });
});

describe('a YAML file that is read again', () => {
  test('is what it is now', () => {
    const file = tempFile('a.yaml', 'a: 1\n');
    expect(readYaml(file).values).toEqual([{a: 1}]);
    writeFileSync(file, 'a: 2\n');
    expect(readYaml(file).values).toEqual([{a: 2}]);
  });

  test('is read as it is asked for', () => {
    const file = tempFile('a.yaml', 'a: 1\n---\na: 12345678901234567890\n');
    expect(readYaml(file).problems).toEqual([]);
    expect(readYaml(file, {documents: 'one'}).problems).toHaveLength(1);
    expect(readYaml(file, {exactIntegers: true}).values[1]).toEqual({a: 12345678901234567890n});
  });

  test('cannot be changed by who reads it', () => {
    const [value] = readYaml(tempFile('a.yaml', 'a: {b: [1]}\nc: !!binary YQ==\n')).values as {a: {b: number[]}}[];
    expect(() => value?.a.b.push(2)).toThrow(TypeError);
  });
});
