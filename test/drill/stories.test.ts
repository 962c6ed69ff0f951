import {expect, test} from 'vitest';
import {packagedDrills} from '../../src/scenario/load.js';
import {kubedrill} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

const STORIES = packagedDrills()
  .filter(({uses}) => uses.includes('live'))
  .map(({id}) => id);

test.each(STORIES)('%s is a nightly drill as well: all is detected, and nobody is asked for anything', async id => {
  const {code, stdout} = await kubedrill('run', '--drill', id, '--cluster', 'simulated', '--json', '--out', tempDir());
  const {scenarios, gates} = JSON.parse(stdout);
  expect(new Set(scenarios.map((one: {verdict: string}) => one.verdict))).toEqual(new Set(['detected']));
  expect(gates.map(({name, held}: {name: string; held: boolean}) => [name, held])).toEqual([
    ['everything detected in time or prevented', true],
    ['no false alarm', true],
    ['nothing left behind', true],
  ]);
  expect(code).toBe(0);
});
