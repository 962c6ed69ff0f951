import {cpSync, existsSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {checkLab} from '../../src/lab/check.js';
import {allLabs, type Lab} from '../../src/lab/load.js';
import type {Checked} from '../../src/lab/verdict.js';
import {tempDir} from '../helpers/temp.js';

/** What a check says of a lab's start with these files over it. */
async function checked(lab: Lab, ...over: string[]): Promise<Checked> {
  const dir = join(tempDir(), 'lab');
  mkdirSync(dir);
  for (const part of ['start', ...over]) {
    if (!existsSync(join(lab.dir, part))) throw new Error(`${lab.id} has no ${part}`);
    cpSync(join(lab.dir, part), dir, {recursive: true});
  }
  return checkLab(lab, dir, {env: process.env, version: 'test', signal: new AbortController().signal});
}

/** Everything that a check says, in one text. */
const saidBy = ({attacks, limits, open, harm}: Checked): string =>
  [
    ...attacks.flatMap(({why, change, falseAlarms}) => [why, change, ...falseAlarms]),
    ...limits.map(({text}) => text),
    ...open,
    ...harm,
  ]
    .filter(text => text !== undefined)
    .join('\n');

describe.concurrent.each(allLabs().map(lab => [lab.id, lab] as const))('%s', (_id, lab) => {
  test('its start is broken where it says, and the check says why', async () => {
    const start = await checked(lab);
    expect(start).toMatchObject({solved: false, at: lab.broken.at});
    expect(saidBy(start)).toContain(lab.broken.says);
  });

  test('its solution solves it', async () => {
    const solved = await checked(lab, 'solution');
    expect([solved.at, saidBy(solved)]).toEqual(['none', '']);
  });

  test.each(lab.wrong)('$name does not', async ({name, at}) => {
    const wrong = await checked(lab, `wrong/${name}`);
    expect([wrong.at, saidBy(wrong)]).toEqual([at, expect.stringMatching(/./)]);
  });
});
