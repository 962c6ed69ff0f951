import {describe, expect, test} from 'vitest';
import {jiralertLabels} from '../../../src/sources/alertmanager/jiralert.js';

describe("jiralert's labels", () => {
  test('are those of its own test', () => {
    expect(jiralertLabels({a: 'B', C: 'd'})).toEqual([
      'ALERT{C="d",a="B"}',
      'JIRALERT{9897cb21a3d1ba47d2aab501ce9bc60b74bf65e26658f8e34a7fc81705e6b6eadfe6ad8edfe7c68142b3fe10f2c89127bd85e5f3687fe6b9ff1eff4b3f71dd49}',
    ]);
  });

  test("have the alert's name first and no space, in the first form", () => {
    expect(jiralertLabels({a: 'of two words', z: '', alertname: 'Z'})[0]).toBe(
      'ALERT{alertname="Z",a="oftwowords",z=""}',
    );
  });

  // As `fmt.Sprintf("%q")` of Go 1.26 wrote them.
  test.each([
    ['"', String.raw`\"`],
    ['\\', String.raw`\\`],
    ['\n', String.raw`\n`],
    ['\x07', String.raw`\a`],
    ['\x00', String.raw`\x00`],
    ['\x7f', String.raw`\x7f`],
    ['\u0085', String.raw`\u0085`],
    ['\u00a0', String.raw`\u00a0`],
    ['\u200b', String.raw`\u200b`],
    ['\u{e0001}', String.raw`\U000e0001`],
    ['ä', 'ä'],
    ['世', '世'],
    ['👍', '👍'],
  ])('have values as Go quotes them: %j', (value, quoted) => {
    expect(jiralertLabels({a: value})[0]).toBe(`ALERT{a="${quoted}"}`);
  });

  test('are none for a group of everything, which is called the same everywhere', () => {
    expect(jiralertLabels({})).toEqual([]);
  });
});
