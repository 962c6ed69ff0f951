import {describe, expect, test} from 'vitest';
import {navigatorReport} from '../../src/report/data/navigator.js';
import {drillView} from '../helpers/events.js';
import {hostileRun, mixedRun} from './sample.js';

const layer = (view = mixedRun()) => JSON.parse(navigatorReport(view));
const technique = (id: string, view = mixedRun()) =>
  layer(view).techniques.find((t: {techniqueID: string}) => t.techniqueID === id);

describe('navigator.json', () => {
  test('of a mixed run', async () => {
    await expect(navigatorReport(mixedRun())).toMatchFileSnapshot('golden/navigator.json');
  });

  test('is a layer of format 4.5 of the enterprise matrix that shows its sub-techniques', () => {
    expect(layer()).toMatchObject({
      domain: 'enterprise-attack',
      versions: {layer: '4.5'},
      layout: {expandedSubtechniques: 'annotated'},
    });
  });

  test('scores a technique by its worst scenario, and not at all where nothing was found out', () => {
    expect(technique('T1610')).toMatchObject({score: 100, comment: 'Privileged pod: detected'});
    // One scenario of this technique was late, the other refused.
    expect(technique('T1098.006')).toMatchObject({score: 50, comment: expect.stringMatching(/late\n.*prevented/)});
    expect(technique('T1609')).toMatchObject({score: 0});
    expect(technique('T1110')).not.toHaveProperty('score');
  });

  test('names techniques by their ids in the version that it says', () => {
    const view = mixedRun();
    const [first] = view.scenarios;
    const old = {
      ...view,
      scenarios: first
        ? [
            {
              ...first,
              plan: {...first.plan, tags: {...first.plan.tags, attack: ['T1562.001', 'T1562.007', 'T1685', 'T1610']}},
            },
          ]
        : [],
    };
    expect(layer(old).versions.attack).toBe('19');
    expect(layer(old).techniques.map((t: {techniqueID: string}) => t.techniqueID)).toEqual([
      'T1610',
      'T1685',
      'T1686.001',
    ]);
  });

  test('explains every colour that it uses in the legend', () => {
    const {legendItems, techniques} = layer();
    const colors = new Set(legendItems.map((l: {color: string}) => l.color));
    for (const t of techniques) expect(colors).toContain(t.color);
  });

  test('says simulated, and lists each technique once', () => {
    expect(layer(drillView({simulated: true})).description).toContain('simulated');
    expect(layer(hostileRun()).techniques).toHaveLength(1);
  });
});
