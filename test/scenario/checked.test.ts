import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {packaged} from '../../src/lib/paths.js';
import {CHECKED_FILE} from '../../src/scenario/checked-at-build.js';
import {loadScenarios} from '../../src/scenario/load.js';

test('what the build has checked is what a check finds today: every scenario that ships', () => {
  const built = Object.values(JSON.parse(readFileSync(packaged(...CHECKED_FILE), 'utf8')));
  const found = loadScenarios().scenarios.map(({id, file, yaml, warnings, ...scenario}) => scenario);
  expect(found.length).toBeGreaterThan(30);
  expect(built).toEqual(found);
});
