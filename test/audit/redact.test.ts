import {expect, test} from 'vitest';
import {textWithoutSecrets} from '../../src/audit/redact.js';

test.each([
  ['DB_PASSWORD=hunter2 started', 'DB_PASSWORD=[redacted] started'],
  ['{"api_token": "abc.def", "user": "bob"}', '{"api_token": "[redacted]", "user": "bob"}'],
  ['Authorization: Bearer abc', 'Authorization: [redacted]'],
  ['got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln from it', 'got [redacted] from it'],
  ['AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG', 'AWS_SECRET_ACCESS_KEY=[redacted]'],
  ['the password was wrong', 'the password was wrong'],
])('a line that is kept as evidence has no credentials: %s', (line, kept) => {
  expect(textWithoutSecrets(line)).toBe(kept);
});

test('a line that is too long is cut', () => {
  expect(textWithoutSecrets('x'.repeat(10_000))).toHaveLength(4096);
});
