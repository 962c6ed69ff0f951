import {describe, expect, test} from 'vitest';
import {harmOf} from '../../src/response/harm.js';
import type {ScenarioView} from '../../src/view/view.js';

type State = 'fine' | 'harmed' | 'unknown';

/** A scenario with one bystander, of which this was told, a second apart, while people responded until `endMs`. */
function scenarioOf(states: readonly State[], endMs?: number): ScenarioView {
  const told = states.map((state, i) => ({bystander: 'shop', state, ms: i * 1000, at: '', detail: ''}));
  const phases = [{phase: 'respond', startMs: 0, endMs}];
  return {asked: {bystanders: ['shop']}, harm: told, actions: [], phases} as unknown as ScenarioView;
}

const harm = (...states: State[]) => harmOf(scenarioOf(states), states.length * 1000, {})[0];

describe('harm', () => {
  test('is known where a bystander was only not ready at the beginning', () => {
    expect(harm('unknown', 'fine')).toEqual({bystander: 'shop', downMs: 0, detail: ''});
    expect(harm('unknown', 'fine', 'harmed')).toMatchObject({downMs: 1000});
  });

  test('grows as long as people respond, and no longer', () => {
    const down = (nowMs: number, endMs?: number) => harmOf(scenarioOf(['fine', 'harmed'], endMs), nowMs, {})[0]?.downMs;
    expect(down(60_000)).toBe(59_000);
    expect(down(60_000, 5000)).toBe(4000);
  });

  test('is not known where a bystander never worked, or could not be looked at later', () => {
    for (const states of [[], ['unknown'], ['fine', 'unknown', 'fine']] satisfies State[][]) {
      expect(harm(...states)).toMatchObject({downMs: 0, unsure: true});
    }
  });
});
