import {expect, test} from 'vitest';
import {walkThrough} from './walkthrough.js';

test('the tutorial comes out as it says, command by command', () => {
  expect(walkThrough('docs/tutorial.md')).toBe(5);
});

test('a verdict is checked by hand as docs/trust.md says, with jq', () => {
  expect(walkThrough('docs/trust.md')).toBe(10);
});
