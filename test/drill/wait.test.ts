import {describe, expect, test} from 'vitest';
import {Reach} from '../../src/run/reach.js';
import {type Condition, waitFor} from '../../src/run/wait.js';
import {skippingClock} from '../helpers/skipping-clock.js';

type Answer = {code: number; body: unknown};
const MADE: Answer = {code: 200, body: {data: {state: 'half done', count: 2}}};
const NONE: Answer = {code: 404, body: {kind: 'Status'}};

/** Waits a second at most for a condition on an object that answers in turn, the last answer again and again. */
async function waiting(condition: object, ...answers: Answer[]) {
  const clock = skippingClock();
  let asked = 0;
  const waited = await waitFor(
    {resource: 'configmaps', name: 'made', within: '1s', ...condition} as Condition,
    async () => answers[Math.min(asked++, answers.length - 1)],
    {withinMs: 1000, clock, reach: new Reach(clock, 60_000)},
  );
  return {...waited, asked};
}

describe('waiting for an object', () => {
  test.each([
    ['it is there', {exists: true}, MADE],
    ['it is gone', {exists: false}, NONE],
    ['a field is something', {field: 'data.state', is: 'half done'}, MADE],
    ['a number is something', {field: 'data.count', is: '2'}, MADE],
    ['a field is something else', {field: 'data.state', isNot: 'done'}, MADE],
    ['a field matches', {field: 'data.state', matches: '^half'}, MADE],
  ])('%s: asked once', async (_, condition, answer) => {
    expect(await waiting(condition, answer)).toEqual({body: answer.body, asked: 1});
  });

  test('is asked for until it holds, and the answer that held is given back', async () => {
    expect(await waiting({field: 'data.state', is: 'half done'}, NONE, NONE, MADE)).toEqual({
      body: MADE.body,
      asked: 3,
    });
  });

  test.each([
    ['it never came', {exists: true}, NONE, 'configmaps made does not exist after 1s'],
    ['it never went', {exists: false}, MADE, 'configmaps made is still there after 1s'],
    [
      'a field is something else',
      {field: 'data.state', is: 'done'},
      MADE,
      'data.state of configmaps made is "half done", not "done", after 1s',
    ],
    [
      'a field stayed',
      {field: 'data.state', isNot: 'half done'},
      MADE,
      'data.state of configmaps made is "half done", still "half done", after 1s',
    ],
    [
      'a field is not there, which is not the same as being something else',
      {field: 'data.none', isNot: 'x'},
      MADE,
      'data.none of configmaps made is undefined, still "x", after 1s',
    ],
    [
      'a field does not match',
      {field: 'data.state', matches: '^done'},
      MADE,
      'data.state of configmaps made is "half done", nothing that matches ^done, after 1s',
    ],
    [
      'it cannot be read',
      {field: 'data.state', is: 'done'},
      NONE,
      'configmaps made cannot be read (HTTP 404) after 1s',
    ],
  ])('%s: says so when the time is over', async (_, condition, answer, unmet) => {
    expect(await waiting(condition, answer)).toMatchObject({unmet});
  });

  test('never tells what a Secret holds', async () => {
    const waited = await waiting({resource: 'secrets', field: 'data.state', is: 'done'}, MADE);
    expect(waited).toMatchObject({unmet: 'data.state of secrets made is something else, not "done", after 1s'});
  });
});
