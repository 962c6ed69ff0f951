import {describe, expect, test} from 'vitest';
import {z} from 'zod';
import {HttpError} from '../../../src/sources/http/http.js';
import {parseAs} from '../../../src/sources/kit/parse.js';
import {storeFailure} from '../../../src/sources/store/failure.js';

describe('what a store or a gateway in front of it says with a refusal', () => {
  test.each([
    ['type and reason', {type: 'security_exception', reason: 'no permissions'}, ': security_exception: no permissions'],
    ['a reason alone', {reason: 'no permissions'}, ': no permissions'],
    ['a type alone', {type: 'security_exception'}, ': security_exception'],
    ['a text', 'Forbidden', ': Forbidden'],
    ['nothing', null, ''],
  ])('%s', (_, error, told) => {
    const refusal = new HttpError('http://store answered 403', 403, JSON.stringify({error}));
    expect(storeFailure('http://store', refusal).message).toBe(
      `http://store: these credentials may not do that (403)${told}`,
    );
  });
});

describe('an answer of another form is told without the word undefined', () => {
  const Answer = z.object({version: z.object({number: z.string()})});
  test.each([
    ['an empty answer', undefined, 'is missing (a map)'],
    ['a key that is absent', {version: {}}, 'version.number: is missing (a text)'],
    ['null', {version: null}, 'version: must be a map, is empty'],
  ])('%s', (_, value, told) => {
    expect(() => parseAs(Answer, value, 'the answer')).toThrow(`the answer is not in the expected form: ${told}`);
  });
});
