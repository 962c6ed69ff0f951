import {writeFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {idsWithVariants, loadScenarios, resolveScenarios} from '../../src/scenario/load.js';
import {never} from '../helpers/source.js';
import {Allowances, type Difference, differences} from './compare.js';
import {normal} from './normal.js';
import {playAll} from './play-all.js';
import type {Played} from './player.js';
import {realSide, type Side, simulatedSide} from './side.js';

const {scenarios} = loadScenarios();
const ids = idsWithVariants(scenarios);
const allowances = new Allowances();
const found: Difference[] = [];
const sides: Side[] = [];
let played: Map<string, Played>[];

beforeAll(async () => {
  sides.push(await realSide(process.env, never), await simulatedSide());
  const all = resolveScenarios(ids, scenarios);
  played = await Promise.all(sides.map(side => playAll(side, all)));
}, 900_000);
afterAll(async () => {
  // For whoever works on it: every difference, allowed or not.
  if (process.env.FIDELITY_REPORT) writeFileSync(process.env.FIDELITY_REPORT, JSON.stringify(found, null, 1));
  await Promise.all(sides.map(side => side.stop()));
});

describe('every request of the catalogue has the same answer and audit events as on kube-apiserver', () => {
  test.each(ids)('%s', id => {
    const [real, simulated] = played.map(all => all.get(id));
    if (!real || !simulated) throw new Error(`${id} was not played`);
    expect(real.exchanges.length).toBeGreaterThan(0);
    const all = differences(id, normal(real), normal(simulated));
    found.push(...all);
    expect(all.filter(difference => !allowances.allow(difference))).toEqual([]);
  });

  test('every allowed difference is still one', () => {
    expect(allowances.unused()).toEqual([]);
  });
});
