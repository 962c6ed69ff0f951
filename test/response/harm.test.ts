import {describe, expect, test} from 'vitest';
import {harmOf} from '../../src/response/harm.js';
import type {ScenarioView} from '../../src/view/view.js';

type State = 'fine' | 'harmed' | 'unknown';

/** The harm to one bystander of which this was told, a second apart. */
function harm(...states: State[]) {
  const told = states.map((state, i) => ({bystander: 'shop', state, ms: i * 1000, at: '', detail: ''}));
  const scenario = {asked: {bystanders: ['shop']}, harm: told, actions: []} as unknown as ScenarioView;
  return harmOf(scenario, states.length * 1000, {})[0];
}

describe('harm', () => {
  test('is known where a bystander was only not ready at the beginning', () => {
    expect(harm('unknown', 'fine')).toEqual({bystander: 'shop', downMs: 0, detail: ''});
    expect(harm('unknown', 'fine', 'harmed')).toMatchObject({downMs: 1000});
  });

  test('is not known where a bystander never worked, or could not be looked at later', () => {
    for (const states of [[], ['unknown'], ['fine', 'unknown', 'fine']] satisfies State[][]) {
      expect(harm(...states)).toMatchObject({downMs: 0, unsure: true});
    }
  });
});
