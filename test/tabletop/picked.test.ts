import {describe, expect, test} from 'vitest';
import {scoreResponse} from '../../src/score/response-card.js';
import {ofProcedure} from '../../src/score/response-shares.js';
import {viewOf} from '../../src/view/fold.js';
import {sat} from '../helpers/tabletop.js';

/** Points of the procedure of a table that was played from answers, out of its log alone. */
async function scored(...answers: string[]) {
  const played = await sat([...answers, 'end'].join('\n'));
  const card = scoreResponse(viewOf(played.events));
  return {...played, procedure: card?.components.find(({id}) => id === 'procedure')};
}

/** A step of a written procedure in a state; what else it is does not count. */
const step = (state: 'seen' | 'not seen' | 'for people' | 'unknown') => ({step: {id: 's', text: ''}, state});

describe('the share of an attack', () => {
  test.each([
    ['the written one counts whole where no step is known', 'written', [], 1],
    ['the written one that came after an action counts half', 'late', [], 0.5],
    ['another one counts nothing', 'another', [], 0],
    ['none counts nothing', 'none', [], 0],
    ['steps that nobody knows of do not count', 'written', [step('for people'), step('unknown')], 1],
    ['pick and steps count half each', 'written', [step('seen'), step('not seen')], 0.75],
    ['steps count without a pick', 'none', [step('seen')], 0.5],
    ['a late pick with every step', 'late', [step('seen')], 0.75],
  ] as const)('%s', (_, picking, steps, share) => expect(ofProcedure(picking, steps)).toBe(share));

  test('elsewhere there are steps alone, and nothing where none is known', () => {
    expect(ofProcedure(undefined, [step('seen'), step('not seen')])).toBe(0.5);
    expect(ofProcedure(undefined, [step('for people')])).toBeUndefined();
  });
});

test('picking the written procedure earns points, by the log alone; another one, none and a late one earn less', async () => {
  const played = [
    await scored('next', 'pick I1 secret-exposure', 'act I1 revoke'),
    await scored('next', 'act I1 revoke', 'pick I1 secret-exposure'),
    await scored('next', 'pick I1 rbac-abuse', 'act I1 revoke'),
    await scored('next', 'act I1 revoke'),
  ];
  const points = played.map(({procedure}) => procedure?.points ?? 0);
  const [written = 0, late = 0, another = 0, none = 0] = points;
  expect(played.map(({procedure}) => procedure?.max)).toEqual([10, 10, 10, 10]);
  // Half of ten points is for the pick, a quarter of them where it came late.
  expect([written - late, late - none, another - none].map(one => Math.round(one * 10) / 10)).toEqual([2.5, 2.5, 0]);
});

test('each attack counts by its severity, and one that was not laid does not count; the report shows each share', async () => {
  const one = await scored('next', 'pick I1 secret-exposure');
  const both = await scored('next', 'pick I1 secret-exposure', 'jump I5');
  expect(both.procedure?.points).toBeLessThan(one.procedure?.points ?? 0);
  const report = both.file('aar.md').split('Procedures picked')[1]?.split('###')[0] ?? '';
  expect(report).toMatch(/the written one, before anybody acted *\| *1 /);
  expect(report).toMatch(/none *\| *none *\| *0 |\| none \| [\w-]+ \| none \| *0/);
  expect(both.file('aar.md')).toContain('half for the pick');
});
