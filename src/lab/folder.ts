import {cpSync, existsSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {z} from 'zod';
import {usageError} from '../lib/errors.js';
import {makeDir} from '../lib/files/files.js';
import {readText} from '../lib/files/read-text.js';
import {type Lab, labNamed} from './load.js';
import {missionText} from './mission.js';

/** Says in a learner's folder which lab it is of. */
const MARK = '.kubedrill-lab.json';
const Mark = z.object({lab: z.string()});

/**
 * Makes a learner's folder of a lab: its files as they are at the start, and a mission to read.
 *
 * @param dir made when it is not there; it must be empty
 * @throws DrillError (exit code 2) when there is something in it already
 */
export function startLab(lab: Lab, dir: string): void {
  const there = statSync(dir, {throwIfNoEntry: false});
  if (there && !there.isDirectory())
    throw usageError(`${dir} is not a folder`, ['name a folder that is not there yet']);
  if (there && readdirSync(dir).length)
    throw usageError(`${dir} is not empty, and nothing in it is overwritten`, [
      `\`kubedrill lab check ${dir}\` goes on with a lab that was begun there`,
      `\`kubedrill lab start ${lab.id} OTHER-FOLDER\` begins anew`,
    ]);
  makeDir(dir);
  cpSync(join(lab.dir, 'start'), dir, {recursive: true});
  writeFileSync(join(dir, 'MISSION.md'), missionText(lab));
  writeFileSync(join(dir, MARK), `${JSON.stringify({lab: lab.id})}\n`);
}

/**
 * The lab that a learner's folder is of.
 *
 * @throws DrillError (exit code 2) when it is not of any
 */
export function labOf(dir: string): Lab {
  const file = join(dir, MARK);
  if (!existsSync(file))
    throw usageError(`${dir} is not the folder of a lab`, [
      '`kubedrill lab start NAME` makes one; then name it, or change into it',
    ]);
  const parsed = Mark.safeParse(jsonOrNothing(readText(file)));
  if (!parsed.success) throw usageError(`${file} does not say which lab this is`, ['begin the lab again elsewhere']);
  return labNamed(parsed.data.lab);
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
