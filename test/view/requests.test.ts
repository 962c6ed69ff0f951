import {expect, test} from 'vitest';
import {answerText} from '../../src/view/requests.js';
import type {RequestView} from '../../src/view/view.js';

const answered = (parts: object) => parts as RequestView['answered'];

test('an answer is its HTTP status; a command on a node is done, or gave none', () => {
  expect(answerText(answered({code: 403, outcome: 'prevented'}))).toBe('403');
  expect(answerText(answered({outcome: 'executed'}))).toBe('done');
  expect(answerText(answered({outcome: 'failed'}))).toBe('no answer');
  expect(answerText(undefined)).toBe('no answer');
});
