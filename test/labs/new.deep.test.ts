import {cpSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {checkLab} from '../../src/lab/check.js';
import {readLab} from '../../src/lab/load.js';
import {makeLab} from '../../src/lab/make/make.js';
import {LAB_WAYS} from '../../src/lab/make/ways.js';
import {tempDir} from '../helpers/temp.js';

const options = {env: process.env, version: 'test', signal: new AbortController().signal};

/** Each way, on an attack that can be broken so, and the link at which it then breaks. */
const MADE: readonly (readonly [way: string, scenario: string, at: string])[] = [
  ['policy-none', 'pod-exec:spdy', 'audited'],
  ['policy-stages', 'secrets-listed', 'audited'],
  ['policy-level', 'privileged-pod', 'alerted'],
  ['rule-prefix', 'cluster-admin-bound', 'alerted'],
  ['rule-namespace', 'pod-exec', 'alerted'],
  ['time-ahead', 'secrets-listed', 'alerted'],
  ['renamed', 'secrets-listed:namespaced', 'alerted'],
  ['prefix', 'pod-exec', 'alerted'],
  ['mapping', 'cluster-admin-bound', 'collected'],
  ['refresh', 'secrets-listed', 'collected'],
  ['silence', 'privileged-pod', 'alerted'],
  ['response-half', 'cluster-admin-bound', 'open'],
  ['response-harm', 'secrets-listed', 'harm'],
  ['response-elsewhere', 'pod-exec', 'open'],
];

const made = (way: string, scenario: string, dir: string) => {
  const found = LAB_WAYS[way];
  if (!found) throw new Error(`there is no way ${way}`);
  return makeLab({name: 'mine', scenario, way: found, dir}, options);
};

describe.concurrent('a lab that is made of a scenario and a way', () => {
  test('there is one of each way', () => {
    expect(MADE.map(([way]) => way).sort()).toEqual(Object.keys(LAB_WAYS).sort());
  });

  test.each(MADE)('%s of %s is broken at %s, says so, and its solution solves it', async (way, scenario, at) => {
    const [dir, mine] = [join(tempDir(), 'mine'), tempDir()];
    expect(await made(way, scenario, dir)).toMatchObject({solved: false, at});
    const lab = readLab(dir, './mine');
    expect(lab).toMatchObject({broken: {at}, hints: {length: 3}, scenarios: [scenario]});
    expect(lab.text).toContain(LAB_WAYS[way]?.symptom);
    for (const part of ['start', 'solution']) cpSync(join(dir, part), mine, {recursive: true});
    expect(await checkLab(lab, mine, options)).toMatchObject({solved: true});
    if (lab.track !== 'response') return;
    // Each was played as the lab was made; one of them is played once more from what lies there.
    expect(lab.wrong.length).toBeGreaterThanOrEqual(3);
    for (const {at: end} of lab.wrong) expect(['open', 'harm']).toContain(end);
    const [last] = lab.wrong.slice(-1);
    cpSync(join(dir, 'wrong', last?.name ?? ''), mine, {recursive: true});
    expect(await checkLab(lab, mine, options)).toMatchObject({solved: false, at: last?.at});
  });

  test('what is detected all the same is no lab, and nothing is left', async () => {
    const dir = join(tempDir(), 'mine');
    await expect(made('policy-level', 'secrets-listed', dir)).rejects.toThrow(
      'secrets-listed is detected all the same',
    );
    expect(() => readFileSync(join(dir, 'lab.yaml'))).toThrow('ENOENT');
  });

  test('an attack that needs a node is refused', async () => {
    const dir = join(tempDir(), 'mine');
    await expect(made('silence', 'static-pod', dir)).rejects.toThrow(/no lab can be made of it|names no rule/);
  });
});
