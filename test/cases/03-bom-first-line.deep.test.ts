import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';

const FOLDER = 'test/fixtures/cases/03-bom-first-line';

describe('03-bom-first-line', () => {
  test('bom.log: the first event counts and secrets-listed is found', async () => {
    const labels = `${FOLDER}/labels.json`;
    const {code, stdout} = await kubedrill('rules', 'test', '--log', `${FOLDER}/bom.log`, '--labels', labels, '--json');
    const {events, unreadable, scenarios} = JSON.parse(stdout);
    expect({code, events, unreadable}).toEqual({code: 0, events: 3, unreadable: 0});
    expect(scenarios[0]).toMatchObject({scenario: 'secrets-listed', inLog: 1, matched: 1});
  });
});
